"""What does not go by the plan: deviations, unscheduled visits, a wrong participant, paper, screening again."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.paper_source import paper_of
from hairtrial_desktop.casebook.proposals import ACKNOWLEDGED, Proposal, seen_proposals
from hairtrial_desktop.casebook.rescreening import may_be_screened_again, screened_again, screened_before
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, Label, Row, ScrollArea, Sheet, Token
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words, msg

UNSCHEDULED, MOVE, PAPER, PERFORMER, AGAIN = "unscheduled", "move", "paper", "performer", "again"
PRINT_LIST = "print_list"
MOST_SHOWN = 8
_WORDS = {
    UNSCHEDULED: (msg("Unscheduled visit"), msg("a visit outside the plan, with its reason and forms")),
    MOVE: (msg("Wrong participant"), msg("enter this form again under the right one and void it here")),
    PAPER: (msg("From paper"), msg("this form was first written on paper; enter it later")),
    PERFORMER: (msg("Performed by another"), msg("who did what this form records")),
    AGAIN: (msg("Screen again"), msg("a new number, linked to this one")),
}


@dataclass(frozen=True)
class Switch:
    """The other screening of the same person is asked for."""

    subject: str


def standing(proposal: Proposal, tr: Words) -> tuple[Tone, str]:
    """Return tone and word of where a deviation stands."""
    if proposal.open:
        return Tone.WARN, tr("to be decided")
    if proposal.changed:
        return Tone.BAD, tr("its cause changed")
    if proposal.waits:
        return Tone.WARN, tr("to be acknowledged")
    acknowledged = proposal.decision is not None and proposal.decision.state == ACKNOWLEDGED
    return (Tone.OK, tr("acknowledged")) if acknowledged else (Tone.NEUTRAL, tr("refused"))


def cases_of(book: SiteBook, subject: str, form: FormKey | None) -> tuple[str, ...]:
    """Return what can be done now; ``form`` is the form the ring stands on."""
    if not book.actor.may(Action.ENTER):
        return ()
    state = book.state(subject)
    row = None if form is None else state.forms().get(str(form))
    saved = row is not None and row.status != "removed"
    found = [UNSCHEDULED] if any(event.repeating for event in book.study.events) else []
    found += [MOVE] if saved and len(book.subjects()) > 1 else []
    found += [PAPER] if form is not None and not saved and paper_of(state, form) is None else []
    found += [PERFORMER] if form is not None else []
    enrolled = any(FormKey.parse(key).form == "F.KIT" for key in state.forms())
    may_screen = book.actor.may(Action.SCREEN) and may_be_screened_again(book.study)
    failed = not enrolled and screened_again(book, subject) is None
    return (*found, *([AGAIN] if may_screen and failed and book.identity(subject) is not None else []))


class CasesSheet(Sheet):
    """``closed`` with the code of a case, a ``Proposal`` to decide on, a ``Switch``, or None."""

    def __init__(self, bench: Bench, window: QWidget, book: SiteBook, subject: str, form: FormKey | None) -> None:
        super().__init__(bench.theme, window, width=720, name="cases_sheet")
        tr = bench.language.words
        self.rows: list[Row] = []
        self._bench = bench
        about = "" if form is None else self._about(book, form, tr)
        self.set_title(tr("Off the plan"), about)
        proposals = seen_proposals(book, subject)
        if proposals:
            self.body.addWidget(Label(tr("Protocol deviations"), "strong"))
            self._add_rows([self._deviation(each, tr) for each in proposals])
        lines = [
            self._row("", tr(name), tr(note), code, f"case:{code}")
            for code in cases_of(book, subject, form)
            for name, note in (_WORDS[code],)
        ]
        for other in (screened_before(book, subject), screened_again(book, subject)):
            if other is not None:
                words = tr("The other screening of this person")
                lines.append(self._row("", words, other, Switch(other), f"case:switch:{other}"))
        if lines:
            self._add_rows(lines)
        if book.actor.may(Action.PRINT):
            printer = self.add_action(Button(bench.theme, tr("Print the list of deviations"), name="cases_print"))
            printer.clicked.connect(lambda: self.close_with(PRINT_LIST))
        back = self.add_action(Button(bench.theme, tr("Back"), key="Esc", name="cases_back"))
        back.clicked.connect(lambda: self.close_with(None))

    def start(self) -> None:
        """Show it with the keyboard on the first line."""
        self.open(self.rows[0] if self.rows else None)

    @staticmethod
    def _about(book: SiteBook, form: FormKey, tr: Words) -> str:
        event = next(each for each in book.events(form.subject) if each.oid == form.event)
        return f"{book.form_of(form).name.say(tr.language)} · {event.name.say(tr.language)}"

    def _deviation(self, proposal: Proposal, tr: Words) -> Row:
        row = self._row(proposal.day or "—", proposal.what.say(tr.language), "", proposal, f"deviation:{proposal.key}")
        row.setToolTip(proposal.what.say(tr.language))
        row.add(Token(self._bench.theme, *standing(proposal, tr)))
        return row

    def _row(self, key: str, text: str, note: str, answer: object, name: str) -> Row:
        row = Row(self._bench.theme, key, text, note, key_width=84, name=name)
        row.activated.connect(lambda: self.close_with(answer))
        self.rows.append(row)
        return row

    def _add_rows(self, rows: list[Row]) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for row in rows:
            column.addWidget(row)
        scroll = ScrollArea(inner)
        scroll.setFixedHeight(self._bench.theme.px(35) * min(len(rows), MOST_SHOWN) + 4)
        self.body.addWidget(scroll)

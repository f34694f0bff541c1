"""What waits for the signature of the person at the screen, by participant. Each is looked at, then signed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.signing import SignedForm
from hairtrial_desktop.casebook.views.review import ToSign, to_sign
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import (
    Button,
    ButtonKind,
        Cell,
    Column,
    EmptyState,
    Label,
    Table,
    TableRow,
)  # fmt: skip
from hairtrial_desktop.ui.dialogs.sign_sheet import SignSheet
from hairtrial_desktop.ui.pages.list_card import ListCard
from hairtrial_desktop.ui.pages.page import Heading, Page
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words


class ReviewPage(Page):
    """A row opens its form; the current row is marked, and signed by the button once its form was looked at.

    Only who may sign has the button: the investigator, and the blinded assessor for the assessments.
    """

    NAME = RAIL = "review"

    def __init__(self, bench: Bench, site: OpenSite) -> None:
        super().__init__(bench)
        self.site = site
        theme = bench.theme
        self._lines: tuple[ToSign, ...] = ()
        self._note = Label("", "small", "text2", wrap=True)
        self._look = Button(theme, name="review_open")
        self._sign = Button(theme, kind=ButtonKind.PRIMARY, name="review_sign")
        self._table = Table(theme, name="review_table")
        self._table.marks_current = True
        self._signed_one = False  # the next one is offered
        self._empty = EmptyState(theme, "review")
        bar = QHBoxLayout()
        bar.setSpacing(tokens.S2)
        bar.addWidget(self._note, 1)
        bar.addWidget(self._look)
        bar.addWidget(self._sign)
        card = ListCard.around(theme, self._table, self._empty)
        self.column.addLayout(bar)
        self.column.addWidget(card)
        self.column.addStretch(1)
        self._table.activated_key.connect(self._open)
        self._table.selectionModel().currentRowChanged.connect(self._offer)
        self._look.clicked.connect(lambda: self._open(self._table.current_key()))
        self._sign.clicked.connect(self._ask_signature)

    def heading(self, tr: Words) -> Heading:
        """Return the title and how much waits."""
        waiting = tr.many("{n} form waits", "{n} forms wait", len(self._lines))
        return Heading(tr("Review & sign"), waiting, self._marks(tr))

    def _marks(self, tr: Words) -> tuple[tuple[Tone, str], ...]:
        """Return how many signatures are void."""
        void = sum(line.void for line in self._lines)
        return ((Tone.BAD, tr.many("{n} signature void", "{n} signatures void", void)),) if void else ()

    def refresh(self) -> None:
        """Read anew what waits."""
        self.show_view(to_sign(self.site.book))

    def open(self, target: object = None) -> None:
        """Come to the front with the keyboard on the table."""
        self._signed_one = False
        super().open(target)
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        may = self.site.book.actor.may(Action.SIGN)
        self._note.setText(
            tr("Open each form and look at it; a later change makes a signature void, visibly.")
            if may
            else tr("Complete forms wait here for those who sign them.")
        )
        self._sign.setText(tr("Sign …"))
        self._table.setAccessibleName(tr("Review & sign"))
        self._table.set_columns([
            Column(tr("Number"), 100), Column(tr("Visit"), 180), Column(tr("Form")),
            Column(tr("Meaning of the signature")), Column(tr("State"), 170),
        ])  # fmt: skip
        self._show()

    def show_view(self, lines: tuple[ToSign, ...]) -> None:
        """Show what waits."""
        self._lines = lines
        self._show()
        self.heading_changed.emit()

    def _show(self) -> None:
        tr = self.words
        firsts = {line.key.subject: line.key for line in reversed(self._lines)}
        self._table.set_rows([self._row(line, tr, first=firsts[line.key.subject] == line.key) for line in self._lines])
        self._empty.set(tr("Nothing waits for a signature"), tr("Forms appear here once they are complete."))
        self._sign.setVisible(self.site.book.actor.may(Action.SIGN))
        self._offer()

    def _current(self) -> ToSign | None:
        return next((line for line in self._lines if str(line.key) == self._table.current_key()), None)

    def _offer(self) -> None:
        """Offer to look at the current form, and to sign it only once that was done."""
        line, tr = self._current(), self.words
        may = self.site.book.actor.may(Action.SIGN)
        seen = line is not None and self.site.looked.holds(self.site.book, line.key)
        self._look.setEnabled(line is not None)
        self._sign.setEnabled(seen)
        self._look.set_kind(ButtonKind.PLAIN if seen and may else ButtonKind.PRIMARY)
        self._sign.set_kind(ButtonKind.PRIMARY if seen else ButtonKind.PLAIN)
        name = line.form_name.say(tr.language) if line is not None else ""
        self._look.setText(tr("Next to sign: {form}", form=name) if self._signed_one and name else tr("View the form"))
        self._look.updateGeometry()
        self._sign.setToolTip("" if seen else tr("Look at the form first."))

    def _row(self, line: ToSign, tr: Words, *, first: bool) -> TableRow:
        name = line.form_name.say(tr.language)
        meaning = self.site.book.study.signatures[line.meaning].meaning.say(tr.language)
        notes = [tr("looked at")] if self.site.looked.holds(self.site.book, line.key) else []
        notes += [tr("signed in part")] if line.given else []
        notes += [tr("signed paper erased: to be signed again")] if line.erased else []
        what = ", ".join(question.say(tr.language) for question in line.changed)
        notes += [tr("changed: {what}", what=what)] if what else []
        note = " · ".join(notes)
        sign = "" if line.void else "tick"
        word, tone = (tr("Signature void"), Tone.BAD) if line.void else (tr("Complete"), Tone.OK)
        state = Cell(word, tone, sign, note=note)
        number = Cell(line.key.subject, bold=first, ink="text" if first else "text3")
        return TableRow(str(line.key), (
            number, Cell(line.event_name.say(tr.language)), Cell(name, note=line.title.say(tr.language)),
            Cell(meaning, ink="text2"),
            state,
        ))  # fmt: skip

    def _open(self, key: str) -> None:
        line = next((line for line in self._lines if str(line.key) == key), None)
        if line is not None:
            self.open_form.emit(line.key)

    def _ask_signature(self) -> None:
        line = self._current()
        if line is None or not self.site.looked.holds(self.site.book, line.key):
            return
        sheet = SignSheet(self.bench, self, self.site, line.key)
        sheet.closed.connect(self._signed)
        sheet.start()

    def _signed(self, outcome: object) -> None:
        if isinstance(outcome, SignedForm):
            self.bench.messages.say(self.words("Signed. The signed PDF is kept."))
            at = self._table.currentIndex().row()
            self._signed_one = True
            self.refresh()
            last = self._table.model().rowCount() - 1
            if last >= 0:
                self._table.setCurrentIndex(self._table.model().index(min(at, last), 0))
                self._look.setFocus(Qt.FocusReason.TabFocusReason)
            self.data_changed.emit()

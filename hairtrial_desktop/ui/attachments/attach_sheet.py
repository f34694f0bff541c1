"""What was chosen, before it is kept: the picture, what was taken out of it, what it is and where it belongs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QWidget

from hairtrial_desktop.casebook.attached_file import StrippedFile
from hairtrial_desktop.casebook.attachments import KIND_WORDS, LONGEST_CAPTION
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.paper_source import paper_of
from hairtrial_desktop.casebook.queries_words import doubts_about
from hairtrial_desktop.study.attaching import AttachmentKind
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.attachments.chosen_file import file_words, show_picture
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, CodeCombo, Label, Sheet, TextField, labelled
from hairtrial_desktop.ui.form.item_words import label_of
from hairtrial_desktop.ui.query_words import DOUBT_WORDS
from hairtrial_desktop.words import Words, msg

_SHOWN = QSize(440, 230)
WIDTH = 520
VOID = msg("The form is signed: adding makes the signature void, and it must be signed again.")


@dataclass(frozen=True)
class Wanted:
    """What the person said of a file: where it belongs, what it is, its caption."""

    place: FormKey | ItemKey
    kind: AttachmentKind
    caption: str


class AttachSheet(Sheet):
    """``closed(True)`` once ``act(Wanted)`` went through, or None; a refusal is said below the caption."""

    def __init__(  # noqa: PLR0917 - a file, the form it goes to, and what is done with it
        self, bench: Bench, window: QWidget, session: FormSession, file: StrippedFile,
        act: Callable[[Wanted], object], signed: bool,
    ) -> None:  # fmt: skip
        super().__init__(bench.theme, window, width=WIDTH, name="attach_sheet")
        self._bench, self._session, self._act, tr = bench, session, act, bench.language.words
        self._words = tr
        self.set_title(tr("Add photograph or scan"), file_words(file, tr))
        self._show(file)
        places = _places(session, tr)
        self._places: dict[str, FormKey | ItemKey] = {str(place): place for place, _ in places}
        kinds = [(kind.value, words.say(tr.language)) for kind, words in KIND_WORDS.items()]
        self.kind = self._choice("attach_kind", tr("What it is"), kinds)
        self.place = self._choice("attach_place", tr("Belongs to"), [(str(place), said) for place, said in places])
        self.kind.choose(_likely(session, file))
        self.place.choose(str(_usual(session, AttachmentKind(self.kind.code()))))
        self.caption = TextField(bench.theme, name="attach_caption")
        hint = tr("For example the view or the page. No names, and nothing that tells the areas apart.")
        self.caption.set_label(tr("Caption"), hint)
        self.caption.edit.setMaxLength(LONGEST_CAPTION)
        self.caption.edited.connect(self._typed)
        self.caption.submitted.connect(self.accept)
        self.body.addWidget(self.caption)
        if signed:
            self.body.addWidget(Label(tr(VOID), "body", "bad", wrap=True))
        back = self.add_action(Button(bench.theme, tr("Back"), key="Esc", name="attach_back"))
        back.clicked.connect(lambda: self.close_with(None))
        add = self.add_action(Button(bench.theme, tr("Add"), ButtonKind.PRIMARY, key="↵", name="attach_add"))
        add.clicked.connect(self.accept)

    def start(self) -> None:
        """Show it with the keyboard in the caption: what it is and where it belongs are usually right."""
        self.open(self.caption.edit)

    def accept(self) -> None:
        """Keep it."""
        wanted = Wanted(self._places[self.place.code()], AttachmentKind(self.kind.code()), self.caption.text().strip())
        try:
            self._act(wanted)
        except KnownError as error:
            self.caption.set_error(self._words.error(error))
            self.caption.edit.setFocus()
            return
        self.close_with(True)

    def _show(self, file: StrippedFile) -> None:
        shown = QLabel()
        shown.setObjectName("attach_picture")
        if show_picture(shown, file, _SHOWN):
            self.body.addWidget(shown)
        else:
            self.body.addWidget(Label(self._words("It cannot be shown here."), "body", "bad", wrap=True))

    def _choice(self, name: str, label: str, choices: list[tuple[str, str]]) -> CodeCombo:
        combo = CodeCombo(self._bench.theme, name=name)
        combo.set_choices(choices)
        box = labelled(label, combo)
        self.body.addWidget(box)
        box.setVisible(len(choices) > 1)
        return combo

    def _typed(self) -> None:
        doubts = doubts_about(self._session.book, self.caption.text())
        self.caption.set_error("\n".join(self._words(DOUBT_WORDS[doubt]) for doubt in doubts), warn=True)


def _places(session: FormSession, tr: Words) -> list[tuple[FormKey | ItemKey, str]]:
    """Return the form, and the questions of it that photographs or scans belong to, each area alike."""
    expecting = (state for state in session.items() if state.item.attachments is not None)
    return [(session.key, session.form.name.say(tr.language)), *((each.key, label_of(tr, each)) for each in expecting)]


def _usual(session: FormSession, kind: AttachmentKind) -> FormKey | ItemKey:
    """Return the question that expects this kind, else the form."""
    rules = ((state.key, state.item.attachments) for state in session.items())
    return next((key for key, rule in rules if rule is not None and rule.kind is kind), session.key)


def _likely(session: FormSession, file: StrippedFile) -> str:
    """Return what it most likely is: a form from paper waits for its scan, a form with photographs for those."""
    if paper_of(session.values.state, session.key) is not None:
        return AttachmentKind.WET_INK.value
    rules = [session.form.attachments, *(state.item.attachments for state in session.items())]
    picture = file.media_type != "application/pdf"
    kind = next((rule.kind for rule in rules if rule is not None and picture), AttachmentKind.WET_INK)
    return kind.value

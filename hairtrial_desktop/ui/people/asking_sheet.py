"""A sheet of questions, each with its field; one act at the end, whose refusal is said at the field it concerns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from hairtrial_desktop.casebook.ports import WrongPassword
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import (
    Button,
    ButtonKind,
    CodeCombo,
    Label,
    PasswordField,
    Sheet,
    TextField,
    labelled,
)
from hairtrial_desktop.ui.jobs import Job, Lane

_WIDTHS = {1: 460, 2: 760}
Answers = Mapping[str, str]
Act = Callable[[Answers], object]


class AskingSheet(Sheet):
    """``closed(True)`` once the act went through, or None. Fields are added in order; Enter goes to the next.

    ``places`` says at which field the sentence of an error code is shown; any other goes below the last field.
    """

    def __init__(self, bench: Bench, window: QWidget, title: str, note: str, *, columns: int = 1, name: str) -> None:
        super().__init__(bench.theme, window, width=_WIDTHS[columns], name=name)
        self._columns = columns
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(tokens.S4)
        self._grid.setVerticalSpacing(tokens.S3)
        self.bench, self.words = bench, bench.language.words
        self.set_title(title, note)
        self.fields: dict[str, QWidget] = {}
        self._places: dict[str, str] = {}
        self._trouble = Label("", "small", "bad", wrap=True)
        self._trouble.setObjectName("sheet_trouble")
        self._trouble.hide()
        self._back = self.add_action(Button(bench.theme, self.words("Back"), key="Esc", name=f"{name}_back"))
        self._back.clicked.connect(lambda: self.close_with(None))
        self._accept = self.add_action(Button(bench.theme, "", ButtonKind.PRIMARY, name=f"{name}_accept"))
        self._accept.clicked.connect(self.accept)
        self._act: Act = lambda _answers: None

    def ask(self, name: str, label: str, hint: str = "", text: str = "") -> TextField:
        """Ask for a text."""
        field = TextField(self.bench.theme, name=name)
        field.set_label(label, hint)
        field.set_text(text)
        self._add(name, field)
        field.submitted.connect(lambda: self._after(name))
        return field

    def ask_password(self, name: str, label: str, hint: str = "") -> PasswordField:
        """Ask for a password."""
        field = PasswordField(self.bench.theme, name=name)
        field.set_label(label, hint)
        field.set_caps_words(self.words("Caps Lock is on"), self.words("Show the password"))
        self._add(name, field)
        field.submitted.connect(lambda: self._after(name))
        return field

    def ask_choice(self, name: str, label: str, choices: Sequence[tuple[str, str]], chosen: str = "") -> CodeCombo:
        """Ask for one of ``choices``."""
        combo = CodeCombo(self.bench.theme, name=name)
        combo.set_choices(choices)
        if chosen:
            combo.choose(chosen)
        self._place(labelled(label, combo))
        self.fields[name] = combo
        return combo

    def add(self, widget: QWidget) -> None:
        """Show a field of another kind, which whoever adds it reads."""
        self._place(widget)

    def text(self, name: str) -> str:
        """Return what a field holds: the text, the password, the chosen code."""
        field = self.fields[name]
        return field.code() if isinstance(field, CodeCombo) else field.text() if isinstance(field, TextField) else ""

    def start(self, words: str, act: Act, places: Mapping[str, str], *, danger: bool = False) -> None:
        """Show it; ``words`` stand on the button that does ``act`` in a worker thread."""
        self._act = act
        self._places = dict(places)
        self.body.addWidget(self._trouble)
        self._accept.setText(words)
        self._accept.set_kind(ButtonKind.DANGER if danger else ButtonKind.PRIMARY)
        self.open(next((self._input(field) for field in self.fields.values()), None))

    def allow(self, *, on: bool) -> None:
        """Let the act be done, or not yet."""
        self._accept.setEnabled(on)

    def accept(self) -> None:
        """Do it, unless it is being done."""
        if not self._accept.isEnabled():
            return
        self._say("", "")
        self._set_busy(busy=True)
        act, answers = self._act, {name: self.text(name) for name in self.fields}

        def work(_job: Job) -> object:
            return act(answers)

        self.bench.jobs.run(Lane.WRITE, work, lambda _done: self.close_with(True), self._refused)

    def _add(self, name: str, field: QWidget) -> None:
        self.fields[name] = field
        self._place(field)

    def _place(self, widget: QWidget) -> None:
        at = self._grid.count()
        if at == 0:
            self.body.addLayout(self._grid)
        self._grid.addWidget(widget, at // self._columns, at % self._columns, Qt.AlignmentFlag.AlignTop)

    def _after(self, name: str) -> None:
        names = list(self.fields)
        at = names.index(name) + 1
        if at < len(names):
            self._input(self.fields[names[at]]).setFocus()
        else:
            self.accept()

    def _refused(self, error: BaseException) -> None:
        self._set_busy(busy=False)
        if not isinstance(error, KnownError):
            self.bench.messages.fail(error)
            return
        place = self._places.get(error.code, "")
        if not place and isinstance(error, WrongPassword):
            place = self._places.get("wrong_password", "")
        self._say(place, self.words.error(error))

    def _set_busy(self, *, busy: bool) -> None:
        """Let nobody leave or press twice while keys are drawn: it takes a second or two."""
        self._accept.setEnabled(not busy)
        self._back.setEnabled(not busy)
        self.set_dismissable(not busy)

    def _say(self, place: str, sentence: str) -> None:
        for field in self.fields.values():
            if isinstance(field, TextField):
                field.set_error("")
        found = self.fields.get(place)
        self._trouble.setVisible(bool(sentence) and not isinstance(found, TextField))
        if isinstance(found, TextField):
            found.set_error(sentence)
        else:
            self._trouble.setText(sentence)
        if found is not None and sentence:
            self._input(found).setFocus()

    @staticmethod
    def _input(field: QWidget) -> QWidget:
        return field.edit if isinstance(field, TextField) else field

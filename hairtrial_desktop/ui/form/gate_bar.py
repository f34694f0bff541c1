"""Over the injection form: whether the gate before it was passed, by whom, and the way there."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.record import parse_utc
from hairtrial_desktop.casebook.views.gate import gate_lines
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Button, ButtonKind, Label, StatusMark
from hairtrial_desktop.ui.form.gate_list import GATE_FORM, open_lines
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words

GUARDED_FORM = "F.EC"


@dataclass(frozen=True)
class GateStanding:
    """Whether the gate form is complete, how many of its lines are open, and the second person with the time."""

    key: FormKey
    complete: bool
    waiting: int
    person: str = ""
    when: str = ""

    @property
    def passed(self) -> bool:
        """Whether everything that must be checked before the needle was checked."""
        return self.complete and not self.waiting


def gate_standing(session: FormSession) -> GateStanding | None:
    """Return how the gate of this visit stands; None where the form has none before it."""
    own, book = session.key, session.book
    if own.form != GUARDED_FORM or GATE_FORM not in session.study.event(own.event).forms:
        return None
    key = FormKey(own.subject, own.event, GATE_FORM, own.event_repeat)
    row = session.values.state.forms().get(str(key))
    waiting = open_lines(gate_lines(session.values, key))
    complete = row is not None and row.status == "complete"
    if row is None or row.confirmed_by is None or not complete:
        return GateStanding(key, complete, waiting)
    mark = f'"confirmed_by":"{row.confirmed_by}"'
    lines = book.shelves.store.history(str(key))
    at = next((line.at for line in reversed(lines) if mark in (line.new or "")), "")
    when = parse_utc(at).astimezone(book.zone).strftime("%m-%d %H:%M") if at else ""
    return GateStanding(key, complete, waiting, book.person_name(row.confirmed_by), when)


class GateBar(QWidget):
    """``go_asked(FormKey)`` from its button; ``show_standing`` says how it stands."""

    go_asked = Signal(object)

    def __init__(self, theme: Theme, words: Words, standing: GateStanding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words
        self._tone = Tone.BAD
        self.setObjectName("gate_bar")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._mark = StatusMark(theme)
        self._text = Label("", "strong", wrap=True)
        self._button = Button(theme, words("Go to the check"), ButtonKind.DANGER, name="go_gate")
        self._button.clicked.connect(lambda: self.go_asked.emit(standing.key))
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 6, 8, 6)
        line.setSpacing(tokens.S2)
        line.addWidget(self._mark)
        line.addWidget(self._text, 1)
        line.addWidget(self._button)
        self.show_standing(standing)

    def show_standing(self, standing: GateStanding) -> None:
        """Say how it stands now."""
        words = self._words
        self._tone = Tone.OK if standing.passed else Tone.BAD
        self._mark.set("tick" if standing.passed else "!", self._tone, "")
        self._text.set_ink("ok" if standing.passed else "bad")
        self._text.setText(self._sentence(standing, words))
        self._button.setVisible(not standing.passed)
        self.setAccessibleName(self._text.text())
        self.update()

    def text(self) -> str:
        """Return what it says."""
        return self._text.text()

    @staticmethod
    def _sentence(standing: GateStanding, words: Words) -> str:
        if not standing.complete:
            return words("The check before the injection is not complete: do not inject")
        if standing.waiting:
            return words.many(
                "{n} line of the check before the injection is open",
                "{n} lines of the check before the injection are open",
                standing.waiting,
            )
        if standing.person:
            return words(
                "Checked before the injection; second person {person}, {time}",
                person=standing.person,
                time=standing.when,
            )
        return words("Checked before the injection")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground in its tone."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._theme.tone(self._tone)
        painter.setPen(self._theme.colour(look.ink))
        painter.setBrush(self._theme.colour(look.weak))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), tokens.RADIUS_CARD, tokens.RADIUS_CARD)

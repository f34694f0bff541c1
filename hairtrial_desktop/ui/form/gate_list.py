"""The pre-injection gate: every rule that must hold before the needle, with its state."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hairtrial_desktop.casebook.views.gate import GateLine
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Label, StatusMark, Token
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words, msg

GATE_FORM = "F.GATE"
_LOOKS = {
    True: ("tick", Tone.OK, msg("Holds")),
    False: ("!", Tone.BAD, msg("Does not hold")),
    None: ("?", Tone.WARN, msg("Not known yet")),
}


_NOT_HERE = ("–", Tone.NEUTRAL, msg("Does not apply"))


def open_lines(lines: tuple[GateLine, ...]) -> int:
    """Return how many lines do not let the needle through."""
    return sum(line.applies and line.holds is not True for line in lines)


class _GateRow(QWidget):
    """One rule: mark, words, and what to do where it does not hold."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(f"gate:{name}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.mark = StatusMark(theme)
        self.text = Label("", "body", wrap=True)
        self.todo = Label("", "hint", "text2", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.text)
        words.addWidget(self.todo)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 4, tokens.S2, 5)
        line.setSpacing(tokens.S2)
        line.addWidget(self.mark)
        line.addLayout(words, 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the hairline below."""
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width() - tokens.S2, 1, self._theme.colour("line"))


class GateList(QWidget):
    """``show_lines(lines)``: two columns, so that the whole gate is seen at once; one where letters are large."""

    def __init__(self, theme: Theme, words: Words, *, columns: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words, self._columns = theme, words, columns
        self._rows: list[_GateRow] = []
        self._verdict = Token(theme)
        heading = QHBoxLayout()
        heading.setSpacing(tokens.S2)
        heading.addWidget(Label(words("Before the needle"), "strong", "accent"))
        heading.addWidget(self._verdict)
        heading.addStretch(1)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(tokens.S3)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, columns - 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.S2, 0, 0)
        column.setSpacing(2)
        column.addLayout(heading)
        column.addLayout(self._grid)

    def show_lines(self, lines: tuple[GateLine, ...]) -> None:
        """Show the rules as they are judged now."""
        words = self._words
        if len(self._rows) != len(lines):
            self._build(lines)
        for row, line in zip(self._rows, lines, strict=True):
            sign, tone, word = _LOOKS[line.holds] if line.applies else _NOT_HERE
            against = line.applies and line.holds is False
            row.mark.set(sign, tone, words(word))
            row.text.setText(line.rule.text.say(words.language))
            row.text.set_ink("text" if line.applies else "text3")
            row.todo.setText(line.rule.message.say(words.language) if against else "")
            row.todo.setVisible(against)
            row.setToolTip("" if line.holds or not line.applies else line.rule.message.say(words.language))
        self._say_verdict(lines)

    def _say_verdict(self, lines: tuple[GateLine, ...]) -> None:
        """Say in one token where it stands: what is against it first, then what is still to check."""
        words = self._words
        against = sum(line.applies and line.holds is False for line in lines)
        waiting = open_lines(lines)
        if against:
            said = words.many("{n} line does not hold: do not inject", "{n} lines do not hold: do not inject", against)
            self._verdict.set(Tone.BAD, said)
        elif waiting:
            self._verdict.set(Tone.WARN, words.many("{n} line to check", "{n} lines to check", waiting))
        else:
            self._verdict.set(Tone.OK, words("All lines hold"), "tick")

    def _build(self, lines: tuple[GateLine, ...]) -> None:
        half = -(-len(lines) // self._columns)
        for at, line in enumerate(lines):
            row = _GateRow(self._theme, line.rule.oid)
            self._grid.addWidget(row, at % half, at // half)
            self._rows.append(row)

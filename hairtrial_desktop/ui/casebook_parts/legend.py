"""What the marks of the grid mean."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.casebook_parts.work_look import legend_of_work
from hairtrial_desktop.ui.components import Label, StatusMark
from hairtrial_desktop.ui.form.refill import empty
from hairtrial_desktop.ui.form.status_look import LEGEND, look_of
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.words import Words


class Legend(QWidget):
    """One line of marks with their words."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(8, 8, 0, 2)
        self._line.setSpacing(6)
        self._said = ""
        self._current: Label | None = None

    def say(self, text: str) -> None:
        """Say at the right what the current cell is."""
        self._said = text
        if self._current is not None:
            self._current.setText(text)

    def retranslate(self, tr: Words) -> None:
        """Say the words."""
        empty(self._line)
        for status in LEGEND:
            look = look_of(tr, status)
            self._line.addWidget(StatusMark(self._theme, look.sign, look.tone, look.word))
            self._line.addWidget(Label(look.word, "small", "text2"))
            self._line.addSpacing(tokens.S2)
        for sign, tone, word in legend_of_work(tr):
            self._line.addWidget(StatusMark(self._theme, sign, tone, word))
            self._line.addWidget(Label(word, "small", "text2"))
            self._line.addSpacing(tokens.S2)
        self._current = Label(self._said, "small", "accent", elide=True)
        self._current.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._line.addWidget(self._current, 1)

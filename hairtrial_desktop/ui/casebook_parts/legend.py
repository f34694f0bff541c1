"""What the marks of the grid mean."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hairtrial_desktop.ui.casebook_parts.work_look import legend_of_work
from hairtrial_desktop.ui.components import Flow, Label, StatusMark
from hairtrial_desktop.ui.form.refill import empty
from hairtrial_desktop.ui.form.status_look import LEGEND, look_of
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.words import Words

_BETWEEN, _LINES, _BESIDE = 12, 4, 6  # pixels between two entries; two lines; a mark and its word
_SAID = 200  # pixels at 100 % for the words of the current cell


class Legend(QWidget):
    """Marks with their words, and at the right what the current cell is."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._marks = Flow(spacing=_BETWEEN, between=_LINES)
        self._current = Label("", "small", "accent", elide=True)
        self._current.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 8, 0, 2)
        line.setSpacing(_BESIDE)
        line.addLayout(self._marks, 1)
        line.addWidget(self._current)
        self._redress()
        theme.changed.connect(self._redress)

    def say(self, text: str) -> None:
        """Say at the right what the current cell is."""
        self._current.setText(text)

    def retranslate(self, tr: Words) -> None:
        """Say the words."""
        empty(self._marks)
        looks = [look_of(tr, status) for status in LEGEND]
        for sign, tone, word in (*((look.sign, look.tone, look.word) for look in looks), *legend_of_work(tr)):
            entry = QWidget()  # a mark and its word never part
            line = QHBoxLayout(entry)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(_BESIDE)
            line.addWidget(StatusMark(self._theme, sign, tone, word))
            line.addWidget(Label(word, "small", "text2"))
            self._marks.addWidget(entry)

    def _redress(self) -> None:
        self._current.setFixedWidth(self._theme.px(_SAID))

"""The lines of a side panel: a mark, words, a row of buttons, one under the other."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Label


class PanelLines(QVBoxLayout):
    """``say`` and ``row`` add a line each."""

    def __init__(self) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(tokens.S1)

    def say(self, text: str, role: str, ink: str) -> None:
        """Add words in a ``role`` and an ``ink`` of :class:`Label`."""
        self.addWidget(Label(text, role, ink, wrap=True))

    def row(self, *widgets: QWidget) -> None:
        """Add widgets side by side, from the left."""
        line = QHBoxLayout()
        line.setSpacing(tokens.S1)
        for widget in widgets:
            line.addWidget(widget)
        line.addStretch(1)
        self.addLayout(line)

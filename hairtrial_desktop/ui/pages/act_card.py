"""The card at the head of a page: how things stand, in a sentence and a note, and what can be done about it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Button, Card, Label
from hairtrial_desktop.ui.theme import Theme


class ActCard(Card):
    """``state`` and ``note`` are its texts; the buttons stand at the right, in order."""

    def __init__(self, theme: Theme, *buttons: Button) -> None:
        super().__init__(theme, margins=(16, 14, 16, 14))
        self.state = Label("", "lead_strong", wrap=True)
        self.note = Label("", "body", "text2", wrap=True)
        says = QVBoxLayout()
        says.addWidget(self.state)
        says.addWidget(self.note)
        line = QHBoxLayout()
        line.setSpacing(tokens.S2)
        line.addLayout(says, 1)
        for button in buttons:
            line.addWidget(button)
        self.body.addLayout(line)

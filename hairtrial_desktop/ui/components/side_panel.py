"""The right column: what is true of the focused thing."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.card import Card
from hairtrial_desktop.ui.components.scroll_area import ScrollArea
from hairtrial_desktop.ui.theme import Theme


class SidePanel(QWidget):
    """A column of cards, ``width`` pixels at 100 %, that scrolls when they need more room."""

    def __init__(self, theme: Theme, width: int = 292, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._width = theme, width
        inner = QWidget()
        self.cards = QVBoxLayout(inner)
        self.cards.setContentsMargins(0, 0, 0, 0)
        self.cards.setSpacing(tokens.S3)
        self.cards.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollArea(inner))
        self._redress()
        theme.changed.connect(self._redress)

    def add(self, card: Card) -> Card:
        """Put a card below the others."""
        self.cards.insertWidget(self.cards.count() - 1, card)
        return card

    def _redress(self) -> None:
        self.setFixedWidth(self._theme.px(self._width))

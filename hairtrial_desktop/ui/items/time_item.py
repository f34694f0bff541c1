"""Times of day."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.ui.items.item_widget import ItemSurroundings
from hairtrial_desktop.ui.items.line_item import LineItem


class TimeItem(LineItem):
    """DataType ``time``: ``0930``, ``9:30``, ``9点``."""

    def __init__(self, around: ItemSurroundings, state: ItemState, parent: QWidget | None = None) -> None:
        super().__init__(around, state, 96, parent)

    def expects(self) -> str:
        """Return how a time may be typed."""
        return self.around.words("A time: 0930 or 9:30")

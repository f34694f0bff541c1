"""A day and a time in one field."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.ui.items.item_widget import ItemSurroundings
from hairtrial_desktop.ui.items.line_item import LineItem


class DateTimeItem(LineItem):
    """DataType ``datetime``."""

    def __init__(self, around: ItemSurroundings, state: ItemState, parent: QWidget | None = None) -> None:
        super().__init__(around, state, 150, parent)

    def expects(self) -> str:
        """Return how a moment may be typed."""
        return self.around.words("A date and a time: 20260601 0930")

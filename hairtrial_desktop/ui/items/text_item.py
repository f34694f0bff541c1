"""Free text."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.ui.items.item_widget import ItemSurroundings
from hairtrial_desktop.ui.items.line_item import LineItem

_SHORT, _MIDDLE = 20, 60  # characters


class TextItem(LineItem):
    """DataType ``text``: as wide as its length asks."""

    def __init__(self, around: ItemSurroundings, state: ItemState, parent: QWidget | None = None) -> None:
        length = state.item.length or 200
        width = 132 if length <= _SHORT else 240 if length <= _MIDDLE else min(340, around.width)
        super().__init__(around, state, min(width, 150) if state.group.areas else width, parent)

"""Whole and decimal numbers; the unit stands beside the field."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.study.definitions import DataType
from hairtrial_desktop.ui.items.item_widget import ItemSurroundings
from hairtrial_desktop.ui.items.line_item import LineItem


class NumberItem(LineItem):
    """DataTypes ``integer`` and ``decimal``. ``5E8``, ``5×10^8`` and ``5亿`` are read as the same number."""

    def __init__(self, around: ItemSurroundings, state: ItemState, parent: QWidget | None = None) -> None:
        super().__init__(around, state, 96, parent)

    def expects(self) -> str:
        """Return what a number looks like."""
        words = self.around.words
        if self.state.item.data_type is DataType.INTEGER:
            return words("A whole number, for example 12")
        if self.state.item.decimals:
            return words("A number with up to {n} decimals, for example 1.5", n=self.state.item.decimals)
        return words("A number, for example 1.5 or 5E8")

"""Days, partial days and months as forgiving text; what was understood stands beside at once."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.study.definitions import DataType
from hairtrial_desktop.ui.items.item_widget import ItemSurroundings
from hairtrial_desktop.ui.items.line_item import LineItem
from hairtrial_desktop.words import msg

_EXPECTED = {
    DataType.DATE: msg("A date: 20260601, 2026-6-1, 6/1 or today"),
    DataType.PARTIAL_DATE: msg("A date; unknown day: 2026-06-UK"),
    DataType.MONTH: msg("Year and month: 1985-03"),
}


class DateItem(LineItem):
    """DataTypes ``date``, ``partialDate`` and ``month``."""

    def __init__(self, around: ItemSurroundings, state: ItemState, parent: QWidget | None = None) -> None:
        super().__init__(around, state, 120, parent)

    def expects(self) -> str:
        """Return how a day may be typed."""
        return self.around.words(_EXPECTED[self.state.item.data_type])

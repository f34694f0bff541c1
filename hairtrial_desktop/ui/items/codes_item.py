"""Several codes of a list: boxes to tick."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.ui.components import CheckList
from hairtrial_desktop.ui.items.code_item import choices_of
from hairtrial_desktop.ui.items.item_widget import ItemSurroundings, ItemWidget

_BOX = 52  # pixels around the label of a box at 100 %
_MOST_COLUMNS = 3


class CodesItem(ItemWidget):
    """DataType ``codes``. Digits toggle."""

    def __init__(self, around: ItemSurroundings, state: ItemState, parent: QWidget | None = None) -> None:
        super().__init__(around, state, parent)
        codes = state.item.code_list
        assert codes is not None  # noqa: S101 - the loader refuses a coded item without a list
        choices = choices_of(codes, around.words.language)
        metrics = QFontMetrics(around.theme.font())
        widest = max(metrics.horizontalAdvance(label) for _, label in choices) + around.theme.px(_BOX)
        columns = max(1, min(_MOST_COLUMNS, around.theme.px(around.width) // widest))
        self.control = CheckList(around.theme, columns=columns)
        self.adopt(self.control)
        self.control.set_choices(choices)
        self.control.changed.connect(lambda codes: self.typed.emit(self.state.key, ", ".join(codes)))
        self.show_state(state)

    def show_state(self, state: ItemState) -> None:
        """Tick what is held."""
        super().show_state(state)
        self.control.choose((state.cell.value or "").split())

    def understood(self) -> str:
        """Return nothing: the boxes say it."""
        return ""

    def settle(self) -> None:
        """Leave it: ticks are not typed text."""

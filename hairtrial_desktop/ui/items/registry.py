"""Which widget shows which DataType. A new type is a new file and one entry here (a drift test compares)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.study.definitions import DataType
from hairtrial_desktop.ui.items.code_item import CodeItem
from hairtrial_desktop.ui.items.codes_item import CodesItem
from hairtrial_desktop.ui.items.date_item import DateItem
from hairtrial_desktop.ui.items.datetime_item import DateTimeItem
from hairtrial_desktop.ui.items.item_widget import ItemSurroundings, ItemWidget
from hairtrial_desktop.ui.items.narrative_item import LONG, NarrativeItem
from hairtrial_desktop.ui.items.number_item import NumberItem
from hairtrial_desktop.ui.items.shown_item import ShownItem
from hairtrial_desktop.ui.items.text_item import TextItem
from hairtrial_desktop.ui.items.time_item import TimeItem
from hairtrial_desktop.ui.items.user_item import UserItem


def _text(around: ItemSurroundings, state: ItemState) -> ItemWidget:
    """Return the widget of a text: a narrative has room for several lines."""
    return (NarrativeItem if (state.item.length or 0) > LONG else TextItem)(around, state)


ITEM_WIDGETS: Mapping[DataType, Callable[[ItemSurroundings, ItemState], ItemWidget]] = MappingProxyType(
    {
        DataType.TEXT: _text,
        DataType.INTEGER: NumberItem,
        DataType.DECIMAL: NumberItem,
        DataType.DATE: DateItem,
        DataType.PARTIAL_DATE: DateItem,
        DataType.MONTH: DateItem,
        DataType.TIME: TimeItem,
        DataType.DATETIME: DateTimeItem,
        DataType.CODE: CodeItem,
        DataType.CODES: CodesItem,
        DataType.USER: UserItem,
    }
)


def build_item(around: ItemSurroundings, state: ItemState) -> ItemWidget:
    """Return the widget of an item; what is derived or fixed is only shown."""
    return ITEM_WIDGETS[state.item.data_type](around, state) if state.item.typed else ShownItem(around, state)

"""A new DataType is a new file in four rooms: none may be forgotten."""

from __future__ import annotations

import pytest

from hairtrial_desktop.exchange.odm.values import ODM_TYPES
from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.definitions import CodeList, CodeListItem, DataType, ItemDef
from hairtrial_desktop.study.text import Text
from hairtrial_desktop.ui.items.registry import ITEM_WIDGETS

NAME = Text("项目", "Item")
CODES = CodeList("CL.NY", NAME, (CodeListItem("Y", Text("是", "Yes")), CodeListItem("N", Text("否", "No"))))
SHOWN = {  # stored value -> what paper and window show in English
    DataType.TEXT: ("free text", "free text"),
    DataType.INTEGER: ("12", "12"),
    DataType.DECIMAL: ("1.50", "1.50"),
    DataType.DATE: ("2026-06-01", "2026-06-01"),
    DataType.PARTIAL_DATE: ("2026-06", "2026-06-UK"),
    DataType.MONTH: ("1985-03", "1985-03"),
    DataType.TIME: ("09:30", "09:30"),
    DataType.DATETIME: ("2026-06-01T09:30", "2026-06-01 09:30"),
    DataType.CODE: ("Y", "Yes"),
    DataType.CODES: ("Y N", "Yes, No"),
    DataType.USER: ("li.nurse", "li.nurse"),
}


@pytest.mark.parametrize("kind", list(DataType))
def test_every_data_type_has_codec_text_widget_and_odm_type(kind: DataType) -> None:
    coded = kind in (DataType.CODE, DataType.CODES)
    item = ItemDef("I.X.ITEM", "ITEM", NAME, kind, code_list=CODES if coded else None)
    stored, shown = SHOWN[kind]
    assert codec_for(item).show(stored, "en") == shown
    assert kind in ITEM_WIDGETS
    assert kind in ODM_TYPES

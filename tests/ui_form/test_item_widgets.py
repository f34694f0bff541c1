"""Every DataType has a widget that shows what the session holds and says what is typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from hairtrial_desktop.casebook.cell import Cell
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.study.definitions import CodeList, CodeListItem, DataType, ItemDef, ItemGroupDef
from hairtrial_desktop.study.text import Text
from hairtrial_desktop.ui.items.item_widget import ItemSurroundings
from hairtrial_desktop.ui.items.registry import ITEM_WIDGETS, build_item
from hairtrial_desktop.words import Words
from tests.ui_form.conftest import Stage

KEY = FormKey("01-001", "SE.SCR", "F.X")
GROUP = ItemGroupDef("IG.X.X", Text("组", "Group"), ())


def codes(*names: str) -> CodeList:
    return CodeList("CL.X", Text("表", "List"), tuple(CodeListItem(name, Text(name, name)) for name in names))


def state_of(data_type: DataType, code_list: CodeList | None = None, cell: Cell | None = None) -> ItemState:
    item = ItemDef("I.X.A", "A", Text("问", "Question"), data_type, code_list=code_list)
    return ItemState(KEY.item(GROUP.oid, item.oid), item, GROUP, cell=cell or Cell())


def test_every_data_type_has_its_widget() -> None:
    assert set(ITEM_WIDGETS) == set(DataType)


@pytest.mark.parametrize("data_type", list(DataType))
def test_a_widget_is_named_and_answers_f4_and_enter(stage: Stage, data_type: DataType) -> None:
    around = ItemSurroundings(stage.bench.theme, Words("zh"), (("li", "李护士"),))
    widget = build_item(around, state_of(data_type, codes("Y", "N")))
    stage.put(widget)
    widget.editor.setFocus()
    assert stage.focus == "item:I.X.A"
    assert widget.editor.accessibleName() == "问"
    for key, signal in ((Qt.Key.Key_F4, widget.null_asked), (Qt.Key.Key_Return, widget.next_asked)):
        with stage.bot.waitSignal(signal):
            QTest.keyClick(widget.editor, key)


@pytest.mark.parametrize(
    ("names", "pressed", "typed"),
    [
        (("Y", "N"), "2", "N"),
        (("0", "1", "2", "3"), "0", "0"),  # grades are chosen by their own digit, not by their place
        (("A", "B", "C", "D", "E", "F", "G"), "7", "G"),
    ],
)
def test_digits_choose(stage: Stage, names: tuple[str, ...], pressed: str, typed: str) -> None:
    widget = build_item(ItemSurroundings(stage.bench.theme, Words("zh")), state_of(DataType.CODE, codes(*names)))
    stage.put(widget)
    widget.editor.setFocus()
    with stage.bot.waitSignal(widget.typed) as said:
        stage.keys(pressed)
    assert (said.args or [])[1] == typed


def test_digits_toggle_several(stage: Stage) -> None:
    widget = build_item(
        ItemSurroundings(stage.bench.theme, Words("zh")), state_of(DataType.CODES, codes("A", "B", "C"))
    )
    stage.put(widget)
    widget.editor.setFocus()
    said: list[str] = []
    widget.typed.connect(lambda _key, text: said.append(text))
    stage.keys("31")
    assert said == ["C", "A, C"]


def test_a_person_who_is_no_longer_listed_is_still_shown(stage: Stage) -> None:
    around = ItemSurroundings(stage.bench.theme, Words("zh"), (("li", "李护士"),))
    widget = build_item(around, state_of(DataType.USER, cell=Cell("gone")))
    assert widget.editor.property("currentText") == "2  gone"

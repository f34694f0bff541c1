"""The components answer keys and the mouse, keep the focus visible, and can be heard by a screen reader."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import (
    Button,
    ButtonKind,
    Cell,
    CheckList,
    CodeCombo,
    Column,
    Label,
    LanguageToggle,
    PasswordField,
    Row,
    Segmented,
    Sheet,
    Table,
    TableRow,
    TextField,
    Token,
)  # fmt: skip
from hairtrial_desktop.ui.components.column_widths import Need, share_out
from hairtrial_desktop.ui.components.token import token_width
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Mode, Tone

CHOICES = [("N", "未使用"), ("S", "两侧相同"), ("O", "仅一侧")]


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", list(Mode))
def test_every_text_reaches_the_contrast_of_wcag_aa(mode: Mode) -> None:
    c = tokens.PALETTES[mode]
    pairs = [(ink, c.surface) for ink in (c.text, c.text2, c.text3, c.accent, c.ok, c.warn, c.bad, c.sign)]
    pairs += [(tokens.tone_colours(c, tone).ink, tokens.tone_colours(c, tone).weak) for tone in Tone]
    pairs += [(c.on_accent, c.accent), (c.on_bad, c.bad), (c.rail_text, c.rail), (c.rail_strong, c.rail_selected)]
    pairs += [(c.rail_strong, c.rail_badge), (c.rail_strong, c.rail_bad), (c.text2, c.bg), (c.text3, c.bg)]
    assert [(pair, round(_contrast(*pair), 2)) for pair in pairs if _contrast(*pair) < 4.5] == []


def test_a_theme_switches_colours_and_sizes_live(theme: Theme, qtbot: QtBot) -> None:
    button = Button(theme, "保存", ButtonKind.PRIMARY, key="Ctrl S")
    qtbot.addWidget(button)
    button.show()
    before = button.sizeHint()
    with qtbot.waitSignal(theme.changed):
        theme.set_scale(150)
    assert button.sizeHint().height() == 45
    assert button.sizeHint().width() > before.width()
    with qtbot.waitSignal(theme.changed):
        theme.set_mode(Mode.DARK)
    assert button.grab().toImage().pixelColor(4, 20).name().upper() == tokens.DARK.accent
    theme.set_scale(900)
    assert theme.scale == tokens.MAX_SCALE


def test_enter_presses_a_button(theme: Theme, qtbot: QtBot) -> None:
    button = Button(theme, "保存")
    qtbot.addWidget(button)
    button.show()
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Return)


def test_digits_arrows_and_the_mouse_choose_a_segment(theme: Theme, qtbot: QtBot) -> None:
    segmented = Segmented(theme, name="anaesthetic")
    qtbot.addWidget(segmented)
    segmented.set_choices(CHOICES)
    segmented.show()
    said: list[str] = []
    segmented.chosen.connect(said.append)
    QTest.keyClicks(segmented, "2")
    QTest.keyClick(segmented, Qt.Key.Key_Right)
    QTest.keyClicks(segmented, "9")
    QTest.keyClick(segmented, Qt.Key.Key_Delete)
    first = segmented.findChild(QWidget, "anaesthetic.N")
    assert isinstance(first, QWidget)
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    assert said == ["S", "O", "", "N"]
    assert segmented.code() == "N"


def test_choosing_a_segment_moves_nothing(theme: Theme, qtbot: QtBot) -> None:
    segmented = Segmented(theme)
    qtbot.addWidget(segmented)
    segmented.set_choices(CHOICES)
    before = segmented.sizeHint()
    segmented.choose("S")
    assert segmented.sizeHint() == before


def test_a_combo_is_chosen_by_number_and_never_by_the_wheel(theme: Theme, qtbot: QtBot) -> None:
    combo = CodeCombo(theme, name="route")
    qtbot.addWidget(combo)
    combo.set_choices([("PO", "口服"), ("IV", "静脉"), ("SC", "皮下")])
    combo.show()
    assert not combo.code()
    combo.choose("PO")
    with qtbot.waitSignal(combo.chosen) as caught:
        QTest.keyClicks(combo, "3")
    assert (combo.code(), combo.label()) == ("SC", "皮下")
    assert caught.args == ["SC"]
    QTest.keyClick(combo, Qt.Key.Key_Delete)
    assert not combo.code()


def test_digits_and_space_tick_boxes(theme: Theme, qtbot: QtBot) -> None:
    boxes = CheckList(theme, name="reaction")
    qtbot.addWidget(boxes)
    boxes.set_choices(CHOICES)
    boxes.show()
    boxes.setFocus()
    QTest.keyClicks(boxes, "3")
    QTest.keyClicks(boxes, "1")
    QTest.keyClick(boxes, Qt.Key.Key_Down)
    with qtbot.waitSignal(boxes.changed) as caught:
        QTest.keyClick(boxes, Qt.Key.Key_Space)
    assert caught.args == [["N", "S", "O"]]


def test_a_field_says_its_error_also_to_a_screen_reader(theme: Theme, qtbot: QtBot) -> None:
    field = TextField(theme, name="volume")
    qtbot.addWidget(field)
    field.set_label("注射体积", hint="mL")
    field.set_error("两区体积应相等。", warn=True)
    assert field.edit.accessibleName() == "注射体积"
    assert field.edit.accessibleDescription() == "两区体积应相等。"
    assert field.edit.property("state") == "warn"
    field.set_error("")
    assert field.edit.accessibleDescription() == "mL"


def test_caps_lock_is_read_off_the_letters(theme: Theme, qtbot: QtBot) -> None:
    field = PasswordField(theme, name="password")
    qtbot.addWidget(field)
    field.set_caps_words("大写锁定已开启", "显示")
    field.show()
    shifted = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier, "A")
    QApplication.sendEvent(field.edit, shifted)
    assert not field.error()
    QTest.keyClick(field.edit, Qt.Key.Key_CapsLock)
    assert field.error() == "大写锁定已开启"
    QTest.keyClick(field.edit, Qt.Key.Key_CapsLock)
    assert not field.error()


def test_a_label_that_is_cut_keeps_its_whole_text(theme: Theme, qtbot: QtBot) -> None:
    assert theme.scale == 100
    label = Label("计划日 11-24，窗口 11-21 ~ 11-27", elide=True)
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert label.text() != label.whole_text()
    assert label.toolTip() == label.whole_text()


def test_a_row_opens_by_mouse_and_key(theme: Theme, qtbot: QtBot) -> None:
    row = Row(theme, "01-009", "注射 3", "计划日 11-24", name="visit")
    qtbot.addWidget(row)
    row.resize(400, 34)
    row.show()
    with qtbot.waitSignal(row.activated):
        QTest.keyClick(row, Qt.Key.Key_Return)
    with qtbot.waitSignal(row.activated):
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert row.accessibleName() == "01-009 注射 3 计划日 11-24"


def test_a_table_opens_the_row_that_was_clicked_or_chosen(theme: Theme, qtbot: QtBot) -> None:
    table = Table(theme, name="months")
    qtbot.addWidget(table)
    table.set_columns([Column("月份", 100), Column("状态")])
    table.set_rows([TableRow(f"2026-{m:02}", (Cell(f"2026-{m:02}"), Cell("已确认", Tone.OK))) for m in range(1, 13)])
    table.resize(400, 200)
    table.show()
    said: list[str] = []
    table.activated_key.connect(said.append)
    point: QPoint = table.centre_of("2026-11")
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=point)
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert said == ["2026-11", "2026-12"]


def test_a_sheet_keeps_the_focus_and_gives_it_back(theme: Theme, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    under = Button(theme, "下面", parent=window)
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    under.setFocus()
    sheet = Sheet(theme, window, title="签名")
    first, second = TextField(theme, name="a"), TextField(theme, name="b")
    sheet.body.addWidget(first)
    sheet.body.addWidget(second)
    sheet.open()
    seen = []
    for _step in range(3):
        seen.append(next(field for field in (first, second) if field.edit.hasFocus()))
        QTest.keyClick(seen[-1].edit, Qt.Key.Key_Tab)
    assert seen == [first, second, first]
    with qtbot.waitSignal(sheet.closed) as caught:
        QTest.keyClick(first.edit, Qt.Key.Key_Escape)
    assert caught.args == [None]
    assert under.hasFocus()


def test_a_second_sheet_replaces_the_first(theme: Theme, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    first, second = Sheet(theme, window, title="一"), Sheet(theme, window, title="二")
    first.open()
    with qtbot.waitSignal(first.closed):
        second.open()
    assert second.isVisible()


def test_the_language_toggle_asks_for_the_other_language(theme: Theme, qtbot: QtBot) -> None:
    toggle = LanguageToggle(theme)
    qtbot.addWidget(toggle)
    toggle.show()
    for shown, wanted in (("zh", "en"), ("en", "zh")):
        toggle.show_language(shown)
        with qtbot.waitSignal(toggle.wanted) as caught:
            QTest.keyClick(toggle, Qt.Key.Key_Space)
        assert caught.args == [wanted]


def test_markup_that_a_person_typed_stays_text(theme: Theme, qtbot: QtBot) -> None:
    label = Label("<b>x</b>")
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert theme.scale == 100


def test_texts_align_on_one_line(theme: Theme, qtbot: QtBot) -> None:
    """Pills, key caps and buttons of one line share their centre to the pixel."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    row = Row(theme, "01-009", "注射 3")
    token, button = Token(theme, Tone.OK, "今天"), Button(theme, "录入")
    row.add(token, button)
    column.addWidget(row)
    with qtbot.waitExposed(window):
        window.show()
    centres = [widget.geometry().center().y() for widget in (token, button, row.findChildren(QLabel)[0])]
    assert all(abs(one - other) <= 1 for one, other in itertools.pairwise(centres))


def test_columns_are_as_wide_as_their_words_and_go_where_there_is_no_room() -> None:
    needs = [Need(60, 80), Need(50, 200, share=1), Need(100, 120, drop=2), Need(90, 90, drop=1)]
    assert share_out(needs, 600) == [80, 310, 120, 90]
    assert share_out(needs, 310) == [64, 56, 100, 90]
    assert share_out(needs, 299) == [80, 129, 0, 90]
    assert share_out(needs, 120) == [64, 56, 0, 0]
    assert sum(share_out(needs, 80)) <= 80


def test_a_date_is_said_short_and_no_status_is_cut_where_the_table_is_narrow(theme: Theme, qtbot: QtBot) -> None:
    table = Table(theme, opens=False)
    qtbot.addWidget(table)
    table.set_columns([Column("Number", 80), Column("Event"), Column("From", 96), Column("Outcome", 90, drop=1)])
    cells = (Cell("01-005"), Cell("a long text" * 9), Cell("2026-11-23", short="11-23"), Cell("x", Tone.OK))
    table.set_rows([TableRow("a", (*cells[:3], Cell("Recovered with sequelae", Tone.OK)))])
    table.resize(700, 200)
    table.show()
    theme.set_scale(150)
    width = token_width(theme, "Recovered with sequelae")
    assert table.columnWidth(3) == 0 or table.columnWidth(3) >= width
    table.resize(330, 200)
    assert table.isColumnHidden(3)
    assert table.last_column() == 2
    tip = table.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "Recovered with sequelae" in tip
    assert "a long text" in table.model().index(0, 1).data(Qt.ItemDataRole.ToolTipRole)

"""The window: the door, the rail, the two languages, the lock."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.record import SITE, Draft, Record
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.components import Button, KeyCap, Segmented
from hairtrial_desktop.ui.keys_sheet import KeysSheet
from hairtrial_desktop.ui.main_window import MainWindow
from hairtrial_desktop.ui.pages.page import Page
from hairtrial_desktop.ui.search_sheet import SearchSheet
from tests.ui.stage import PASSWORD, Stage


def named(window: QWidget, name: str) -> QWidget:
    found = window.findChild(QWidget, name)
    assert isinstance(found, QWidget), name
    return found


def log_in(window: MainWindow, qtbot: QtBot, user: str, password: str = PASSWORD) -> None:
    QTest.keyClicks(named(window, "user"), user)
    QTest.keyClick(named(window, "user"), Qt.Key.Key_Return)
    QTest.keyClicks(named(window, "password"), password)
    QTest.keyClick(named(window, "password"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.bench.jobs.busy())


def test_the_keyboard_alone_opens_the_day(window: MainWindow, qtbot: QtBot) -> None:
    assert named(window, "user").hasFocus()
    log_in(window, qtbot, "li")
    assert window.workspace is not None
    assert window.workspace.current is not None
    assert window.workspace.current.NAME == "today"
    assert named(window, "rail.today").property("checked") is True


def test_a_wrong_password_is_said_in_place_and_can_be_typed_over(window: MainWindow, qtbot: QtBot) -> None:
    log_in(window, qtbot, "li", "wrong")
    assert window.workspace is None
    field = named(window, "password")
    assert isinstance(field, QLineEdit)
    assert "4" in field.accessibleDescription()
    assert field.selectedText()
    QTest.keyClicks(field, PASSWORD)
    assert field.text() == PASSWORD
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.workspace is not None)


def test_a_demo_login_fills_the_fields(window: MainWindow) -> None:
    QTest.mouseClick(named(window, "demo.wang"), Qt.MouseButton.LeftButton)
    fields = [named(window, name) for name in ("user", "password")]
    assert [field.text() for field in fields if isinstance(field, QLineEdit)] == ["wang", PASSWORD]
    assert named(window, "sign_in").hasFocus()


def test_every_page_of_the_rail_opens_and_speaks_both_languages(window: MainWindow, qtbot: QtBot) -> None:
    log_in(window, qtbot, "wang")
    workspace = window.workspace
    assert workspace is not None
    titles: dict[str, list[str]] = {"zh": [], "en": []}
    for language in ("zh", "en"):
        window.bench.language.set(language)
        for name in workspace.rail.items:
            QTest.mouseClick(named(window, f"rail.{name}"), Qt.MouseButton.LeftButton)
            assert workspace.current is workspace.pages[name]
            titles[language].append(workspace.current.heading(window.bench.language.words).title)
    assert titles["en"][:2] == ["Today", "Subjects"]
    assert all(zh != en for zh, en in zip(titles["zh"], titles["en"], strict=True))
    shown = [label.text() for label in workspace.findChildren(QLabel) if label.isVisible()]
    assert not [text for text in shown if any("\u4e00" <= letter <= "\u9fff" for letter in text) and "王" not in text]


def test_the_administrator_sees_no_clinical_page(window: MainWindow, qtbot: QtBot) -> None:
    log_in(window, qtbot, "ad")
    assert window.workspace is not None
    assert set(window.workspace.pages) == {"admin", "audit", "backup", "exchange"}
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    (sheet,) = window.findChildren(SearchSheet)
    table = sheet.findChild(QTableView, "search_table")
    assert isinstance(table, QTableView)
    model = table.model()
    assert model is not None
    assert model.rowCount() == len(window.workspace.pages)


def test_edc_02_edc_03_locking_keeps_the_page_and_only_the_password_opens_it(window: MainWindow, qtbot: QtBot) -> None:
    log_in(window, qtbot, "li")
    window.open_page("subjects")
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert window.lock_screen.isVisible()
    field = named(window, "unlock_password")
    assert field.hasFocus()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert not window.findChildren(SearchSheet)
    QTest.keyClicks(field, "wrong")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.bench.jobs.busy())
    assert window.lock_screen.isVisible()
    QTest.keyClicks(field, PASSWORD)
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.lock_screen.isVisible())
    assert window.workspace is not None
    assert window.workspace.current is window.workspace.pages["subjects"]
    assert named(window, "subject_search").hasFocus()


def test_r3_18_the_lock_stays_shut_for_somebody_whose_delegation_has_ended(
    window: MainWindow, stage: Stage, qtbot: QtBot
) -> None:
    log_in(window, qtbot, "li")
    row = stage.book("ad").people()["li"]
    over = {**row, "delegations": [{"role": "nurse", "from": "2026-01-01", "to": "2026-11-22"}]}
    stage.book("ad").commit(Draft(SITE, "users", (Record("user", "li", row, over),)))
    assert window.workspace is not None
    window.workspace.site.book.forget()
    window.lock()
    stage.clock.move(days=1)
    field = named(window, "unlock_password")
    QTest.keyClicks(field, PASSWORD)
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.bench.jobs.busy())
    assert window.lock_screen.isVisible()
    said = window.bench.messages.sentence(KnownError("delegation_over", user="li"))
    assert said in [label.text() for label in window.lock_screen.findChildren(QLabel)]


def test_tab_never_leaves_the_lock_screen(window: MainWindow, qtbot: QtBot) -> None:
    log_in(window, qtbot, "li")
    window.lock()
    seen = set()
    for _step in range(4):
        focused = window.focusWidget()
        assert focused is not None
        seen.add(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert seen == {"unlock_password", "unlock", "log_out"}


def test_logging_out_closes_the_site_and_forgets_the_password(window: MainWindow, stage: Stage, qtbot: QtBot) -> None:
    log_in(window, qtbot, "li")
    window.lock()
    QTest.mouseClick(named(window, "log_out"), Qt.MouseButton.LeftButton)
    assert stage.closed == 1
    assert window.workspace is None
    field = named(window, "password")
    assert isinstance(field, QLineEdit)
    assert not field.text()


def test_ctrl_k_goes_to_a_page_by_its_name(window: MainWindow, qtbot: QtBot) -> None:
    log_in(window, qtbot, "li")
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(named(window, "search_text"), "exch")
    QTest.keyClick(named(window, "search_text"), Qt.Key.Key_Return)
    assert window.workspace is not None
    assert window.workspace.current is window.workspace.pages["exchange"]


def test_ctrl_and_a_digit_go_to_a_page_by_its_place_but_never_under_a_lock(window: MainWindow, qtbot: QtBot) -> None:
    log_in(window, qtbot, "li")
    workspace = window.workspace
    assert workspace is not None
    for number, name in enumerate(list(workspace.rail.items)[:9], start=1):
        QTest.keyClick(window, Qt.Key(Qt.Key.Key_0.value + number), Qt.KeyboardModifier.ControlModifier)
        assert workspace.current is workspace.pages[name]
        assert f"Ctrl+{number}" in named(window, f"rail.{name}").toolTip()
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert workspace.current is not workspace.pages["today"]


def test_f1_shows_every_key_that_the_form_binds_and_gives_the_keyboard_back(window: MainWindow, qtbot: QtBot) -> None:
    log_in(window, qtbot, "li")
    before = QApplication.focusWidget()
    QTest.keyClick(window, Qt.Key.Key_F1)
    (sheet,) = window.findChildren(KeysSheet)
    caps = {cap.accessibleName().replace(" ", "+") for cap in sheet.findChildren(KeyCap)}
    assert {"F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "Shift+F8", "Shift+F9", "Ctrl+S", "Ctrl+P"} <= caps
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert QApplication.focusWidget() is before


def test_every_page_takes_the_keyboard_to_something_that_shows_it(window: MainWindow, qtbot: QtBot) -> None:
    log_in(window, qtbot, "wang")
    workspace = window.workspace
    assert workspace is not None
    for name, page in workspace.pages.items():
        if name in workspace.rail.items:
            window.open_page(name)
            qtbot.waitUntil(partial(shows_focus, page))


def shows_focus(page: Page) -> bool:
    if page.first_stop() is None:  # an empty list: nothing to press
        return True
    focused = QApplication.focusWidget()
    return focused is not None and focused is not page and page.isAncestorOf(focused) and focused.isVisible()


def test_a_page_that_must_stay_stays(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    log_in(window, qtbot, "li")
    workspace = window.workspace
    assert workspace is not None
    monkeypatch.setattr(workspace.pages["today"], "leave", lambda: False)
    QTest.mouseClick(named(window, "rail.subjects"), Qt.MouseButton.LeftButton)
    assert workspace.current is workspace.pages["today"]
    assert named(window, "rail.today").property("checked") is True
    monkeypatch.undo()


def test_the_daily_check_runs_beside_the_work_and_is_kept(window: MainWindow, stage: Stage, qtbot: QtBot) -> None:
    stage.check_due = True
    log_in(window, qtbot, "li")
    assert window.site is not None
    site = window.site
    qtbot.waitUntil(lambda: bool(site.book.state("").things("integrity_data")))
    (row,) = site.book.state("").things("integrity_data").values()
    assert row.data["asked"] == "N"
    assert not window.banner.isVisible()


def test_a_damage_the_daily_check_finds_is_said_at_once(window: MainWindow, stage: Stage, qtbot: QtBot) -> None:
    stage.check_due, stage.found_later = True, (Damage("item_data", "01-001", "value"),)
    log_in(window, qtbot, "li")
    qtbot.waitUntil(window.banner.isVisible)
    assert window.site is not None
    assert window.site.damages == stage.found_later
    assert not window.site.book.state("").things("integrity_data")


def test_a_damaged_record_is_said_for_as_long_as_one_is_in(window: MainWindow, stage: Stage, qtbot: QtBot) -> None:
    stage.damage = (Damage("item_data", "01-001", "value"),)
    log_in(window, qtbot, "wang")
    assert window.banner.isVisible()
    before = window.banner.text()
    window.bench.language.set("en")
    assert window.banner.text() != before
    window.log_out()
    assert not window.banner.isVisible()


def test_everything_that_can_be_focused_has_a_name(window: MainWindow, qtbot: QtBot) -> None:
    log_in(window, qtbot, "wang")
    workspace = window.workspace
    assert workspace is not None
    nameless = []
    for name in workspace.rail.items:
        window.open_page(name)
        for widget in workspace.findChildren(QWidget):
            tabbable = widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
            if tabbable and widget.isVisible() and not isinstance(widget, Button) and not widget.accessibleName():
                nameless.append(f"{name}: {widget.objectName()} {type(widget).__name__}")
    assert nameless == []


def cut_buttons(window: QWidget) -> list[str]:
    return [
        button.objectName()
        for button in (*window.findChildren(Button), *window.findChildren(Segmented))
        if button.isVisible() and button.width() < button.sizeHint().width()
    ]


@pytest.mark.parametrize("user", ["wang", "ad"])
def test_large_text_clips_no_button(window: MainWindow, qtbot: QtBot, user: str) -> None:
    window.bench.theme.set_scale(150)
    window.bench.language.set("en")  # the longer words
    log_in(window, qtbot, user)
    workspace = window.workspace
    assert workspace is not None
    for name in workspace.rail.items:
        window.open_page(name)
        qtbot.waitUntil(lambda: cut_buttons(window) == [])


@pytest.mark.parametrize("act", ["lock", "log_out"])
def test_what_was_said_does_not_outlive_its_person(window: MainWindow, stage: Stage, act: str) -> None:
    window.enter(stage.site())
    window.bench.messages.say("签署完成 01-009 张**")
    getattr(window, act)()
    assert window.bench.messages.last_said() == ""
    assert not named(window, "toast").isVisible()

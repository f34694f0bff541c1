"""The administrator lets a locked user in again; nobody else has the page."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hairtrial_desktop.casebook.destruction import order_of
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.ui.components import Button, CodeCombo, Label, Table, TextField
from hairtrial_desktop.ui.main_window import MainWindow
from hairtrial_desktop.ui.people.asking_sheet import AskingSheet
from hairtrial_desktop.ui.tokens import Tone
from tests.ui.stage import PASSWORD, Stage


def test_a_locked_user_is_released_and_it_is_recorded(window: MainWindow, stage: Stage, qtbot: QtBot) -> None:
    stage.ring.locked.add("wang")
    window.enter(stage.site("ad"))
    window.open_page("admin")
    table, button = window.findChild(Table, "users_table"), window.findChild(Button, "release_user")
    assert isinstance(table, Table)
    assert isinstance(button, Button)
    assert table.current_key() == "wang"
    assert table.cells_of("wang")[-1].tone is Tone.BAD
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.bench.jobs.busy())
    assert stage.ring.locked == set()
    assert table.cells_of("wang")[-1].tone is Tone.OK
    commit = next(reversed(list(stage.shelves.store.commits(0))))
    assert (commit.act, commit.user) == ("release", "ad")
    assert not button.isEnabled()


@pytest.mark.parametrize("user", ["li", "wang", "mo"])
def test_nobody_else_has_the_page(window: MainWindow, stage: Stage, user: str) -> None:
    window.enter(stage.site(user))
    assert window.workspace is not None
    assert "admin" not in window.workspace.pages
    assert "admin" not in window.workspace.rail.items


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def in_china(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def _zone_line(window: MainWindow) -> Label:
    label = window.login.findChild(Label, "zone_differs")
    assert label is not None
    return label


@pytest.mark.skipif(os.name == "nt", reason="Windows has no tzset")
@pytest.mark.usefixtures("elsewhere")
def test_the_door_says_the_time_of_the_study_and_that_the_computer_says_another(window: MainWindow) -> None:
    texts = [label.text() for label in window.login.findChildren(Label)]
    assert any("12:40 (UTC+08:00)" in text for text in texts)  # 04:40 UTC
    assert _zone_line(window).isVisible()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no tzset")
@pytest.mark.usefixtures("in_china")
def test_the_door_is_silent_where_the_zones_agree(window: MainWindow) -> None:
    assert not _zone_line(window).isVisible()


def test_r3_13_the_administrator_orders_the_destruction_with_an_investigator(
    window: MainWindow, stage: Stage, qtbot: QtBot
) -> None:
    window.enter(stage.site("ad"))
    window.open_page("admin")
    button = window.findChild(Button, "order_destruction")
    assert isinstance(button, Button)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    sheet = window.findChild(AskingSheet, "destruction_sheet")
    assert isinstance(sheet, AskingSheet)
    texts = {"why": "retention has ended", "permission": "letter 7", "second_password": PASSWORD}
    for name, text in texts.items():
        field = sheet.fields[name]
        assert isinstance(field, TextField)
        QTest.keyClicks(field.edit, text)
    combo = sheet.fields["second"]
    assert isinstance(combo, CodeCombo)
    combo.choose("wang")
    sheet.accept()
    qtbot.waitUntil(lambda: not window.bench.jobs.busy())
    order = order_of(stage.book("mo").state(SITE))
    assert order is not None
    assert (order["user"], order["second_person"], order["permission"]) == ("ad", "wang", "letter 7")

"""The users in the window: let in, reset, let go, rules; training before the first entry; one's own password."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from hairtrial_desktop.casebook.logins import failures_since_last_visit, record_login
from hairtrial_desktop.casebook.policy import policy_of
from hairtrial_desktop.casebook.readiness import training_due, training_rule
from hairtrial_desktop.casebook.record import SITE, Draft
from hairtrial_desktop.casebook.views.people import last_review, user_changes, user_lines
from hairtrial_desktop.ui.components import CodeCombo, Label, TextField
from hairtrial_desktop.ui.main_window import MainWindow
from hairtrial_desktop.ui.pages.admin_page import AdminPage
from hairtrial_desktop.ui.people.asking_sheet import AskingSheet
from tests.ui.stage import PASSWORD, Stage


def admin_page(window: MainWindow, stage: Stage) -> AdminPage:
    window.enter(stage.site("ad"))
    window.open_page("admin")
    assert window.workspace is not None
    page = window.workspace.pages["admin"]
    assert isinstance(page, AdminPage)
    return page


def open_sheet(window: MainWindow) -> AskingSheet:
    return next(sheet for sheet in window.findChildren(AskingSheet) if sheet.isVisible())


def click(window: MainWindow, name: str) -> None:
    button = next(one for one in window.findChildren(QWidget, name) if one.isVisible())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def fill(sheet: AskingSheet, **answers: str) -> None:
    for name, answer in answers.items():
        field = sheet.fields[name]
        if isinstance(field, CodeCombo):
            field.choose(answer)
        else:
            assert isinstance(field, TextField)
            field.set_text(answer)


def accept(sheet: AskingSheet, qtbot: QtBot) -> None:
    sheet.accept()
    qtbot.waitUntil(lambda: not sheet.bench.jobs.busy())


def test_an_administrator_lets_a_nurse_in(window: MainWindow, stage: Stage, qtbot: QtBot) -> None:
    page = admin_page(window, stage)
    click(window, "add_user")
    sheet = open_sheet(window)
    fill(sheet, user="li", name="赵护士", role="nurse", check="staff_card", my_password=PASSWORD)
    fill(sheet, new_password="zhao-chose-this", repeat_password="zhao-chose-thus")
    accept(sheet, qtbot)
    repeat = sheet.fields["repeat_password"]
    assert isinstance(repeat, TextField)
    assert repeat.error()
    fill(sheet, repeat_password="zhao-chose-this")
    accept(sheet, qtbot)
    user = sheet.fields["user"]
    assert isinstance(user, TextField)
    assert "li" in user.error()  # an id is one person's for ever: said where it was typed, nothing typed is lost
    assert sheet.text("name") == "赵护士"
    fill(sheet, user="zhao")
    with qtbot.waitSignal(sheet.closed):
        sheet.accept()
    line = next(line for line in user_lines(page.site.book) if line.user == "zhao")
    assert (line.name, line.identity_checked, line.inside) == ("赵护士", "staff_card", True)


def test_p11_17_the_reset_sheet_asks_a_second_person_and_the_user(
    window: MainWindow, stage: Stage, qtbot: QtBot
) -> None:
    page = admin_page(window, stage)
    page._table.make_current("li")
    click(window, "person_reset")
    sheet = open_sheet(window)
    fill(sheet, reason="forgot", new_password="li-chose-this-1", repeat_password="li-chose-this-1")
    fill(sheet, second="wang", second_password="a wrong guess", my_password=PASSWORD)
    accept(sheet, qtbot)
    assert sheet.isVisible()
    fill(sheet, second_password=PASSWORD)
    with qtbot.waitSignal(sheet.closed):
        sheet.accept()
    change = user_changes(page.site.book, "li")[0]
    assert (change.by, change.second, change.reason) == ("ad", "wang", "forgot")


def test_fda_06_the_list_shows_when_added_rights_and_every_change(window: MainWindow, stage: Stage) -> None:
    page = admin_page(window, stage)
    page._table.make_current("wang")
    texts = " ".join(label.whole_text() for label in page.findChildren(Label))
    for word in ("权限", "签名", "变更记录", "建立中心"):
        assert word in texts


def test_ema_12_the_user_review_is_saved_as_a_table_and_recorded(
    window: MainWindow, stage: Stage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = admin_page(window, stage)
    target = tmp_path / "users.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    click(window, "users_csv")
    qtbot.waitUntil(target.exists)
    qtbot.waitUntil(lambda: not window.bench.jobs.busy())
    lines = target.read_bytes().decode("utf-8-sig").splitlines()
    assert lines[0].startswith("用户名,姓名")
    assert len(lines) == 1 + len(user_lines(page.site.book))
    assert "sign" in next(line for line in lines if line.startswith("wang"))
    (saved,) = page.site.book.state(SITE).things("print_data").values()
    assert (saved.data["destination"], saved.data["rows"]) == ("csv", len(lines) - 1)
    assert "王" not in saved.body
    click(window, "users_reviewed")
    qtbot.waitUntil(lambda: bool(last_review(page.site.book)))


def test_ema_13_the_idle_lock_can_be_chosen_and_never_switched_off(
    window: MainWindow, stage: Stage, qtbot: QtBot
) -> None:
    page = admin_page(window, stage)
    assert policy_of(page.site.book.state(SITE)).idle_minutes == 10
    click(window, "idle_minutes.5")
    qtbot.waitUntil(lambda: policy_of(page.site.book.state(SITE)).idle_minutes == 5)
    qtbot.waitUntil(lambda: not window.bench.jobs.busy())
    window.log_out()
    window.enter(stage.site("li"))
    assert window._idle._timer.interval() == 5 * 60_000


def test_p11_09_whoever_is_not_trained_is_asked_before_the_first_entry(
    window: MainWindow, stage: Stage, qtbot: QtBot
) -> None:
    stage.book("ad").commit(Draft(SITE, "found", (training_rule(),)))
    site = stage.site("li")
    window.enter(site)
    sheet = open_sheet(window)
    assert not sheet._accept.isEnabled()
    click(window, "training_agree")
    with qtbot.waitSignal(sheet.closed):
        sheet.accept()
    assert not training_due(site.book.state(SITE), "li")
    assert "培训" in site.book.state(SITE).things("training_data")["li/1"].data["statement"]


def test_everybody_changes_ones_own_password(window: MainWindow, stage: Stage, qtbot: QtBot) -> None:
    window.enter(stage.site("li"))
    click(window, "account")
    sheet = open_sheet(window)
    fill(sheet, old_password=PASSWORD, new_password="li-chose-this-1", repeat_password="li-chose-this-1")
    with qtbot.waitSignal(sheet.closed):
        sheet.accept()


def test_p11_19_the_administrator_is_told_of_wrong_passwords_since_the_last_visit(
    window: MainWindow, stage: Stage
) -> None:
    record_login(stage.book("ad"), [{"user": "mo", "at": "2026-11-21T01:00:00.000Z"}], 1)
    record_login(stage.book("li"), [{"user": "wang", "at": "2026-11-22T01:00:00.000Z"}] * 2, 3)
    record_login(stage.book("ad"), [{"user": "?", "at": "2026-11-22T02:00:00.000Z"}], 4)
    assert failures_since_last_visit(stage.book("ad")) == ("wang", "wang", "?")
    window.enter(stage.site("ad"))
    assert "3" in window.bench.messages.last_said()


def test_off_08_a_new_sheet_is_typed_back_and_each_line_shows_its_check_word(
    window: MainWindow, stage: Stage, qtbot: QtBot
) -> None:
    page = admin_page(window, stage)
    drawn = stage.ring.draw_sheet()
    page.accounts.draw_sheet = lambda: drawn  # type: ignore[method-assign]  # so that the test knows the paper
    click(window, "sheet_renew")
    sheet = open_sheet(window)
    for at, line in enumerate(drawn.lines):
        field = sheet.fields[f"line{at}"]
        assert isinstance(field, TextField)
        field.edit.setFocus()
        QTest.keyClicks(field.edit, line.lower())
        assert drawn.checks[at] in " ".join(label.whole_text() for label in field.findChildren(Label))
    fill(sheet, second="wang", second_password=PASSWORD, my_password=PASSWORD)
    with qtbot.waitSignal(sheet.closed):
        sheet.accept()
    assert stage.ring.sheets == [drawn.recipient]


def test_every_role_has_its_rail_and_no_page_it_may_not_see(window: MainWindow, stage: Stage) -> None:
    for user, audit in (("he", False), ("yin", True), ("mo", True), ("ad", True)):
        window.enter(stage.site(user))
        assert window.workspace is not None
        assert ("audit" in window.workspace.pages) is audit
        for name in window.workspace.rail.items:
            window.open_page(name)
        window.log_out()

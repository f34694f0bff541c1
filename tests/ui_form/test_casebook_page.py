"""The casebook: timeline, grid by keyboard and mouse, logs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.screening import new_log_row
from hairtrial_desktop.ui.casebook_parts.grid_view import OPENS
from hairtrial_desktop.ui.casebook_parts.log_sheet import LogSheet
from hairtrial_desktop.ui.pages.casebook_page import CasebookPage
from hairtrial_desktop.ui.rooms import OpenSite
from tests.ui_form.clinic import SUBJECT, Clinic, write
from tests.ui_form.conftest import Stage

CONSENT = FormKey(SUBJECT, "SE.SCR", "F.IC")


def casebook(stage: Stage, site: OpenSite) -> CasebookPage:
    page = CasebookPage(stage.bench, site)
    stage.put(page)
    page.open(SUBJECT)
    stage.bot.waitUntil(page.grid.hasFocus)
    return page


def test_the_grid_is_walked_and_opened_by_keyboard(stage: Stage, nurse: OpenSite) -> None:
    page = casebook(stage, nurse)
    assert page.grid.grid_model.cell(page.grid.currentIndex()).key == CONSENT  # type: ignore[union-attr]  # a cell is current
    with stage.bot.waitSignal(page.open_form) as opened:
        QTest.keyClick(page.grid, Qt.Key.Key_Down)
        QTest.keyClick(page.grid, Qt.Key.Key_Return)
    assert opened.args == [FormKey(SUBJECT, "SE.SCR", "F.DM")]


def test_a_click_opens_the_form_and_a_cell_says_its_status_in_words(stage: Stage, nurse: OpenSite) -> None:
    page = casebook(stage, nurse)
    with stage.bot.waitSignal(page.open_form) as opened:
        QTest.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=page.grid.centre_of(CONSENT))
    assert opened.args == [CONSENT]
    place = page.grid.grid_model.place_of(CONSENT)
    assert place is not None
    spoken = page.grid.grid_model.index(*place).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "知情同意 · 筛选 · 录入中"


def test_the_heading_names_the_subject_masked_and_its_status(stage: Stage, nurse: OpenSite) -> None:
    page = casebook(stage, nurse)
    heading = page.heading(page.words)
    assert heading.title == SUBJECT
    assert heading.person == "张**"
    assert [word for _, word in heading.marks] == ["筛选中"]


def test_a_log_shows_its_rows_and_adds_one(stage: Stage, nurse: OpenSite, clinic: Clinic) -> None:
    row = new_log_row(nurse.book, SUBJECT, "F.AE")
    write(nurse, row.key, {"AETERM": "头痛"}).save()
    page = casebook(stage, nurse)
    stage.click("log:F.AE")
    assert stage.focus == "log_row:1"
    with stage.bot.waitSignal(page.open_form) as opened:
        stage.press(Qt.Key.Key_Return)
    assert opened.args == [row.key]
    stage.click("log:F.AE")
    with stage.bot.waitSignal(page.open_form) as added:
        stage.click("log_add")
    assert added.args == [FormKey(SUBJECT, "SE.LOG", "F.AE", form_repeat=2)]
    monitor = casebook(stage, clinic.site("mo"))
    monitor._open_log("F.AE")
    sheet = stage.window.findChildren(LogSheet)[-1]
    assert not sheet.adder.isVisible()


def test_arrows_jump_to_the_next_cell_that_opens_and_the_legend_says_it(stage: Stage, nurse: OpenSite) -> None:
    page = casebook(stage, nurse)
    grid = page.grid
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Home):
        QTest.keyClick(grid, key)
        cell = grid.grid_model.cell(grid.currentIndex())
        assert cell is not None
        assert cell.status in OPENS
    assert grid.said().endswith(("空白", "录入中"))


def test_a_visit_that_was_begun_is_half_done_on_the_line(stage: Stage, nurse: OpenSite) -> None:
    page = casebook(stage, nurse)
    first = page._timeline._stops[0]
    assert first.half
    assert not first.done
    assert "未完成" in first.note


def test_a_draft_that_waits_is_marked_in_the_grid(stage: Stage, nurse: OpenSite) -> None:
    write(nurse, CONSENT, {"DSSTDAT": "2026-11-19"}).flush_draft()
    page = casebook(stage, nurse)
    place = page.grid.grid_model.place_of(CONSENT)
    assert place is not None
    assert page.grid.grid_model.has_draft(page.grid.grid_model.index(*place))

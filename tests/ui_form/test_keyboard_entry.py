"""A form filled from the first question to completion without the mouse."""

from __future__ import annotations

from PySide6.QtCore import Qt

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.findings import FindingKind
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.ui.rooms import OpenSite
from tests.ui_form.clinic import SUBJECT, key_of
from tests.ui_form.conftest import Stage

VITALS = FormKey(SUBJECT, "SE.SCR", "F.VS")
HISTORY = FormKey(SUBJECT, "SE.SCR", "F.HX")
ENTER, TAB = Qt.Key.Key_Return, Qt.Key.Key_Tab
CONTROL = Qt.KeyboardModifier.ControlModifier


def test_a_form_is_filled_and_completed_with_the_keyboard_alone(stage: Stage, nurse: OpenSite) -> None:
    stage.form(nurse, FormKey(SUBJECT, "SE.SCR", "F.DM"))
    assert stage.focus == "item:I.DM.SVSTDAT"
    stage.keys("20261120")
    stage.press(ENTER)
    stage.keys("1990-6")
    stage.press(TAB)
    assert stage.focus == "item:I.DM.SEX"
    stage.keys("2")
    stage.press(ENTER)
    assert stage.focus == "item:I.DM.ETHNIC"
    stage.keys("1")
    stage.press(ENTER)
    assert stage.focus == "item:I.DM.CHILDPOT"
    stage.keys("1")
    stage.press(ENTER)
    assert stage.focus == "complete"
    stage.press(ENTER)
    row = nurse.book.state(SUBJECT).forms()[str(FormKey(SUBJECT, "SE.SCR", "F.DM"))]
    assert row.status == "complete"
    held = {item.item: item.value for item in nurse.book.state(SUBJECT).items().values() if item.form == row.key}
    assert held["I.DM.SVSTDAT"] == "2026-11-20"
    assert held["I.DM.BRTHDAT"] == "1990-06"
    assert held["I.DM.SEX"] == "F"
    assert held["I.DM.CHILDPOT"] == "Y"
    assert held["I.DM.AGE"] == "36"


def test_shift_tab_goes_back_and_full_width_digits_are_understood_at_once(stage: Stage, nurse: OpenSite) -> None:
    page = stage.form(nurse, VITALS)
    key = key_of(nurse, VITALS, "VSPERF")
    assert stage.focus == "item:I.VS.VSPERF"
    stage.keys("1")
    stage.press(ENTER)
    first = stage.focus
    stage.press(TAB)
    stage.press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert stage.focus == first == "item:I.VS.VSDAT"
    assert page.view is not None
    row = page.view.body.rows[str(key_of(nurse, VITALS, "VSDAT"))]
    stage.keys("11/20")
    assert "2026-11-20" in row._understood.text()
    stage.press(ENTER)
    assert page.session is not None
    assert page.session.state(key_of(nurse, VITALS, "VSDAT")).raw == "2026-11-20"
    assert page.session.state(key).cell.value == "Y"


def test_questions_that_do_not_apply_are_folded_away_and_named_on_hover(stage: Stage, nurse: OpenSite) -> None:
    page = stage.form(nurse, HISTORY)
    assert page.view is not None
    asked, follow_up = key_of(nurse, HISTORY, "EX02"), key_of(nurse, HISTORY, "EX02SPEC")
    row = page.view.body.rows[str(follow_up)]
    assert not row.isVisible()
    block = next(block for block in page.view.body._blocks if row in block.rows)
    assert "请注明疾病" in block._note.toolTip()
    assert "是否合并影响毛发生长的其他疾病" in block._note.toolTip()
    page.view.body.focus_on(asked)
    stage.keys("1")
    assert row.isVisible()
    stage.press(ENTER)
    assert stage.focus == "item:I.HX.EX02SPEC"
    page.view.body.focus_on(asked)
    stage.keys("2")
    assert not row.isVisible()


def test_text_that_cannot_be_read_is_kept_said_and_never_blocks_saving(stage: Stage, nurse: OpenSite) -> None:
    page = stage.form(nurse, VITALS)
    assert page.view is not None
    assert page.session is not None
    stage.keys("1")
    stage.press(ENTER)
    stage.keys("20.11.2026 vormittags")
    key = key_of(nurse, VITALS, "VSDAT")
    row = page.view.body.rows[str(key)]
    assert row.message() == ""  # not while it is being typed: then the field says how it wants to be filled
    assert "20260601" in row._understood.text()
    stage.press(ENTER)
    assert row.message()
    stage.press(Qt.Key.Key_S, CONTROL)
    assert page.view.bar.text() == "已保存 10:12:00"
    assert page.session.status == "progress"
    assert page.session.state(key).raw == "20.11.2026 vormittags"
    kinds = [finding.kind for finding in page.session.blockers()]
    assert FindingKind.UNREADABLE in kinds
    assert page.leave()
    again = FormSession(nurse.book, VITALS)
    assert again.found_draft() is not None
    again.restore_draft()
    assert again.state(key).raw == "20.11.2026 vormittags"


def test_enter_and_arrows_never_change_a_value_by_the_wheel(stage: Stage, nurse: OpenSite) -> None:
    page = stage.form(nurse, FormKey(SUBJECT, "SE.SCR", "F.IC"))
    assert page.session is not None
    assert page.view is not None
    taker = key_of(nurse, page.session.key, "ICTAKER")
    page.view.body.focus_on(taker)
    stage.keys("3")
    assert page.session.state(taker).cell.value == "wang"
    stage.press(ENTER)
    assert page.session.state(taker).cell.value == "wang"

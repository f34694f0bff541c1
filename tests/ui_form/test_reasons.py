"""Reasons: for a change, for a missing value, for a finding that stands."""

from __future__ import annotations

from PySide6.QtCore import Qt

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.study.definitions import NullFlavour
from hairtrial_desktop.ui.rooms import OpenSite
from tests.ui_form.clinic import SUBJECT, key_of, write
from tests.ui_form.conftest import Stage

CONSENT = FormKey(SUBJECT, "SE.SCR", "F.IC")
VITALS = FormKey(SUBJECT, "SE.SCR", "F.VS")
CONTROL = Qt.KeyboardModifier.ControlModifier


def test_r3_04_a_changed_value_asks_why_once_and_the_record_keeps_it(stage: Stage, nurse: OpenSite) -> None:
    page = stage.form(nurse, CONSENT)
    key = key_of(nurse, CONSENT, "DSSTDAT")
    assert page.view is not None
    page.view.body.focus_on(key)
    stage.keys("20261119")  # the field was selected: typing replaces
    stage.press(Qt.Key.Key_S, CONTROL)
    assert stage.shows("change_sheet")
    assert nurse.book.state(SUBJECT).items()[str(key)].value == "2026-11-20"
    assert stage.focus == "change_reason"
    stage.keys("4")
    stage.press(Qt.Key.Key_Return)
    line = nurse.book.shelves.store.history(str(key))[-1]
    assert (line.old, line.new, line.reason) == ("2026-11-20", "2026-11-19", "重新测量")
    assert not stage.shows("change_sheet")


def test_going_back_from_the_reason_saves_nothing_and_keeps_what_was_typed(stage: Stage, nurse: OpenSite) -> None:
    page = stage.form(nurse, CONSENT)
    key = key_of(nurse, CONSENT, "DSSTDAT")
    assert page.view is not None
    assert page.session is not None
    page.view.body.focus_on(key)
    stage.keys("20261119")
    stage.press(Qt.Key.Key_S, CONTROL)
    stage.press(Qt.Key.Key_Return)  # without a reason nothing happens
    assert stage.shows("change_sheet")
    stage.press(Qt.Key.Key_Escape)
    assert nurse.book.state(SUBJECT).items()[str(key)].value == "2026-11-20"
    assert page.session.state(key).cell.value == "2026-11-19"
    assert stage.focus == "item:I.IC.DSSTDAT"


def test_f4_says_why_a_value_is_missing(stage: Stage, nurse: OpenSite) -> None:
    page = stage.form(nurse, VITALS)
    assert page.session is not None
    assert page.view is not None
    stage.keys("1")
    key = key_of(nurse, VITALS, "TEMP")
    page.view.body.focus_on(key)
    stage.press(Qt.Key.Key_F4)
    assert stage.focus == "flavour"
    stage.keys("1")
    stage.press(Qt.Key.Key_Tab)
    assert stage.focus == "missing_reason"
    stage.keys("3")
    stage.press(Qt.Key.Key_Return)
    state = page.session.state(key)
    assert state.cell.null_flavour == NullFlavour.NOT_DONE.value
    assert state.null_reason == "设备故障"
    assert page.view.body.rows[str(key)].message() == "未做：设备故障"
    stage.press(Qt.Key.Key_S, CONTROL)
    line = nurse.book.shelves.store.history(str(key))[-1]
    assert (line.new_null, line.reason) == ("ND", "设备故障")


def test_a_soft_finding_is_confirmed_with_a_reason_by_its_key(stage: Stage, nurse: OpenSite) -> None:
    page = stage.form(nurse, VITALS)
    assert page.session is not None
    assert page.view is not None
    stage.keys("1")
    key = key_of(nurse, VITALS, "SYSBP")
    page.view.body.focus_on(key)
    stage.keys("165")
    row = page.view.body.rows[str(key)]
    assert row.message()
    finding = page.session.state(key).findings[0]
    assert stage.shows(f"confirm:{finding.oid}")  # the button says the key
    stage.press(Qt.Key.Key_F5)
    assert stage.shows("confirm_sheet")
    stage.keys("2")
    stage.press(Qt.Key.Key_Return)
    assert row.message() == ""
    assert finding.record_key in page.session.pending
    stage.press(Qt.Key.Key_S, CONTROL)
    row_kept = nurse.book.state(SUBJECT).things("confirmation_data")[finding.record_key]
    assert row_kept.data["reason"] == "已复测"


def test_completing_with_open_things_lists_them_and_goes_there(stage: Stage, nurse: OpenSite) -> None:
    page = stage.form(nurse, VITALS)
    assert page.session is not None
    stage.keys("1")
    stage.press(Qt.Key.Key_Return, CONTROL)
    assert stage.shows("blocked_sheet")
    assert page.session.status == "empty"
    stage.click("blocked:I.VS.PULSE#1")
    assert stage.focus == "item:I.VS.PULSE"
    assert page.view is not None
    assert "F4" in page.view.body.rows[str(key_of(nurse, VITALS, "PULSE"))].message()


def test_r3_10_a11_05_history_shows_old_and_new_who_and_why(stage: Stage, nurse: OpenSite) -> None:
    key = key_of(nurse, CONSENT, "DSSTDAT")
    write(nurse, CONSENT, {"DSSTDAT": "2026-11-19"}).save("源文件已更正")
    page = stage.form(nurse, key)
    assert page.view is not None
    texts = [label.text() for label in page.view.panel.findChildren(type(page.view.bar._kept))]
    assert "2026-11-20 → 2026-11-19" in texts
    assert any("李护士" in text and "2026-11-22 10:12" in text for text in texts)
    assert "原因：源文件已更正" in texts

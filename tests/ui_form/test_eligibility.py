"""Eligibility explained and the pre-injection gate."""

from __future__ import annotations

from PySide6.QtCore import Qt

from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.views.eligibility import criteria_of
from hairtrial_desktop.ui.components import Label, Token
from hairtrial_desktop.ui.dialogs.sign_sheet import SignSheet
from hairtrial_desktop.ui.form.criteria_table import CriterionRow
from hairtrial_desktop.ui.form.way_row import WayRow
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.tokens import Tone
from tests.ui_form.clinic import SUBJECT, Clinic, key_of, write
from tests.ui_form.conftest import Stage

CRITERIA = FormKey(SUBJECT, "SE.SCR", "F.IE")
GATE = FormKey(SUBJECT, "SE.V1", "F.GATE")
SIXTEEN = 16


def test_open_criteria_say_what_is_missing_and_lead_there(stage: Stage, nurse: OpenSite) -> None:
    write(nurse, FormKey(SUBJECT, "SE.SCR", "F.DM"), {"SVSTDAT": "2026-11-20", "SEX": "M"}).save()
    page = stage.form(nurse, CRITERIA)
    assert page.view is not None
    said = [label.whole_text() for label in page.view.side.findChildren(Label)]
    assert "尚不能入组" in said
    assert not any("Ludwig" in text for text in said)  # women's scale: it does not apply to him, so it is not missing
    row = next(row for row in page.view.side.findChildren(WayRow) if row.objectName().startswith("go:"))
    with stage.bot.waitSignal(page.open_form) as asked:
        row.setFocus()
        stage.press(Qt.Key.Key_Return)
    target = (asked.args or [None])[0]
    assert isinstance(target, ItemKey)
    assert target.form.event == "SE.SCR"


def test_an_answer_changes_its_verdict_at_once(stage: Stage, nurse: OpenSite) -> None:
    page = stage.form(nurse, CRITERIA)
    assert page.view is not None

    table = page.view._criteria
    assert table is not None

    def verdict(name: str) -> tuple[str, Tone] | None:
        tokens = [row.findChildren(Token)[0] for row in table._rows if row.objectName() == f"criterion:{name}"]
        return (tokens[0].text(), tokens[0].tone()) if tokens else None

    assert verdict("EXCL11") == ("待补充", Tone.WARN)
    page.view.body.focus_on(key_of(nurse, CRITERIA, "EX11"))
    stage.keys("1")
    assert verdict("EXCL11") == ("存在", Tone.BAD)
    stage.keys("2")
    assert verdict("EXCL11") is None  # absent: folded
    stage.click("fold_criteria")
    assert verdict("EXCL11") == ("不存在", Tone.OK)


def test_all_sixteen_stand_open_when_eligibility_is_signed(stage: Stage, nurse: OpenSite, clinic: Clinic) -> None:
    write(nurse, CRITERIA, {"IEDAT": "2026-11-21"}).save()
    site = clinic.site("wang")
    assert len(criteria_of(site.book.values(SUBJECT), CRITERIA)) == SIXTEEN
    stage.window.show()
    sheet = SignSheet(stage.bench, stage.window, site, CRITERIA)
    sheet.start()
    assert len(sheet.findChildren(CriterionRow)) == SIXTEEN
    assert sheet.password.error()  # not complete: said before a password is asked for


def test_the_gate_opens_line_by_line(stage: Stage, nurse: OpenSite) -> None:
    page = stage.form(nurse, GATE)
    assert page.view is not None
    gate = page.view._gate
    assert gate is not None
    line = next(row for row in gate._rows if row.objectName().endswith("SUBJECT"))
    assert line.mark.accessibleName() == "待定"
    page.view.body.focus_on(key_of(nurse, GATE, "SUBJOK"))
    stage.keys("2")
    assert line.mark.accessibleName() == "未通过"
    assert "当面核对" in line.todo.text()
    stage.keys("1")
    assert line.mark.accessibleName() == "通过"
    assert gate._verdict.tone() is Tone.BAD


def test_the_injection_form_says_that_the_gate_is_not_passed_and_leads_there(stage: Stage, nurse: OpenSite) -> None:
    page = stage.form(nurse, FormKey(SUBJECT, "SE.V1", "F.EC"))
    assert page.view is not None
    bar = page.view._gate_bar
    assert bar is not None
    assert "不得注射" in bar.text()
    with stage.bot.waitSignal(page.open_form) as asked:
        stage.click("go_gate")
    assert asked.args == [GATE]


def test_before_anything_is_answered_nothing_is_said_not_to_apply(stage: Stage, nurse: OpenSite) -> None:
    page = stage.form(nurse, FormKey(SUBJECT, "SE.SCR", "F.VS"))
    assert page.view is not None
    notes = [block._note.text() for block in page.view.body._blocks if not block._note.isHidden()]
    assert any(text.startswith("回答 1.1 后显示") for text in notes)
    stage.keys("2")
    notes = [block._note.text() for block in page.view.body._blocks if not block._note.isHidden()]
    assert any(text.endswith("不适用") for text in notes)

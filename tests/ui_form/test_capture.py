"""Steps back in the window: a row of a repeating group taken away, a complete form reopened."""

from __future__ import annotations

from PySide6.QtCore import Qt

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.ui.components import Label
from hairtrial_desktop.ui.rooms import OpenSite
from tests.ui_form.clinic import SUBJECT, key_of, write
from tests.ui_form.conftest import Stage
from tests.ui_form.test_acts import DEMOGRAPHY, HISTORY

CONSENT = FormKey(SUBJECT, "SE.SCR", "F.IC")
CONTROL = Qt.KeyboardModifier.ControlModifier


def test_a_row_is_taken_away_with_a_reason_and_the_page_shows_the_next_number(stage: Stage, nurse: OpenSite) -> None:
    write(nurse, CONSENT, {"RECONYN": "Y", "RCFVER": "V3.0"}).save("renewed")
    stage.form(nurse, key_of(nurse, CONSENT, "RCFVER"))
    stage.click("remove_row:1")
    stage.find("words_sheet")
    stage.keys("entered for the wrong participant")
    stage.press(Qt.Key.Key_Return, CONTROL)
    stage.bot.waitUntil(lambda: stage.shows("remove_row:2"))
    assert not stage.shows("remove_row:1")
    fresh = FormSession(nurse.book, CONSENT)
    numbers = {state.key.group_repeat for state in fresh.items() if state.group.repeating}
    assert numbers == {2}


def test_a_complete_form_is_reopened_with_a_reason(stage: Stage, nurse: OpenSite) -> None:
    write(nurse, HISTORY, DEMOGRAPHY).complete()
    page = stage.form(nurse, HISTORY)
    stage.click("form_reopen")
    stage.find("words_sheet")
    stage.keys("a page turned up")
    stage.press(Qt.Key.Key_Return, CONTROL)
    stage.bot.waitUntil(lambda: FormSession(nurse.book, HISTORY).status == "progress")
    assert page.session is not None
    assert page.session.status == "progress"
    stage.bot.waitUntil(lambda: not stage.shows("form_reopen"))


def test_ema_01_the_form_page_shows_when_it_was_observed_and_entered(stage: Stage, nurse: OpenSite) -> None:
    write(nurse, HISTORY, {**DEMOGRAPHY, "SVSTDAT": "2026-11-10"}).save()
    page = stage.form(nurse, HISTORY)
    assert page.view is not None
    said = [label.whole_text() for label in page.view.marks.findChildren(Label)]
    assert "观察日期 2026-11-10" in said
    assert any(text.startswith("首次录入 2026-11-22 10:12 · 晚 11 天") for text in said)

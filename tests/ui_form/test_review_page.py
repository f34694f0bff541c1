"""Nobody signs what was not looked at; what changed since the last signature is said."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.standing import standing_signature
from hairtrial_desktop.ui.components import Label
from hairtrial_desktop.ui.dialogs.sign_sheet import SignSheet
from hairtrial_desktop.ui.pages.review_page import ReviewPage
from hairtrial_desktop.ui.rooms import OpenSite
from tests.ui_form.clinic import SUBJECT, Clinic, key_of, write
from tests.ui_form.conftest import Stage

DEMOGRAPHY = FormKey(SUBJECT, "SE.SCR", "F.DM")
VITALS = FormKey(SUBJECT, "SE.SCR", "F.VS")
PERSON = {"SVSTDAT": "2026-11-20", "BRTHDAT": "1990-06", "SEX": "M", "ETHNIC": "HAN"}


def review(stage: Stage, site: OpenSite) -> ReviewPage:
    page = ReviewPage(stage.bench, site)
    page.retranslate(stage.bench.language.words)
    stage.put(page)
    page.open()
    return page


def button(stage: Stage, name: str) -> QPushButton:
    found = stage.find(name)
    assert isinstance(found, QPushButton)
    return found


def test_only_a_form_that_was_opened_as_it_stands_can_be_signed(stage: Stage, nurse: OpenSite, clinic: Clinic) -> None:
    write(nurse, DEMOGRAPHY, PERSON).complete()
    site = clinic.site("wang")
    page = review(stage, site)
    assert not button(stage, "review_sign").isEnabled()
    with stage.bot.waitSignal(page.open_form) as opened:
        stage.click("review_open")
    assert opened.args == [DEMOGRAPHY]
    site.looked.note(site.book, DEMOGRAPHY)
    page.refresh()
    assert button(stage, "review_sign").isEnabled()
    session = write(site, DEMOGRAPHY, {"SVSTDAT": "2026-11-19"})
    session.save("Typing error")  # somebody changes it: it has not been looked at
    page.refresh()
    assert not button(stage, "review_sign").isEnabled()


def test_the_next_one_is_offered_after_a_signature(stage: Stage, nurse: OpenSite, clinic: Clinic) -> None:
    write(nurse, DEMOGRAPHY, PERSON).complete()
    write(nurse, VITALS, {"VSPERF": "N", "VSREASND": "设备故障"}).save()
    site = clinic.site("wang")
    site.looked.note(site.book, DEMOGRAPHY)
    page = review(stage, site)
    stage.click("review_sign")
    stage.keys("wang")
    stage.press(Qt.Key.Key_Return)
    stage.keys("password-of-wang")
    stage.press(Qt.Key.Key_Return)
    stage.bot.waitUntil(lambda: standing_signature(site.book.state(SUBJECT), DEMOGRAPHY) is not None)
    stage.bot.waitUntil(lambda: page._lines == ())


def test_the_sign_sheet_says_what_changed_since_the_last_signature(
    stage: Stage, nurse: OpenSite, clinic: Clinic
) -> None:
    write(nurse, DEMOGRAPHY, PERSON).complete()
    site = clinic.site("wang")
    site.signing.sign(DEMOGRAPHY, "password-of-wang", "zh", "wang")
    session = write(site, DEMOGRAPHY, {"SVSTDAT": "2026-11-19"})
    session.save("Typing error")
    stage.window.show()
    sheet = SignSheet(stage.bench, stage.window, site, DEMOGRAPHY)
    sheet.start()
    texts = [label.whole_text() for label in sheet.findChildren(Label)]
    assert "2026-11-20" in texts
    assert "2026-11-19" in texts
    assert key_of(site, DEMOGRAPHY, "SVSTDAT") is not None


def test_after_completing_enter_goes_to_the_next_open_form(stage: Stage, nurse: OpenSite) -> None:
    write(nurse, DEMOGRAPHY, PERSON).save()
    page = stage.form(nurse, DEMOGRAPHY)
    stage.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert stage.focus == "next"
    with stage.bot.waitSignal(page.open_form) as opened:
        stage.press(Qt.Key.Key_Return)
    assert isinstance((opened.args or [None])[0], FormKey)
    assert (opened.args or [None])[0] != DEMOGRAPHY


def test_f4_acts_on_the_current_question_from_anywhere(stage: Stage, nurse: OpenSite) -> None:
    page = stage.form(nurse, VITALS)
    assert page.view is not None
    stage.keys("1")
    page.view.body.focus_on(key_of(nurse, VITALS, "TEMP"))
    stage.find("save").setFocus()
    stage.press(Qt.Key.Key_F4)
    assert stage.shows("missing_sheet")

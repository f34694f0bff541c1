"""Second person, signature, print, and who may only look; with real keys and real paper."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.second_person import SecondPerson
from hairtrial_desktop.casebook.signing import SignedForm
from hairtrial_desktop.casebook.standing import standing_signature
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.components import Label
from hairtrial_desktop.ui.dialogs.new_participant import NewParticipantSheet
from hairtrial_desktop.ui.dialogs.print_preview import PrintPreview
from hairtrial_desktop.ui.dialogs.second_person_sheet import SecondPersonSheet
from hairtrial_desktop.ui.dialogs.sign_sheet import SignSheet
from hairtrial_desktop.ui.rooms import OpenSite
from tests.ui_form.clinic import SUBJECT, Clinic, key_of, write
from tests.ui_form.conftest import Stage

HISTORY = FormKey(SUBJECT, "SE.SCR", "F.DM")
CONTROL = Qt.KeyboardModifier.ControlModifier
DEMOGRAPHY = {"SVSTDAT": "2026-11-20", "BRTHDAT": "1990-06", "SEX": "M", "ETHNIC": "HAN"}


def test_the_second_person_is_somebody_else_with_a_password_of_their_own(stage: Stage, nurse: OpenSite) -> None:
    session = write(nurse, HISTORY, DEMOGRAPHY)
    sheet = SecondPersonSheet(stage.bench, stage.window, nurse, session, "")
    stage.window.show()
    stage.bot.waitUntil(stage.window.isActiveWindow)
    sheet.start()
    assert [sheet.person.itemData(row) for row in range(sheet.person.count())] == ["chen", "wang"]
    assert stage.focus == "second_person"
    stage.keys("2")
    stage.press(Qt.Key.Key_Tab)
    assert stage.focus == "second_password"
    stage.keys("password-of-li")
    stage.press(Qt.Key.Key_Return)
    assert sheet.password.error()
    with stage.bot.waitSignal(sheet.closed) as closed:
        stage.keys("password-of-wang")
        stage.press(Qt.Key.Key_Return)
    (word,) = closed.args or [None]
    assert isinstance(word, SecondPerson)
    assert (word.user, word.form) == ("wang", str(HISTORY))


def test_the_investigator_signs_after_a_wrong_password_and_the_mark_follows(
    stage: Stage, nurse: OpenSite, clinic: Clinic
) -> None:
    write(nurse, HISTORY, DEMOGRAPHY).complete()
    site = clinic.site("wang")
    page = stage.form(site, HISTORY)
    stage.press(Qt.Key.Key_G, CONTROL)
    sheet = stage.window.findChildren(SignSheet)[0]
    texts = [label.whole_text() for label in sheet.findChildren(Label)]
    assert "本人已审核本表，数据与源文件一致" in texts
    assert any(SUBJECT in text for text in texts)
    stage.keys("li")
    stage.press(Qt.Key.Key_Return)
    stage.keys("wrong")
    stage.press(Qt.Key.Key_Return)
    stage.bot.waitUntil(lambda: bool(sheet.user.error()))
    sheet.user.set_text("wang")
    stage.press(Qt.Key.Key_Return)
    stage.keys("wrong")
    stage.press(Qt.Key.Key_Return)
    stage.bot.waitUntil(lambda: bool(sheet.password.error()))
    assert standing_signature(site.book.state(SUBJECT), HISTORY) is None
    with stage.bot.waitSignal(sheet.closed) as closed:
        stage.keys("password-of-wang")
        stage.press(Qt.Key.Key_Return)
    assert isinstance((closed.args or [None])[0], SignedForm)
    assert standing_signature(site.book.state(SUBJECT), HISTORY) is not None
    assert ("已签名") in [word for _, word in page.heading(page.words).marks]


def test_p11_16_the_first_signature_asks_for_user_and_password_later_ones_for_the_password(
    stage: Stage, nurse: OpenSite, clinic: Clinic
) -> None:
    write(nurse, HISTORY, DEMOGRAPHY).complete()
    site = clinic.site("wang")
    with pytest.raises(KnownError, match="sign_user"):
        site.signing.sign(HISTORY, "password-of-wang", "zh", "li")
    assert site.signing.asks_user
    site.signing.sign(HISTORY, "password-of-wang", "zh", "wang")
    stage.window.show()
    later = SignSheet(stage.bench, stage.window, site, HISTORY)
    assert later.user.isHidden()
    site.signing.interrupt()  # the window was locked
    assert not SignSheet(stage.bench, stage.window, site, HISTORY).user.isHidden()


def test_saving_over_a_signature_says_that_it_becomes_void(stage: Stage, nurse: OpenSite, clinic: Clinic) -> None:
    write(nurse, HISTORY, DEMOGRAPHY).complete()
    site = clinic.site("wang")
    site.signing.sign(HISTORY, "password-of-wang", "zh", "wang")
    page = stage.form(site, HISTORY)
    assert page.view is not None
    page.view.body.focus_on(key_of(site, HISTORY, "SVSTDAT"))
    stage.keys("20261121")
    stage.press(Qt.Key.Key_S, CONTROL)
    assert any("签名失效" in label.whole_text() for label in stage.find("change_sheet").findChildren(Label))
    stage.keys("1")
    stage.press(Qt.Key.Key_Return)
    assert standing_signature(site.book.state(SUBJECT), HISTORY) is None
    assert "签名失效" in [word for _, word in page.heading(page.words).marks]


def test_the_preview_shows_the_pages_and_counts_a_copy(stage: Stage, nurse: OpenSite, clinic: Clinic) -> None:
    write(nurse, HISTORY, DEMOGRAPHY).complete()
    stage.form(nurse, HISTORY)
    stage.press(Qt.Key.Key_P, CONTROL)
    preview = stage.window.findChildren(PrintPreview)[0]
    assert preview.document.pageCount() >= 1
    assert stage.shows("page:1")
    target = clinic.folder.parent / "copy.pdf"
    preview.save_to(target)
    assert target.read_bytes().startswith(b"%PDF")
    prints = [row.data for row in nurse.book.state("").things("print_data").values()]
    assert [(one["destination"], one["user"]) for one in prints] == [("file", "li")]


def test_r3_20_ema_14_the_monitor_only_looks_and_never_sees_a_name(
    stage: Stage, nurse: OpenSite, clinic: Clinic
) -> None:
    write(nurse, HISTORY, DEMOGRAPHY).save()
    site = clinic.site("mo")
    page = stage.form(site, HISTORY)
    heading = page.heading(page.words)
    assert "张" not in heading.subtitle
    assert "只读" in [word for _, word in heading.marks]
    assert not any(stage.shows(name) for name in ("save", "complete", "sign", "missing"))
    field = stage.find("item:I.DM.SVSTDAT")
    assert isinstance(field, QLineEdit)
    assert field.isReadOnly()
    QTest.keyClicks(field, "x")
    assert field.text() == "2026-11-20"
    assert page.leave()


def test_a_new_participant_begins_with_consent_and_stays_in_the_identity_register(
    stage: Stage, nurse: OpenSite
) -> None:
    stage.window.show()
    stage.bot.waitUntil(stage.window.isActiveWindow)
    sheet = NewParticipantSheet(stage.bench, stage.window, nurse)
    sheet.start()
    assert stage.focus == "person_name"
    stage.click("person_begin")
    assert sheet.name.error()
    sheet.name.edit.setFocus()
    stage.keys("Zhang San")
    stage.press(Qt.Key.Key_Return)
    stage.keys("1990")
    stage.click("person_begin")
    assert sheet.birth.error()
    sheet.birth.edit.selectAll()
    with stage.bot.waitSignal(sheet.closed) as closed:
        stage.keys("19900602")
        stage.click("person_begin")
    assert closed.args == [FormKey("01-002", "SE.SCR", "F.IC")]
    identity = nurse.book.identity("01-002")
    assert identity is not None
    assert (identity.name, identity.birth_date) == ("Zhang San", "1990-06-02")
    assert nurse.book.subjects() == (SUBJECT,)

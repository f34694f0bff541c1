"""Signing several forms, a visit and a casebook in the window, by keyboard, with real keys and real paper."""

from __future__ import annotations

from PySide6.QtCore import Qt

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.signing import SignedForm
from hairtrial_desktop.casebook.standing import standing_signature
from hairtrial_desktop.ui.components import Label
from hairtrial_desktop.ui.dialogs.whole_sign_sheet import SignOffPaper, WholeSignSheet
from hairtrial_desktop.ui.pages.casebook_page import CasebookPage
from hairtrial_desktop.ui.rooms import OpenSite
from tests.ui_form.clinic import SUBJECT, Clinic, write
from tests.ui_form.conftest import Stage

DEMOGRAPHY = FormKey(SUBJECT, "SE.SCR", "F.DM")
PERSON = {"SVSTDAT": "2026-11-20", "BRTHDAT": "1990-06", "SEX": "M", "ETHNIC": "HAN"}


def opened(stage: Stage, site: OpenSite) -> tuple[CasebookPage, WholeSignSheet]:
    page = CasebookPage(stage.bench, site)
    stage.put(page)
    page.open(SUBJECT)
    stage.click("casebook_sign")
    return page, page.window().findChildren(WholeSignSheet)[0]


def said(sheet: WholeSignSheet) -> list[str]:
    return [label.whole_text() for label in sheet.findChildren(Label)]


def test_p11_16_the_ready_forms_of_a_visit_are_signed_from_the_casebook_by_keyboard(
    stage: Stage, nurse: OpenSite, clinic: Clinic
) -> None:
    write(nurse, DEMOGRAPHY, PERSON).complete()
    site = clinic.site("wang")
    _, sheet = opened(stage, site)
    assert any(text.startswith("人口学资料 · 筛选") for text in said(sheet)), said(sheet)
    assert "本人已审核本表，数据与源文件一致" in said(sheet)
    sheet.user.edit.setFocus()
    stage.keys("wang")
    stage.press(Qt.Key.Key_Return)
    with stage.bot.waitSignal(sheet.closed) as closed:
        stage.keys("password-of-wang")
        stage.press(Qt.Key.Key_Return)
    ((signed,),) = closed.args or [()]
    assert isinstance(signed, SignedForm)
    assert standing_signature(site.book.state(SUBJECT), DEMOGRAPHY) is not None


def test_a_visit_that_is_not_settled_says_what_is_open_and_shows_its_page(
    stage: Stage, nurse: OpenSite, clinic: Clinic
) -> None:
    write(nurse, DEMOGRAPHY, PERSON).complete()
    _, sheet = opened(stage, clinic.site("wang"))
    stage.keys("2")
    assert sheet.scope.code() == "visit"
    assert "全部表单完成后才能整体签署" in sheet.password.error()
    assert not sheet.password.edit.isEnabled()
    with stage.bot.waitSignal(sheet.closed) as closed:
        stage.click("sign_print")
    (paper,) = closed.args or [None]
    assert isinstance(paper, SignOffPaper)
    assert paper.pdf.startswith(b"%PDF")


def test_p11_11_the_form_shows_its_signature_with_name_time_zone_and_meaning(
    stage: Stage, nurse: OpenSite, clinic: Clinic
) -> None:
    write(nurse, DEMOGRAPHY, PERSON).complete()
    site = clinic.site("wang")
    site.signing.sign(DEMOGRAPHY, "password-of-wang", "zh", "wang")
    page = stage.form(site, DEMOGRAPHY)
    assert page.view is not None
    texts = [label.whole_text() for label in page.view.marks.findChildren(Label)]
    assert any("王医生 · 研究者 · 2026-" in text and "+08:00" in text for text in texts), texts
    assert "本人已审核本表，数据与源文件一致" in texts
    assert any(text.startswith("最后一次录入 2026-") for text in texts)


def test_a_nurse_may_look_at_the_page_but_signs_nothing(stage: Stage, nurse: OpenSite) -> None:
    write(nurse, DEMOGRAPHY, PERSON).complete()
    _, sheet = opened(stage, nurse)
    assert not sheet.password.edit.isEnabled()
    assert sheet.password.error()

"""Photographs and scans on the form page: added (F3), looked at, taken away, by keyboard."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from hairtrial_desktop.casebook.attached_file import JPEG, PDF, StrippedFile
from hairtrial_desktop.casebook.attachments import Attachment, attach, attachments_of
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.locks import LockLevel, put_lock
from hairtrial_desktop.casebook.paper_source import PaperSource, record_paper
from hairtrial_desktop.casebook.standing import standing_signature
from hairtrial_desktop.documents.file_stripping import FileStripping
from hairtrial_desktop.study.attaching import AttachmentKind
from hairtrial_desktop.ui.attachments.attachments_card import AttachmentsCard
from hairtrial_desktop.ui.attachments.erase_sheet import EraseSheet
from hairtrial_desktop.ui.attachments.look_sheet import LookSheet
from hairtrial_desktop.ui.components import CodeCombo, Label
from hairtrial_desktop.ui.form.since_signature import changes_since
from hairtrial_desktop.ui.pages.form_page import FormPage
from hairtrial_desktop.ui.rooms import OpenSite
from tests.documents.pictures import WHO, image, photograph, scan
from tests.ui_form.clinic import SUBJECT, Clinic, write
from tests.ui_form.conftest import Stage
from tests.ui_form.test_acts import DEMOGRAPHY, HISTORY

CONSENT = FormKey(SUBJECT, "SE.SCR", "F.IC")
HAIR = FormKey(SUBJECT, "SE.SCR", "F.XH")
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / f"{WHO}.jpg"
    path.write_bytes(photograph(6, image(640, 400)))
    return path


def attached(site: OpenSite, form: FormKey) -> tuple[Attachment, ...]:
    return attachments_of(site.book.state(form.subject), form)


def drawn(page: FormPage, attachment: Attachment) -> bool:
    assert page.view is not None
    return not page.view.attachments._thumbs[attachment.sha256][0].image.isNull()


def kept_of(content: bytes) -> StrippedFile:
    return FileStripping().strip(content)


def chosen(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Let the person choose ``path`` in the file dialog, which is the computer's own."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(path), ""))


def words_in(stage: Stage, name: str) -> str:
    return " ".join(label.whole_text() for label in stage.find(name).findChildren(Label) if label.isVisible())


def look(stage: Stage, name: str) -> None:
    folder = os.environ.get("HAIRTRIAL_PICTURES")
    if folder:
        stage.window.grab().save(str(Path(folder) / f"{name}.png"))


def test_f3_adds_a_photograph_and_its_name_stays_nowhere(
    stage: Stage, nurse: OpenSite, clinic: Clinic, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen(monkeypatch, picture)
    page = stage.form(nurse, HAIR)
    assert "此处需附：照片" in words_in(stage, "attachments_card")
    look(stage, "attach_expected")
    stage.press(Qt.Key.Key_F3)
    stage.bot.waitUntil(lambda: stage.shows("attach_sheet"))
    assert "拍摄地点" in words_in(stage, "attach_sheet")
    look(stage, "attach_sheet")
    stage.keys("vertex")
    stage.press(Qt.Key.Key_Return)
    stage.bot.waitUntil(lambda: len(attached(nurse, HAIR)) == 1)
    (one,) = attached(nurse, HAIR)
    assert (one.kind, one.caption, one.media_type) == (AttachmentKind.PHOTOGRAPH, "vertex", JPEG)
    assert one.item is not None
    assert one.item.item == "I.XH.GPHOTO"
    said = words_in(stage, "attachments_card")
    assert "vertex" in said
    assert "此处需附" not in said
    stage.bot.waitUntil(lambda: drawn(page, one))
    look(stage, "attach_card")
    nurse.close()
    everything = b"".join(path.read_bytes() for path in clinic.folder.rglob("*") if path.is_file())
    assert WHO.encode() not in everything
    assert WHO not in said


def test_a_form_from_paper_waits_for_the_scan_of_its_page(stage: Stage, nurse: OpenSite, tmp_path: Path) -> None:
    written = nurse.book.now()
    record_paper(nurse.book, HAIR, PaperSource("周护士", written, "1.0"))
    path = tmp_path / "scan.bin"  # what it is says the content
    path.write_bytes(scan(3))
    page = stage.form(nurse, HAIR)
    assert "此处需附：手写或手签页的扫描件" in words_in(stage, "attachments_card")
    page.attaching.take(path)
    stage.bot.waitUntil(lambda: stage.shows("attach_sheet"))
    combo = stage.find("attach_kind")
    assert isinstance(combo, CodeCombo)
    assert combo.code() == AttachmentKind.WET_INK
    stage.click("attach_add")
    stage.bot.waitUntil(lambda: len(attached(nurse, HAIR)) == 1)
    one = attached(nurse, HAIR)[0]
    assert (one.kind, one.media_type, one.item) == (AttachmentKind.WET_INK, PDF, None)
    stage.bot.waitUntil(lambda: drawn(page, one))


def test_one_is_looked_at_page_by_page_enlarged_and_taken_away_with_a_reason_by_keyboard(
    stage: Stage, nurse: OpenSite
) -> None:
    file = kept_of(scan(3))
    attach(nurse.book, CONSENT, AttachmentKind.WET_INK, "page 1 to 3", file)
    stage.form(nurse, CONSENT)
    thumb = stage.find("attachment:1")
    thumb.setFocus()
    assert thumb.focusPolicy() & Qt.FocusPolicy.TabFocus
    stage.press(Qt.Key.Key_Space)
    sheet = stage.find("look_sheet")
    assert isinstance(sheet, LookSheet)
    look(stage, "attach_look")
    shown = stage.find("attachment_picture")
    whole = shown.size()
    stage.press(Qt.Key.Key_Plus)
    assert shown.width() > whole.width()
    before = shown.pos()
    stage.press(Qt.Key.Key_Down)
    assert shown.pos().y() < before.y()
    stage.press(Qt.Key.Key_PageDown)
    assert sheet.number == 1
    assert "2/3" in words_in(stage, "look_sheet")
    stage.press(Qt.Key.Key_Minus)
    assert shown.size() == whole
    remove = stage.find("look_remove")
    remove.setFocus()
    stage.press(Qt.Key.Key_Return)
    stage.find("words_text")
    stage.keys("page 2 is missing")
    look(stage, "attach_remove")
    stage.press(Qt.Key.Key_Return, CONTROL)
    stage.bot.waitUntil(lambda: attached(nurse, CONSENT)[0].removed is not None)
    assert "page 2 is missing" in words_in(stage, "attachments_card")
    assert stage.focus == "attachment:1"  # where it was before
    look(stage, "attach_removed")
    stage.press(Qt.Key.Key_Space)
    stage.find("look_sheet")
    assert not stage.shows("look_remove")  # it is there to be looked at, for ever


def test_r3_06_an_investigator_erases_one_for_good_with_a_second_person(
    stage: Stage, nurse: OpenSite, clinic: Clinic, picture: Path
) -> None:
    attach(nurse.book, CONSENT, AttachmentKind.PHOTOGRAPH, "vertex", kept_of(picture.read_bytes()))
    stage.form(nurse, CONSENT)
    stage.click("attachment:1")
    assert stage.shows("look_remove")
    assert not stage.shows("look_erase")
    stage.click("look_back")
    doctor = clinic.site("wang")
    stage.form(doctor, CONSENT)
    stage.click("attachment:1")
    stage.click("look_erase")
    sheet = stage.find("redact_sheet")
    assert isinstance(sheet, EraseSheet)
    assert "vertex" in words_in(stage, "redact_sheet")
    sheet.person.choose("chen")
    sheet.reason.setPlainText("可辨认面部")
    sheet.own.set_text("password-of-wang")
    sheet.password.set_text("password-of-chen")
    look(stage, "attach_erase")
    stage.click("redact_accept")
    stage.bot.waitUntil(lambda: "可辨认面部" in words_in(stage, "attachments_card"))
    assert not stage.find("attachment:1").isEnabled()
    look(stage, "attach_erased")


def test_a_file_that_is_none_is_refused_in_one_sentence(stage: Stage, nurse: OpenSite, tmp_path: Path) -> None:
    path = tmp_path / f"{WHO}.jpg"
    path.write_bytes(b"<html>")
    page = stage.form(nurse, CONSENT)
    page.attaching.take(path)
    stage.bot.waitUntil(lambda: "JPEG" in stage.said())
    assert stage.said() == "只能添加 JPEG、PNG 或 PDF 文件；该文件都不是，未添加任何内容。"
    assert not stage.shows("attach_sheet")


def test_a_caption_that_names_somebody_is_doubted_and_one_that_unblinds_is_refused(
    stage: Stage, nurse: OpenSite, picture: Path
) -> None:
    page = stage.form(nurse, CONSENT)
    page.attaching.take(picture)
    stage.bot.waitUntil(lambda: stage.shows("attach_sheet"))
    stage.find("attach_caption").setFocus()
    QTest.keyClicks(stage.find("attach_caption"), "13800138000")
    assert "姓名" in words_in(stage, "attach_sheet")
    stage.press(Qt.Key.Key_A, CONTROL)
    stage.keys("exosome in area A")
    stage.press(Qt.Key.Key_Return)
    assert "注射器内容物" in words_in(stage, "attach_sheet")
    assert attached(nurse, CONSENT) == ()


def test_a_file_can_be_dropped_on_the_card(stage: Stage, nurse: OpenSite, picture: Path) -> None:
    stage.form(nurse, CONSENT)
    card = stage.find("attachments_card")
    assert isinstance(card, AttachmentsCard)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture))])
    actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDropEvent(QPoint(5, 5), actions, data, buttons, Qt.KeyboardModifier.NoModifier)
    card.dropEvent(event)
    stage.bot.waitUntil(lambda: stage.shows("attach_sheet"))
    del event  # before what it points at: the other way round a later collection meets freed memory


def test_who_only_looks_and_who_meets_a_lock_can_look_but_not_add(
    stage: Stage, nurse: OpenSite, clinic: Clinic
) -> None:
    file = kept_of(photograph())
    attach(nurse.book, CONSENT, AttachmentKind.PHOTOGRAPH, "", file)
    monitor = clinic.site("mo")
    stage.form(monitor, CONSENT).close()
    page = stage.form(monitor, CONSENT)
    assert stage.shows("attachment:1")
    assert not stage.shows("attachment_add")
    stage.press(Qt.Key.Key_F3)
    assert not stage.shows("attach_sheet")
    page.close()
    doctor = clinic.site("wang")
    put_lock(doctor.book, str(CONSENT), LockLevel.SOFT, "clean")
    stage.form(doctor, CONSENT)
    assert not stage.shows("attachment_add")
    stage.click("attachment:1")
    stage.find("look_sheet")
    assert not stage.shows("look_remove")


def test_p11_12_adding_to_a_signed_form_says_that_the_signature_becomes_void_and_signing_again_what_was_added(
    stage: Stage, nurse: OpenSite, clinic: Clinic, picture: Path
) -> None:
    write(nurse, HISTORY, DEMOGRAPHY).complete()
    doctor = clinic.site("wang")
    doctor.signing.sign(HISTORY, "password-of-wang", "zh", "wang")
    page = stage.form(doctor, HISTORY)
    page.attaching.take(picture)
    stage.bot.waitUntil(lambda: stage.shows("attach_sheet"))
    assert "签名失效" in words_in(stage, "attach_sheet")
    stage.keys("front")
    stage.click("attach_add")
    stage.bot.waitUntil(lambda: len(attached(doctor, HISTORY)) == 1)
    assert standing_signature(doctor.book.state(SUBJECT), HISTORY) is None
    changes = changes_since(stage.bench.language.words, doctor.book, HISTORY)
    assert [(change.label, change.old) for change in changes] == [("front", "")]
    assert "SHA-256" in changes[0].new

"""Photographs and scans in the casebook: who, where, what stands, and what a signature makes of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hairtrial_desktop.casebook.actor import NotPermitted
from hairtrial_desktop.casebook.attached_file import StrippedFile
from hairtrial_desktop.casebook.attachments import attach, attachments_of, content_of, described, detach
from hairtrial_desktop.casebook.crf_page import Section
from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.locks import LockLevel, put_lock
from hairtrial_desktop.casebook.record import Draft, Record
from hairtrial_desktop.casebook.standing import signatures, standing_signature
from hairtrial_desktop.casebook.views.audit import audit_lines
from hairtrial_desktop.documents.file_stripping import FileStripping
from hairtrial_desktop.study.attaching import AttachmentExport, AttachmentKind, AttachmentRule, export_of
from hairtrial_desktop.study.errors import KnownError
from tests.casebook.house import House
from tests.casebook.test_form_session import at
from tests.casebook.test_queries import completed
from tests.casebook.test_signing import signing
from tests.documents.pictures import photograph, scan

PHOTO, PAPER = AttachmentKind.PHOTOGRAPH, AttachmentKind.WET_INK


@pytest.fixture(scope="module")
def picture() -> StrippedFile:
    return FileStripping().strip(photograph())


@pytest.fixture(scope="module")
def page() -> StrippedFile:
    return FileStripping().strip(scan())


@pytest.fixture
def form(house: House) -> FormKey:
    return completed(house).key


def test_esl_02_r3_17_a_scan_of_the_page_signed_by_hand_stands_with_its_form(
    house: House, form: FormKey, page: StrippedFile
) -> None:
    attach(house.book("li"), form, PAPER, " page 1 ", page)
    found = attachments_of(house.book("mo").state(form.subject), form)
    assert [(one.key, one.kind, one.caption) for one in found] == [(f"{form}/A#1", PAPER, "page 1")]
    one = found[0]
    assert (one.attached.user, one.attached.role, one.removed) == ("li", "nurse", None)
    assert (one.sha256, one.original_sha256, one.stripped) == (page.sha256, page.original_sha256, page.stripped)
    assert content_of(house.book("mo"), one) == page.content
    assert described(one, "en").startswith("Scan of a page written or signed by hand · PDF · ")


def test_a_photograph_may_belong_to_a_question(house: House, form: FormKey, picture: StrippedFile) -> None:
    question = at(FormSession(house.book("li"), form), "SYSBP")
    attach(house.book("li"), question, PHOTO, "", picture)
    attach(house.book("li"), question, PHOTO, "", picture)
    attach(house.book("li"), form, PHOTO, "", picture)
    found = attachments_of(house.book("li").state(form.subject), form)
    assert {one.key: one.item for one in found} == {
        f"{question}/A#1": question, f"{question}/A#2": question, f"{form}/A#1": None
    }  # fmt: skip
    with pytest.raises(ValueError, match="VS"):
        attach(house.book("li"), ItemKey(form, "IG.VS.VS", "I.VS.NOTHING"), PHOTO, "", picture)


def test_r3_10_taking_one_away_needs_a_reason_and_takes_nothing_away(
    house: House, form: FormKey, picture: StrippedFile
) -> None:
    attach(house.book("li"), form, PHOTO, "vertex", picture)
    key = f"{form}/A#1"
    with pytest.raises(KnownError, match="reason_required"):
        detach(house.book("chen"), key, "  ")
    detach(house.book("chen"), key, " blurred ")
    (one,) = attachments_of(house.book("li").state(form.subject), form)
    assert one.removed is not None
    assert (one.attached.user, one.removed.user, one.removed.reason) == ("li", "chen", "blurred")
    assert (one.caption, one.sha256) == ("vertex", picture.sha256)
    assert content_of(house.book("li"), one) == picture.content
    with pytest.raises(KnownError, match="attachment_gone"):
        detach(house.book("chen"), key, "again")
    attach(house.book("li"), form, PHOTO, "vertex", picture)
    numbers = [each.key for each in attachments_of(house.book("li").state(form.subject), form)]
    assert numbers == [key, f"{form}/A#2"]


@pytest.mark.parametrize("act", ["attach", "detach"])
def test_p11_12_what_is_attached_is_signed_and_a_change_makes_the_signature_void(
    house: House, form: FormKey, picture: StrippedFile, act: str
) -> None:
    attach(house.book("li"), form, PHOTO, "front", picture)
    signing(house).sign(form, "right", "zh", "wang")
    state = house.book("li").state(form.subject)
    signed = standing_signature(state, form)
    assert signed is not None
    assert attachments_of(state, form)[0].leaf in signed.data["leaves"]
    if act == "attach":
        attach(house.book("li"), form, PHOTO, "vertex", picture)
    else:
        detach(house.book("li"), f"{form}/A#1", "another participant")
    state = house.book("li").state(form.subject)
    assert standing_signature(state, form) is None
    assert len(signatures(state, form)) == 1


@pytest.mark.parametrize("level", [LockLevel.FROZEN, LockLevel.SOFT])
@pytest.mark.parametrize("place", ["form", "subject"])
def test_r3_12_nothing_is_attached_to_what_is_frozen_or_locked(
    house: House, form: FormKey, picture: StrippedFile, level: LockLevel, place: str
) -> None:
    attach(house.book("li"), form, PHOTO, "", picture)
    put_lock(house.book("wang"), str(form) if place == "form" else form.subject, level, "review")
    code = "form_frozen" if level is LockLevel.FROZEN else "form_locked"
    with pytest.raises(KnownError, match=code):
        attach(house.book("li"), form, PHOTO, "", picture)
    with pytest.raises(KnownError, match=code):
        detach(house.book("li"), f"{form}/A#1", "late")


def test_nothing_is_attached_to_a_row_that_was_removed(house: House, form: FormKey, picture: StrippedFile) -> None:
    stood = {"status": "complete", "confirmed_by": None}
    gone = Record("form", str(form), stood, {"status": "removed", "confirmed_by": None})
    house.book("li").commit(Draft(form.subject, "remove", (gone,)))
    with pytest.raises(KnownError, match="attachment_form_removed"):
        attach(house.book("li"), form, PHOTO, "", picture)


@pytest.mark.parametrize("user", ["mo", "yin", "ad"])
def test_p11_07_who_only_looks_attaches_nothing(house: House, form: FormKey, picture: StrippedFile, user: str) -> None:
    with pytest.raises(NotPermitted):
        attach(house.book(user), form, PHOTO, "", picture)


def test_a_caption_that_says_what_is_where_is_refused(house: House, form: FormKey, picture: StrippedFile) -> None:
    before = house.shelves.store.head()
    for caption, code in (
        ("exosome in area A", "caption_unblinds"),
        ("外泌体在A区", "caption_unblinds"),
        ("x" * 121, "too_long"),
        ("two\nlines", "control_character"),
    ):
        with pytest.raises(KnownError, match=code):
            attach(house.book("li"), form, PHOTO, caption, picture)
    assert house.shelves.store.head() == before


def forged(house: House, form: FormKey, file: StrippedFile, **changed: object) -> Draft:
    body = {
        "state": "attached", "kind": "photograph", "caption": "", "media_type": file.media_type,
        "size": len(file.content), "sha256": file.sha256, "original_sha256": file.original_sha256, "stripped": [],
        "store": house.shelves.attachments.put(file.content), **changed,
    }  # fmt: skip
    return Draft(form.subject, "attach", (Record("attachment", f"{form}/A#1", None, body),))


@pytest.mark.parametrize(
    "changed",
    [
        {"size": 1}, {"sha256": "0" * 64}, {"media_type": "application/pdf"}, {"media_type": "text/html"},
        {"kind": "selfie"}, {"stripped": ["名字"]}, {"state": "detached"},
    ],
)  # fmt: skip
def test_the_door_takes_no_attachment_that_is_not_what_it_says(
    house: House, form: FormKey, picture: StrippedFile, changed: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match="VS"):
        house.book("li").commit(forged(house, form, picture, **changed))
    with pytest.raises(KnownError, match="attachment_missing"):
        house.book("li").commit(forged(house, form, picture, store="f" * 64))
    two = forged(house, form, picture)
    with pytest.raises(ValueError, match="A#2"):
        house.book("li").commit(replace(two, records=(replace(two.records[0], key=f"{form}/A#2"),)))
    house.book("li").commit(two)


def test_p11_05_the_audit_trail_says_in_words_what_was_attached_and_taken_away(
    house: House, form: FormKey, page: StrippedFile
) -> None:
    attach(house.book("li"), form, PAPER, "signed page", page)
    detach(house.book("li"), f"{form}/A#1", "page 2 is missing")
    added, removed = list(audit_lines(house.book("li"), "en"))[-2:]
    assert (added.act, added.form and added.form.en) == ("attach", "Vital signs")
    assert added.new.startswith("signed page · Scan of a page written or signed by hand · PDF · ")
    assert added.new.endswith(f"SHA-256 {page.sha256[:16]}")
    assert (removed.act, removed.new, removed.reason) == (
        "detach", "Removed (the original is kept)", "page 2 is missing"
    )  # fmt: skip


def test_pi_02_what_leaves_is_the_rule_of_the_place() -> None:
    never = AttachmentRule(PHOTO, AttachmentExport.NEVER)
    file = AttachmentRule(PHOTO, AttachmentExport.FILE)
    assert export_of(None, PHOTO) is AttachmentExport.HASH
    assert (export_of(never, PHOTO), export_of(never, PAPER)) == (AttachmentExport.NEVER, AttachmentExport.NEVER)
    assert (export_of(file, PHOTO), export_of(file, PAPER)) == (AttachmentExport.FILE, AttachmentExport.HASH)


def test_esl_02_paper_lists_what_is_attached_with_hash_person_and_time_and_never_the_picture(
    house: House, form: FormKey, picture: StrippedFile, page: StrippedFile
) -> None:
    before = CrfPageBuilder(house.book("mo"), form, "en").build().document_id
    assert not any(section.title == "Photographs and scans" for section in printed(house, form))
    attach(house.book("li"), at(FormSession(house.book("li"), form), "SYSBP"), PHOTO, "cuff", picture)
    attach(house.book("li"), form, PAPER, "", page)
    detach(house.book("chen"), f"{form}/A#1", "wrong page")
    pages = {CrfPageBuilder(house.book("mo"), form, "en").build().document_id, before}
    assert len(pages) == 2  # another document than before
    section = printed(house, form)[-1]
    assert section.title == "Photographs and scans"
    told = {line.label: (line.answers[0].text, line.note) for line in section.lines}
    assert f"SHA-256 {picture.sha256[:16]} · 李护士 · 2026-11-22 09:00:00 +08:00" in told["Systolic · cuff"][0]
    assert told["Attachment"][1] == "Removed (the original is kept) · 陈护士 · 2026-11-22 09:00:00 +08:00 · wrong page"


def printed(house: House, form: FormKey) -> tuple[Section, ...]:
    return CrfPageBuilder(house.book("mo"), form, "en").build().sections

"""Two persons erase a whole photograph or scan: key and file gone, hash, signatures and act kept (R3-06; ADR 18)."""

# ruff: noqa: S608 - the SQL is the forger's own

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hairtrial_desktop.casebook.attachments import attach, attachments_of, content_of
from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.crf_remarks import ERASURES, FILE_ERASED
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.erased_files import erasure_of, file_records, same_files
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.record import Draft, Record
from hairtrial_desktop.casebook.redaction import erase_file
from hairtrial_desktop.casebook.standing import standing_signature
from hairtrial_desktop.casebook.views.audit import audit_lines
from hairtrial_desktop.casebook.vouching import agreed
from hairtrial_desktop.documents.file_stripping import FileStripping
from hairtrial_desktop.keys import certificates
from hairtrial_desktop.store.site_database import SiteDatabase
from hairtrial_desktop.study.attaching import AttachmentKind
from hairtrial_desktop.study.errors import KnownError
from tests.casebook.house import House
from tests.casebook.test_form_session import at
from tests.casebook.test_signing import signing
from tests.documents.pictures import photograph, scan
from tests.store.test_redaction import WHY, Door, Written, house, key_of, written

assert house  # the fixtures
assert written
PHOTO = AttachmentKind.PHOTOGRAPH


@pytest.fixture
def picture(written: Written) -> tuple[House, FormKey, bytes]:
    """Attach one photograph twice, and another scan once."""
    house, item, _ = written
    form, book = FormKey.parse(item), house.book("li")
    file, other = (FileStripping().strip(content) for content in (photograph(), scan()))
    for kind, one in ((PHOTO, file), (PHOTO, file), (AttachmentKind.WET_INK, other)):
        attach(book, form, kind, "", one)
    return house, form, file.content


Picture = tuple[House, FormKey, bytes]


def on_disk(folder: Path) -> int:
    return len(list((folder / "attachments").iterdir()))


def test_r3_06_two_persons_erase_a_whole_photograph_and_its_hash_and_the_act_stay(
    picture: Picture, site: SiteDatabase, tmp_path: Path
) -> None:
    house, form, content = picture
    book = house.book("wang")
    first, again, page = attachments_of(book.state(form.subject), form)
    leaf, before = first.leaf, on_disk(tmp_path)
    assert len(same_files(book, first.key)) == 2
    erase_file(book, Door(), first.key, WHY, ("li", "right"), password="right")
    assert on_disk(tmp_path) == before - 2
    for gone in (first, again):
        with pytest.raises(KnownError, match="attachment_erased"):
            content_of(house.book("wang"), gone)
    assert content_of(house.book("wang"), page)
    assert list(site.commits.verify()) == []
    state = house.book("mo").state(form.subject)
    kept = attachments_of(state, form)[0]
    assert (kept.sha256, kept.leaf) == (hashlib.sha256(content).hexdigest(), leaf)
    said = erasure_of(state, kept)
    assert said is not None
    assert (said["user"], said["second_person"], said["reason"]) == ("wang", "li", WHY)
    with pytest.raises(KnownError, match="redaction_not_there"):
        erase_file(house.book("wang"), Door(), first.key, WHY, ("li", "right"), password="right")


def test_p11_11_a_signature_over_an_erased_photograph_stands_and_paper_and_trail_say_what_went(
    picture: Picture,
) -> None:
    house, form, content = picture
    session = FormSession(house.book("li"), form)
    session.enter(at(session, "AESER"), "N")
    session.complete()
    signing(house).sign(form, "right", "en", "wang")
    book = house.book("wang")
    first = attachments_of(book.state(form.subject), form)[0]
    erase_file(book, Door(), first.key, WHY, ("li", "right"), password="right")
    book = house.book("wang")
    assert standing_signature(book.state(form.subject), form) is not None
    short = hashlib.sha256(content).hexdigest()[:16]
    page = CrfPageBuilder(book, form, "en").build()
    (section,) = (each for each in page.sections if each.title == ERASURES.en)
    assert [line.label for line in section.lines] == [f"{FILE_ERASED.en} SHA-256 {short}"] * 2
    assert section.lines[0].answers[0].text.endswith(WHY)
    line = list(audit_lines(book, "en"))[-1]
    assert (line.act, line.form and line.form.en) == ("redact", "Adverse event #1")
    assert short in line.new
    assert "李护士" in line.new


def test_p11_01_a_photograph_whose_key_is_gone_without_two_persons_is_damage(
    picture: Picture, site: SiteDatabase, forge: Callable[..., None]
) -> None:
    house, form, _ = picture
    store = attachments_of(house.book("wang").state(form.subject), form)[0].store
    forge(f"DELETE FROM attachment_keys WHERE name = '{store}'")
    assert Damage("attachments", store, "file") in list(site.commits.verify())


def test_p11_01_an_act_that_erases_half_of_a_content_or_a_file_of_another_is_refused_at_the_door(
    picture: Picture,
) -> None:
    house, form, _ = picture
    book = house.book("wang")
    first, again, page = attachments_of(book.state(form.subject), form)

    def committed(*stores: tuple[str, str]) -> None:
        records = []
        for store, key in stores:
            new = {"attachment": key, "reason": WHY, "second_person": "li"}
            record = Record("redaction", f"paper/{store}", None, new, reason=WHY, source="system")
            message = agreed(record, form.subject, "wang")
            hands = [
                {"user": user, "certificate_sha256": certificates.fingerprint(key_of(user).certificate_pem),
                 "signature": key_of(user).sign(message).hex()}
                for user in ("wang", "li")
            ]  # fmt: skip
            records.append(replace(record, new={**new, "signed": hands}))
        book.commit(Draft(form.subject, "redact", tuple(records)))

    for wrong in (
        [(first.store, first.key)],  # its twin would stay
        [(page.store, first.key)],
        [(page.store, page.key), (page.store, page.key)],
        [("ab" * 32, page.key)],
    ):
        with pytest.raises(ValueError, match="files"):
            committed(*wrong)
    committed((page.store, page.key))
    unsigned = file_records((first, again), WHY, "li")
    with pytest.raises(KnownError, match="unsigned"):
        book.commit(Draft(form.subject, "redact", unsigned))
    for user in ("li", "mo", "ad"):
        with pytest.raises(KnownError, match="not_permitted"):
            erase_file(house.book(user), Door(), first.key, WHY, ("wang", "right"), password="right")

"""Two persons erase a text: gone from every page, the chain whole, the act kept; anything else is damage (R3-06)."""

# ruff: noqa: S608 - the SQL is the forger's own

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlcipher3 import dbapi2

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.memory import MemoryIdentities
from hairtrial_desktop.casebook.paper_source import PaperSource, record_paper
from hairtrial_desktop.casebook.ports import SigningKey, WrongPassword
from hairtrial_desktop.casebook.record import Commit, Draft, Record
from hairtrial_desktop.casebook.redacted import ERASABLE, ERASED
from hairtrial_desktop.casebook.redaction import Place, copies_of, redact
from hairtrial_desktop.casebook.screening import new_log_row
from hairtrial_desktop.casebook.signing import rendering
from hairtrial_desktop.casebook.site_book import Shelves
from hairtrial_desktop.casebook.vouching import agreed
from hairtrial_desktop.keys import certificates
from hairtrial_desktop.keys.second_rows import second_fault
from hairtrial_desktop.keys.signing import PersonalKey
from hairtrial_desktop.store.migrations.site import TRIGGERS
from hairtrial_desktop.store.site_database import SiteDatabase
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.loader import load_study
from tests.casebook.house import PEOPLE, House, SetClock
from tests.casebook.small_study import FILES
from tests.casebook.test_form_session import at
from tests.casebook.test_signing import signing

PHONE = "红斑 请拨 13912345678 找家属"
WHY = "a telephone number does not belong here"
PAGE, RESERVED = 4096, 80  # SQLCipher 4: page size; of each page IV and HMAC


def pages(path: Path, key: bytes) -> bytes:
    """Return every page of a SQLCipher file or journal decrypted, free ones too."""
    content, step, start = path.read_bytes(), PAGE, 0
    if path.name.endswith("-wal"):
        step, start = PAGE + 24, 32
    plain = b""
    for offset in range(start, len(content), step):
        page = content[offset + step - PAGE : offset + step] if step > PAGE else content[offset : offset + PAGE]
        first = 16 if page is content[:PAGE] or (step == PAGE and offset == 0) else 0
        vector = page[PAGE - RESERVED : PAGE - RESERVED + 16]
        for skipped in {first, 16}:  # of the first page the salt stands in front
            body = page[skipped : PAGE - RESERVED]
            plain += Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor().update(body)
    return plain


def anywhere(folder: Path, key: bytes, text: str) -> bool:
    files = [folder / name for name in ("site.db", "site.db-wal") if (folder / name).is_file()]
    return any(text.encode() in pages(file, key) for file in files)


CA = certificates.create_ca(certificates.Subject("Site 01 CA", "Hospital"), SetClock().moment)


@cache
def key_of(user: str) -> PersonalKey:
    name, role = PEOPLE[user]
    key = certificates.new_private_key()
    pem = certificates.issue(CA, certificates.Subject(name, "Hospital", role.value, user), key, SetClock().moment)
    return PersonalKey(user, name, pem, CA.pem, certificates.private_pem(key))


class Door:
    """Opens real keys."""

    def confirm(self, user: str, password: str) -> SigningKey:
        if password != "right":
            raise WrongPassword("wrong_password", left=4)
        return key_of(user)


@pytest.fixture
def house(site: SiteDatabase) -> House:
    shelves = Shelves(site.commits, site.drafts, site.attachments, MemoryIdentities(), second_fault)
    made = House(load_study(FILES), shelves, SetClock())
    users = [
        Record("user", user, None, {
            "name": name, "role": role.value, "certificate_pem": key_of(user).certificate_pem.decode(),
            "certificate_sha256": certificates.fingerprint(key_of(user).certificate_pem),
        })
        for user, (name, role) in PEOPLE.items()
    ]  # fmt: skip
    users.append(Record("site", "authority", None, {"ca_pem": CA.pem.decode()}))
    made.book("ad").commit(Draft("", "setup", tuple(users)))
    return made


def position_of(house: House, seq: int, key: str) -> Place:
    commit = next(iter(house.shelves.store.commits(seq - 1)))
    records = [sealed.record() for sealed in commit.records]
    return Place(seq, next(n for n, record in enumerate(records) if record is not None and record.key == key))


@pytest.fixture
def written(house: House) -> tuple[House, str, Place]:
    """Write an adverse event whose term names a telephone, and correct it afterwards."""
    subject = house.screened()
    row = new_log_row(house.book("li"), subject, "F.AE")
    row.enter(at(row, "AETERM"), PHONE)
    row.save()
    seq = house.shelves.store.head().seq
    row.enter(at(row, "AETERM"), "红斑")
    row.save("copied from the paper with the number")
    return house, str(at(row, "AETERM")), position_of(house, seq, str(at(row, "AETERM")))


Written = tuple[House, str, Place]


def test_r3_06_a_redacted_text_is_in_no_page_and_the_chain_verifies(
    written: Written, site: SiteDatabase, tmp_path: Path, key: bytes
) -> None:
    house, item, place = written
    before = site.commits.head()
    assert anywhere(tmp_path, key, "13912345678")
    redact(house.book("wang"), Door(), (place, PHONE), WHY, ("li", "right"), password="right")
    assert not anywhere(tmp_path, key, "13912345678")
    assert anywhere(tmp_path, key, WHY)
    assert list(site.commits.verify()) == []
    assert site.commits.head().seq == before.seq + 1
    first, second = site.commits.history(item)
    assert (first.new, first.new_null, first.user) == (None, ERASED, "li")
    assert (second.old, second.old_null, second.new) == (None, ERASED, "红斑")
    state = house.book("yin").state(item.split("/")[0])
    assert (state.items()[item].value, state.items()[item].changes) == ("红斑", 1)
    kept = state.things("redaction_data")[f"{place.seq}.{place.position}"].data
    assert (kept["user"], kept["second_person"], kept["reason"]) == ("wang", "li", WHY)
    assert site._database.rows("SELECT due FROM purge") == [{"due": 0}]


def test_r3_06_the_current_value_becomes_a_mark(house: House, site: SiteDatabase) -> None:
    row = new_log_row(house.book("li"), house.screened(), "F.AE")
    row.enter(at(row, "AETERM"), PHONE)
    row.save()
    item = str(at(row, "AETERM"))
    seq = site.commits.head().seq
    book = house.book("wang")
    redact(book, Door(), (position_of(house, seq, item), PHONE), WHY, ("ad", "right"), password="right")
    for reader in (book, house.book("wang")):
        cell = reader.state(row.key.subject).items()[item]
        assert (cell.value, cell.null_flavour) == (None, ERASED)
    assert list(site.commits.verify()) == []


def test_a_power_cut_before_the_pages_were_cleared_is_made_good_at_the_next_start(
    written: Written, site: SiteDatabase, tmp_path: Path, key: bytes
) -> None:
    house, _, place = written
    reader = site._database.reader()
    with reader.snapshot():
        reader.rows("SELECT count(*) FROM commits")
        site._database._db.execute("PRAGMA busy_timeout = 1")
        redact(house.book("wang"), Door(), (place, PHONE), WHY, ("li", "right"), password="right")
        assert anywhere(tmp_path, key, "13912345678")
    reader.close()
    site.close()
    again = SiteDatabase.open(tmp_path, key)
    assert not anywhere(tmp_path, key, "13912345678")
    assert list(again.commits.verify()) == []
    again.close()


def test_r3_06_the_database_refuses_to_erase_without_an_act(written: Written, site: SiteDatabase) -> None:
    _, _, place = written
    where = f"WHERE seq = {place.seq} AND position = {place.position}"
    for statement in (
        f"UPDATE records SET body = NULL, salt = NULL {where}",
        f"UPDATE records SET body = x'7b7d' {where}",
        "UPDATE records SET body = NULL, salt = NULL WHERE kind = 'user'",
    ):
        with pytest.raises(dbapi2.IntegrityError), site._database.transaction() as db:
            db.execute(statement)
    assert list(site.commits.verify()) == []


def test_p11_01_a_body_erased_by_hand_is_named_beside_a_redacted_one(
    written: Written, site: SiteDatabase, forge: Callable[..., None]
) -> None:
    house, _, place = written
    redact(house.book("wang"), Door(), (place, PHONE), WHY, ("li", "right"), password="right")
    forge("UPDATE records SET body = NULL, salt = NULL WHERE seq = 2 AND position = 0")
    assert Damage("records", "seq=2 position=0", "erased") in list(site.commits.verify())
    assert not [one for one in site.commits.verify() if f"seq={place.seq}" in one.row]


def forged(site: SiteDatabase, place: Place, second: str, **changed: object) -> Record:
    """Return a redaction as one person would forge it."""
    commit = next(iter(site.commits.commits(place.seq - 1)))
    sealed = commit.records[place.position]
    held = sealed.record()
    assert held is not None
    left = {**held.to_tree(), "new": None, "new_null": ERASED}
    new = {
        "seq": place.seq, "position": place.position, "leaf": sealed.leaf, "left": left, "reason": "because",
        "second_person": second, **changed,
    }  # fmt: skip
    return Record("redaction", f"{place.seq}.{place.position}", None, new)


def hand(record: Record, subject: str, user: str, key: str) -> dict[str, str]:
    """Return the signature of ``user`` on a redaction, made with the key of ``key``."""
    pem = key_of(user).certificate_pem
    signature = key_of(key).sign(agreed(record, subject, "wang")).hex()
    return {"user": user, "certificate_sha256": certificates.fingerprint(pem), "signature": signature}


@pytest.mark.parametrize("keys", [(), ("wang",), ("wang", "wang"), ("li", "li"), ("li", "wang")])
def test_p11_01_a_name_in_the_record_is_no_agreement_both_persons_sign_what_is_erased(
    written: Written, site: SiteDatabase, keys: tuple[str, ...]
) -> None:
    house, item, place = written
    subject, book = item.split("/")[0], house.book("wang")
    bare = forged(site, place, "li", reason=WHY)
    signed = [hand(bare, subject, user, key) for user, key in zip(("wang", "li"), keys, strict=False)]
    draft = Draft(subject, "redact", (replace(bare, new={**bare.new, "signed": signed}),))
    with pytest.raises(KnownError, match="second_person_unsigned"):
        book.commit(draft)
    head = site.commits.head()
    site.commits.append(  # round the door
        Commit.build(draft, book.author, seq=head.seq + 1, prev=head.hash, at=house.clock.now(), zone="+08:00", epoch=1)
    )
    found = list(site.commits.verify())
    assert Damage("records", f"seq={head.seq + 1} position=0", "redaction") in found
    assert Damage("records", f"seq={place.seq} position={place.position}", "erased") in found


@pytest.mark.parametrize(("second", "changed"), [("wang", {}), ("nobody", {}), ("mo", {}), ("li", {"leaf": "00" * 32})])
def test_p11_01_a_forged_redaction_covers_nothing(
    written: Written, site: SiteDatabase, second: str, changed: dict[str, object]
) -> None:
    house, item, place = written
    subject = item.split("/")[0]
    book = house.book("wang")
    bare = forged(site, place, second, **changed)
    signed = [hand(bare, subject, user, user) for user in ("wang", second) if user in PEOPLE]
    draft = Draft(subject, "redact", (replace(bare, new={**bare.new, "signed": signed}),))
    with pytest.raises((KnownError, ValueError)):
        book.commit(draft)
    head = site.commits.head()
    site.commits.append(  # round the door
        Commit.build(draft, book.author, seq=head.seq + 1, prev=head.hash, at=house.clock.now(), zone="+08:00", epoch=1)
    )
    found = list(site.commits.verify())
    assert Damage("records", f"seq={head.seq + 1} position=0", "redaction") in found
    assert Damage("records", f"seq={place.seq} position={place.position}", "erased") in found


def test_p11_01_a_row_of_redaction_put_into_the_tables_is_found(
    written: Written, site: SiteDatabase, forge: Callable[..., None]
) -> None:
    _, _, place = written
    head = site.commits.head()
    where = f"WHERE seq = {place.seq} AND position = {place.position}"
    forge(
        f"INSERT INTO records SELECT {head.seq}, 9, 'redaction', '{place.seq}.{place.position}', salt, body, leaf "
        f"FROM records {where}",
        f"UPDATE records SET body = NULL, salt = NULL {where}",
    )
    found = list(site.commits.verify())
    assert Damage("records", f"seq={place.seq} position={place.position}", "erased") in found
    assert Damage("records", f"seq={head.seq}", "count") in found


def test_r3_06_a_paper_that_shows_the_text_goes_and_its_signature_stays(written: Written, site: SiteDatabase) -> None:
    house, item, place = written
    form = FormKey.parse(item)
    book = house.book("li")
    session = FormSession(book, form)
    session.enter(at(session, "AESER"), "N")
    session.complete()
    signed = signing(house).sign(form, "right", "zh", "wang")
    redact(house.book("wang"), Door(), (place, PHONE), WHY, ("li", "right"), password="right")
    with pytest.raises(KnownError, match="attachment_erased"):
        rendering(house.book("wang"), signed.attachment, signed.pdf_sha256)
    assert [damage for damage in site.commits.verify() if damage.what != "signature"] == []
    state = house.book("wang").state(form.subject)
    assert state.things("signature_data")
    site.attachments.put(b"photo")
    with pytest.raises(dbapi2.IntegrityError), site._database.transaction() as db:
        db.execute("DELETE FROM attachment_keys")


def test_r3_06_the_database_lets_two_persons_erase_every_kind_that_the_casebook_does() -> None:
    allowed = TRIGGERS["records_no_update"].partition("OLD.kind IN (")[2].partition(")")[0]
    assert {kind.strip(" '") for kind in allowed.split(",")} == ERASABLE


def test_r3_06_who_wrote_a_paper_is_erased_from_the_database_too(written: Written, site: SiteDatabase) -> None:
    house, item, _ = written
    key = FormKey(FormKey.parse(item).subject, "SE.SCR", "F.VS")
    record_paper(house.book("li"), key, PaperSource("the neighbour of the baker", house.clock.now(), "1.0"))
    place = Place(house.shelves.store.head().seq, 0)
    redact(house.book("wang"), Door(), (place, "the neighbour of the baker"), WHY, ("li", "right"), password="right")
    assert list(site.commits.verify()) == []


def test_what_else_repeats_the_text_is_erased_with_it(written: Written) -> None:
    house, _, place = written
    copies = copies_of(house.book("wang"), place, PHONE)
    assert [copy.seq for copy, _ in copies] == [place.seq, place.seq + 1]
    assert copies[1][1].new == "红斑"

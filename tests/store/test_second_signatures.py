"""What a second person vouches for is signed with that person's own key; a name proves nothing (21 CFR 11.10(j))."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.destruction import order_destruction
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.locks import LockLevel, put_lock
from hairtrial_desktop.casebook.locks_hard import undo_hard_lock
from hairtrial_desktop.casebook.record import SITE, Commit, Draft, Record
from hairtrial_desktop.casebook.second_person import confirm_second_person
from hairtrial_desktop.casebook.vouching import RULE, agreed
from hairtrial_desktop.keys import certificates
from hairtrial_desktop.store.site_database import SiteDatabase
from hairtrial_desktop.study.errors import KnownError
from tests.casebook.house import House
from tests.casebook.test_form_session import at
from tests.store.test_redaction import Door, house, key_of

__all__ = ["house"]


@dataclass(frozen=True)
class Vouched:
    """An act that a second person vouches for: who commits it, and how it is done with that person's password."""

    user: str
    do: Callable[[House], Commit | None]


def checked_kit(house: House) -> FormSession:
    session = FormSession(house.book("li"), FormKey(house.screened(), "SE.V1", "F.KIT"))
    session.enter(at(session, "RANDNUM"), "R001")
    session.save()
    return session


def double_check(house: House) -> Commit | None:
    session = checked_kit(house)
    return session.complete(second_person=confirm_second_person(session, Door(), "chen", "right"))


def unlocking(house: House) -> Commit:
    subject = house.screened()
    lock = Record("lock", subject, None, {"level": "hard", "reason": "done"})
    append(house, Draft(subject, "lock", (lock,)), "wang")  # past what has to be settled before
    return undo_hard_lock(house.book("wang"), Door(), subject, "an error was found", ("chen", "right"))


def ordering(house: House) -> Commit:
    return order_destruction(house.book("ad"), Door(), "retention has ended", "letter 7", ("wang", "right"))


ACTS = {
    "double check": Vouched("li", double_check), "hard lock": Vouched("wang", unlocking),
    "destruction": Vouched("ad", ordering),
}  # fmt: skip


def append(house: House, draft: Draft, user: str) -> int:
    """Commit past the door, as somebody who holds the database key can; return its number."""
    book, store = house.book(user), house.shelves.store
    head = store.head()
    store.append(
        Commit.build(draft, book.author, seq=head.seq + 1, prev=head.hash, at=house.clock.now(), zone="+08:00", epoch=1)
    )
    return head.seq + 1


def vouched(house: House, act: str) -> tuple[Draft, Commit]:
    """Do the act; return it as a draft of its last record, and its commit."""
    commit = ACTS[act].do(house)
    assert commit is not None
    records = [record for sealed in commit.records if (record := sealed.record()) is not None]
    return Draft(commit.subject, commit.act, (next(each for each in records if "signed" in (each.new or {})),)), commit


def signed_again(record: Record, subject: str, user: str, hand: str, key: str, **said: Any) -> Record:
    """Return ``record`` saying something else, signed for ``hand`` with the key of ``key``."""
    bare = replace(record, new={**record.new, **said})
    pem = key_of(hand).certificate_pem
    signature = key_of(key).sign(agreed(bare, subject, user)).hex()
    one = {"user": hand, "certificate_sha256": certificates.fingerprint(pem), "signature": signature}
    return replace(bare, new={**bare.new, "signed": [one]})


def forgeries(record: Record, subject: str, user: str) -> list[Record]:
    """Return the row unsigned, signed by another key, over something else, by the actor alone, with another name."""
    second = record.new["signed"][0]["user"]
    name = "confirmed_by" if record.kind == "form" else "second_person"
    other = "mo" if second != "mo" else "li"
    bare = {key: value for key, value in record.new.items() if key != "signed"}
    return [
        replace(record, new=bare),
        replace(record, new={**bare, "signed": []}),
        signed_again(record, subject, user, second, user),
        replace(record, new={**record.new, "reason": "something else", "checked": "00"}),
        signed_again(record, subject, user, user, user, **{name: user}),
        signed_again(record, subject, user, other, other, **{name: other}),
        replace(record, new={**record.new, name: other}),
    ]


@pytest.mark.parametrize("act", ACTS)
def test_p11_05_a_second_person_signs_what_they_vouch_for_and_the_record_verifies(
    house: House, site: SiteDatabase, act: str
) -> None:
    draft, commit = vouched(house, act)
    assert [one["user"] for one in draft.records[0].new["signed"]] == ["wang" if act == "destruction" else "chen"]
    assert commit.user == ACTS[act].user
    assert list(site.commits.verify()) == []


@pytest.mark.parametrize("number", range(7))
@pytest.mark.parametrize("act", ACTS)
def test_p11_05_a_name_alone_a_strange_key_or_another_row_is_refused_and_found(
    house: House, site: SiteDatabase, act: str, number: int
) -> None:
    draft, commit = vouched(house, act)
    user = ACTS[act].user
    stood = house.shelves.store.load(draft.subject)
    record = replace(draft.records[0], old=_standing(stood, draft.records[0]))
    forged = forgeries(record, draft.subject, user)[number]
    with pytest.raises((KnownError, ValueError)):
        house.book(user).commit(replace(draft, records=(forged,)))
    assert house.shelves.store.head().seq == commit.seq
    seq = append(house, replace(draft, records=(forged,)), user)
    assert list(site.commits.verify()) == [Damage("records", f"seq={seq} position=0", "second")]


def _standing(state: Any, record: Record) -> Any:
    if record.kind == "form":
        row = state.forms()[record.key]
        return {"status": row.status, "confirmed_by": row.confirmed_by}
    data = state.things(f"{record.kind}_data")[record.key].data
    return {"level": data["level"]} if record.kind == "lock" else data


def test_p11_05_a_double_check_holds_for_the_values_it_was_given_over(house: House, site: SiteDatabase) -> None:
    session = checked_kit(house)
    second = confirm_second_person(session, Door(), "chen", "right")
    seen = Record("form", str(session.key), {"status": "progress"}, second.row)
    item = Record("item", str(at(session, "RANDNUM")), "R001", "R002", reason="read again")
    draft = Draft(session.key.subject, "complete", (item, seen))
    with pytest.raises(KnownError, match="second_person_unsigned"):
        house.book("li").commit(draft)
    seq = append(house, draft, "li")
    assert list(site.commits.verify()) == [Damage("records", f"seq={seq} position=1", "second")]


def test_a11_01_a_value_two_persons_checked_does_not_change_alone(house: House) -> None:
    session = checked_kit(house)
    session.complete(second_person=confirm_second_person(session, Door(), "chen", "right"))
    item = Record("item", str(at(session, "RANDNUM")), "R001", "R002", reason="read again")
    with pytest.raises(KnownError, match="second_person_required"):
        house.book("li").commit(Draft(session.key.subject, "save", (item,)))
    bare = Record("form", str(session.key), {"status": "complete"}, {"status": "complete", "confirmed_by": None})
    with pytest.raises(KnownError, match="second_person_required"):
        house.book("li").commit(Draft(session.key.subject, "complete", (bare,)))


def test_ema_10_names_of_earlier_programs_hold_until_somebody_signs(house: House, site: SiteDatabase) -> None:
    subject = house.screened()
    place = f"{subject}/SE.V1#1/F.KIT#1"

    def named(old: str | None, new: str) -> int:
        before = None if old is None else {"status": old}
        return append(house, Draft(subject, "complete", (
            Record("form", place, before, {"status": new, "confirmed_by": "chen" if new == "complete" else None}),
        )), "li")  # fmt: skip

    named(None, "complete")
    assert list(site.commits.verify()) == []
    named("complete", "progress")
    house.book("ad").commit(Draft(SITE, "setup", (Record("site", RULE, None, {"signed": "Y"}),)))
    seq = named("progress", "complete")
    assert list(site.commits.verify()) == [Damage("records", f"seq={seq} position=0", "second")]


def test_p11_05_a_signature_that_undid_one_hard_lock_undoes_no_later_one(house: House, site: SiteDatabase) -> None:
    commit = unlocking(house)
    undone = commit.records[0].record()
    assert undone is not None
    lock = Record("lock", undone.key, {"level": "none"}, {"level": "hard", "reason": "done again"})
    append(house, Draft(commit.subject, "lock", (lock,)), "wang")
    again = Draft(commit.subject, "unlock", (undone,))
    head = house.shelves.store.head()
    with pytest.raises(ValueError, match="undoes"):
        house.book("wang").commit(again)
    assert house.shelves.store.head() == head
    undo_hard_lock(house.book("wang"), Door(), commit.subject, "another error", ("chen", "right"))
    assert list(site.commits.verify()) == []
    append(house, Draft(commit.subject, "lock", (lock,)), "wang")
    seq = append(house, again, "wang")  # past the door
    assert list(site.commits.verify()) == [Damage("records", f"seq={seq} position=0", "second")]


def test_ema_10_a_hard_lock_undone_before_its_signature_named_the_lock_stays_undone(
    house: House, site: SiteDatabase
) -> None:
    commit = unlocking(house)
    undone = commit.records[0].record()
    assert undone is not None
    lock = Record("lock", undone.key, {"level": "none"}, {"level": "hard", "reason": "done again"})
    append(house, Draft(commit.subject, "lock", (lock,)), "wang")
    unnamed = {name: said for name, said in undone.new.items() if name != "undoes"}
    earlier = signed_again(replace(undone, new=unnamed), commit.subject, "wang", "chen", "chen")
    with pytest.raises(ValueError, match="undoes"):
        house.book("wang").commit(Draft(commit.subject, "unlock", (earlier,)))
    append(house, Draft(commit.subject, "unlock", (earlier,)), "wang")
    assert list(site.commits.verify()) == []


def test_the_hard_lock_is_put_on_by_one_person(house: House) -> None:
    subject = house.screened()
    put_lock(house.book("wang"), subject, LockLevel.SOFT, "clean")
    assert list(house.shelves.store.verify()) == []

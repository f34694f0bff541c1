"""Beginning a participant: one number, one person."""

from __future__ import annotations

from hairtrial_desktop.casebook.identity import Identity
from hairtrial_desktop.casebook.memory import MemoryOutbox
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.casebook.screening import begin_screening, next_subject
from hairtrial_desktop.casebook.views.today import today_of
from tests.casebook.house import House
from tests.casebook.test_form_session import at

FIRST = Identity("", "甲某某", phone="13700000001", birth_date="1990-01-01")
SECOND = Identity("", "乙某某", phone="13700000002", birth_date="1970-01-01")


def test_two_persons_begun_at_once_keep_their_own_numbers_and_drafts(house: House) -> None:
    book = house.book("li")
    first = begin_screening(book, FIRST)
    first.enter(at(first, "DSSTDAT"), "2026-06-01")
    first.flush_draft()
    second = begin_screening(book, SECOND)
    assert (first.key.subject, second.key.subject, next_subject(book)) == ("01-001", "01-002", "01-003")
    register = house.shelves.identities
    assert register is not None
    kept = [register.get(number) for number in ("01-001", "01-002")]
    assert [each.name if each else None for each in kept] == ["甲某某", "乙某某"]
    assert second.found_draft() is None
    opened = [form.key for form in today_of(book, MemoryOutbox()).open_forms]
    assert opened == [first.key]


def test_the_same_person_begun_again_before_a_save_comes_back_to_the_number(house: House) -> None:
    book = house.book("li")
    assert begin_screening(book, FIRST).key == begin_screening(book, FIRST).key
    assert len(book.state(SITE).things("identity_data")) == 1
    session = begin_screening(book, FIRST)
    session.enter(at(session, "DSSTDAT"), "2026-06-01")
    session.save()
    assert begin_screening(book, FIRST).key.subject == "01-002"  # screened anew


def test_writing_the_register_is_recorded_and_never_what_was_written(house: House) -> None:
    book = house.book("li")
    begin_screening(book, FIRST)
    commit = list(house.shelves.store.commits())[-1]
    assert (commit.act, commit.user, commit.subject) == ("identity", "li", SITE)
    stored = b"".join(sealed.body or b"" for each in house.shelves.store.commits() for sealed in each.records).decode()
    for secret in ("甲某某", "13700000001", "1990"):
        assert secret not in stored
    assert book.subjects() == ()

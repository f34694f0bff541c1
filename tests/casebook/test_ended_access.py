"""Access that ends while a session is open: nothing more is taken from that person (R3-18, P11-05)."""

from __future__ import annotations

from typing import Any

import pytest

from hairtrial_desktop.casebook.logins import record_logout
from hairtrial_desktop.casebook.notes import write_note
from hairtrial_desktop.casebook.record import SITE, Draft, Record
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.study.errors import KnownError
from tests.casebook.house import House
from tests.casebook.test_form_session import at
from tests.casebook.test_queries import completed


def entrust(house: House, book: SiteBook, **changed: Any) -> None:
    row = book.people()["li"]
    house.book("ad").commit(Draft(SITE, "users", (Record("user", "li", row, {**row, **changed}),)))
    book.forget()


def test_r3_18_nothing_is_taken_in_an_open_session_from_the_day_after_the_delegation_on(house: House) -> None:
    session = completed(house)
    book, today = house.book("li"), house.clock.now().date().isoformat()
    entrust(house, book, delegations=[{"role": "nurse", "from": "2026-01-01", "to": today}])
    write_note(book, at(session, "SYSBP"), "on the last day")
    house.clock.move(days=1)
    head = house.shelves.store.head()
    with pytest.raises(KnownError, match="delegation_over"):
        write_note(house.book("li"), at(session, "SYSBP"), "on the day after")
    assert house.shelves.store.head() == head
    record_logout(house.book("li"))  # what keeps the house in order still goes
    assert house.shelves.store.head().seq == head.seq + 1


def test_p11_05_nothing_is_taken_from_a_disabled_person_whose_session_is_open(house: House) -> None:
    session = completed(house)
    book = house.book("li")
    entrust(house, book, enabled="N")
    with pytest.raises(KnownError, match="user_disabled"):
        write_note(book, at(session, "SYSBP"), "too late")

"""The log of incidents: who writes it, what it may say, how it prints (PI-07)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hairtrial_desktop.casebook.actor import NotPermitted
from hairtrial_desktop.casebook.incidents import incident_list, incidents, record_incident
from hairtrial_desktop.casebook.record import SITE, Draft, Record
from hairtrial_desktop.study.errors import KnownError
from tests.casebook.house import House

WHAT, DATA, REMEDY = "a stick with an export was left in the ward", "health data of 01-001", "found after an hour"


def test_pi_07_an_incident_is_recorded_with_time_data_and_remedy_and_prints(house: House) -> None:
    book = house.book("li")
    found = book.now() - timedelta(hours=2)
    record_incident(book, WHAT, found, DATA, REMEDY)
    record_incident(house.book("ad"), "an account was left open", book.now(), "", "closed")
    first, second = incidents(house.book("yin"))
    assert (first.number, first.what, first.data, first.remedy, first.user) == (
        "incident-00001", WHAT, DATA, REMEDY, "li"
    )  # fmt: skip
    assert (first.found_at, second.user) == ("2026-11-21T23:00:00.000Z", "ad")
    page = incident_list(house.book("wang"), "en")
    said = str(page)
    assert page.form_name == "Log of incidents"
    for text in (WHAT, "2026-11-22 07:00:00 +08:00", DATA, REMEDY, "李护士"):
        assert text in said


def test_pi_07_only_people_of_the_site_write_it(house: House) -> None:
    for user in ("mo", "yin", "he"):
        with pytest.raises(NotPermitted):
            record_incident(house.book(user), WHAT, house.book(user).now(), DATA, REMEDY)


@pytest.mark.parametrize(
    ("what", "remedy", "hours", "code"),
    [
        (" ", REMEDY, 0, "incident_incomplete"),
        (WHAT, "", 0, "incident_incomplete"),
        (WHAT, REMEDY, 1, "incident_future"),
        ("张三的表丢了", REMEDY, 0, "incident_names_somebody"),
        (WHAT, "called 13912345678", 0, "incident_names_somebody"),
        ("somebody said the active syringe was on the left", REMEDY, 0, "incident_unblinds"),
    ],
)
def test_what_an_entry_may_not_be(house: House, what: str, remedy: str, hours: int, code: str) -> None:
    house.screened()
    book = house.book("li")
    with pytest.raises(KnownError, match=code):
        record_incident(book, what, book.now() + timedelta(hours=hours), "", remedy)


def test_an_entry_is_never_written_over(house: House) -> None:
    book = house.book("li")
    record_incident(book, WHAT, book.now(), DATA, REMEDY)
    row = house.book("li").state(SITE).things("incident_data")["incident-00001"].data
    new = {name: row[name] for name in ("found_at", "data", "remedy")} | {"what": "nothing"}
    with pytest.raises(ValueError, match="incident"):
        book.commit(Draft(SITE, "incident", (Record("incident", "incident-00001", None, new),)))

"""Rows of the clock and of prints, written by a program of somebody's own: refused, or passed over where they stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import pytest

from hairtrial_desktop.casebook.actor import NotPermitted
from hairtrial_desktop.casebook.clock_care import ClockError, open_case, override_clock, watch_clock
from hairtrial_desktop.casebook.logins import record_login
from hairtrial_desktop.casebook.ports import Conflict
from hairtrial_desktop.casebook.prints import (
    BinderState,
    PrintedDocument,
    binder,
    file_print,
    record_print,
    record_saved_list,
    register,
)  # fmt: skip
from hairtrial_desktop.casebook.record import SITE, Draft, Record
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.casebook.views.audit import audit_lines
from hairtrial_desktop.study.errors import KnownError
from tests.casebook.house import House
from tests.casebook.test_acts import of_clock, printed
from tests.casebook.test_form_session import at
from tests.casebook.test_queries import completed

FOUND, PRINT = "clock-0001", "print-00001"


def refused(house: House, user: str, draft: Draft, error: type[Exception] = ValueError) -> None:
    """Assert that the door refuses ``draft`` and nothing was written."""
    head = house.shelves.store.head()
    with pytest.raises(error):
        house.book(user).commit(draft)
    assert house.shelves.store.head() == head


# -- the clock


def found(house: House) -> dict[str, Any]:
    """Set the clock back and return the row of it, which is recorded."""
    record = of_clock(house, "clock_found", "li")
    house.book("li").commit(Draft(SITE, "clock_found", (record,)))
    return dict(record.new)


def turned(before: dict[str, Any], act: str = "clock_found", reason: str | None = None, /, **changed: str) -> Draft:
    return Draft(SITE, act, (Record("clock", FOUND, before, {**before, **changed}, reason=reason),))


@pytest.mark.parametrize("key", ["clock-9999", FOUND])
def test_off_06_a_row_that_tells_no_trouble_is_not_taken(house: House, key: str) -> None:
    refused(house, "li", Draft(SITE, "clock_found", (Record("clock", key, None, {"x": "y"}),)))
    record_login(house.book("li"), [])


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"state": "overridden"}, ValueError), ({"state": "right"}, ValueError), ({"zone": "+09:00"}, ValueError),
        ({"code": "clock_forward"}, Conflict), ({"found": "2020-11-22T01:00:00.000Z"}, Conflict),
        ({"expected": "2099-11-22T01:00:00.000Z"}, Conflict), ({"found": "late"}, ValueError),
        ({"found": "2026-11-22T01:00:00"}, ValueError),
    ],
)  # fmt: skip
def test_off_06_a_trouble_is_recorded_as_it_is(house: House, changed: dict[str, str], error: type[Exception]) -> None:
    record = of_clock(house, "clock_found", "li")
    refused(house, "li", Draft(SITE, "clock_found", (replace(record, new={**record.new, **changed}),)), error)
    refused(house, "li", Draft(SITE, "clock_found", (replace(record, key="clock-0007"),)))
    refused(house, "li", Draft(SITE, "clock_found", (record, replace(record, key="clock-0002"))))
    house.book("li").commit(Draft(SITE, "clock_found", (record,)))


def test_off_06_where_nothing_is_wrong_no_trouble_is_recorded(house: House) -> None:
    record = of_clock(house, "clock_found", "li")
    house.clock.move(hours=3)
    refused(house, "li", Draft(SITE, "clock_found", (record,)), Conflict)


def test_off_06_nobody_ends_a_trouble_without_the_right_or_while_it_lasts(house: House) -> None:
    before = found(house)
    told = {"at": "2026-11-21T22:00:00.000Z", "zone": "", "reason": "it is right"}
    refused(house, "li", turned(before, state="overridden"))
    refused(house, "li", turned(before, state="overridden", **told))
    refused(house, "li", turned(before, state="right"), Conflict)
    refused(house, "li", turned(before, "clock", "it is right", state="overridden", **told), NotPermitted)
    for changed in ({"zone": "+09:00"}, {"at": "2020-11-22T01:00:00.000Z"}, {"reason": "another"}, {"state": "right"}):
        refused(house, "ad", turned(before, "clock", "it is right", **{"state": "overridden", **told, **changed}))
    refused(house, "ad", turned(before, "clock", None, state="overridden", **told))
    assert open_case(house.shelves.store.load(SITE)) is not None
    house.clock.move(hours=3)
    refused(house, "li", turned(before, state="right", found="2020-11-22T01:00:00.000Z"))
    watch_clock(house.book("li"))
    refused(house, "li", turned({**before, "state": "right"}, state="open"))
    assert open_case(house.shelves.store.load(SITE)) is None


@pytest.mark.parametrize(
    "row",
    [
        {"x": "y"}, ["x"], {"state": "open", "code": "clock_backwards", "expected": "soon", "found": "late"},
        {"state": "open", "code": "clock_backwards", "expected": "0001-01-01T00:00:00Z", "found": "9999-12-31T23:59Z"},
        {"state": "open", "code": "clock_zone", "expected": None, "found": 7},
        {"state": "open", "code": "no_code", "expected": "2026-11-22T01:00:00Z", "found": "2026-11-22T01:00:00Z"},
        {"state": "open", "code": "clock_forward", "expected": "2026-11-22T01:00:00", "found": "2026-11-22T01:00:00"},
    ],
)  # fmt: skip
def test_off_06_a_row_that_stands_there_keeps_nobody_out(house: House, row: object) -> None:
    house.past_the_door("clock_found", Record("clock", "clock-0002", None, row))
    house.past_the_door("login", Record("login", "login-x", None, ["x"]))
    book = house.book("li")
    record_login(book, [])
    assert list(audit_lines(book, "en"))
    house.clock.move(hours=-3)
    with pytest.raises(ClockError):
        record_login(house.book("li"), [])
    override_clock(house.book("ad"), "it is right")
    record_login(house.book("li"), [])


# -- prints


@pytest.fixture
def place(house: House) -> str:
    return str(completed(house).key)


def sheet(house: House, place: str, **changed: Any) -> Draft:
    return Draft(SITE, "print", (Record("print", PRINT, None, {**printed(house, "li", place), **changed}),))


def shown(house: House, place: str, /, **changed: Any) -> list[dict[str, Any]]:
    return [{**printed(house, "li", place)["places"][0], **changed}]


@pytest.mark.parametrize(
    "changed",
    [
        {"binder": {}}, {"binder": "x"}, {"user": "chen"}, {"copies": "1"}, {"copies": 0}, {"destination": "csv"},
        {"destination": "cloud"}, {"places": "x"}, {"places": ["x"]}, {"places": [{"place": "01-001"}]}, {"sha256": 7},
        {"at": "2020-11-22T01:00:00.000Z"}, {"at": "today"},
    ],
)  # fmt: skip
def test_a_print_says_what_the_register_keeps_and_no_more(house: House, place: str, changed: dict[str, Any]) -> None:
    refused(house, "li", sheet(house, place, **changed))


@pytest.mark.parametrize(
    "changed", [{"place": "x"}, {"place": "01-777"}, {"place": "01-001/SE.SCR#1/F.NO#1"}, {"place": "01-001/S#1"}]
)
def test_a_print_shows_places_of_this_record(house: House, place: str, changed: dict[str, Any]) -> None:
    refused(house, "li", sheet(house, place, places=shown(house, place, **changed)))


@pytest.mark.parametrize("changed", [{"values": "00"}, {"signed": ["01-001/SE.SCR#1/F.VS#1/S#1"]}])
def test_a_print_shows_what_stands_now(house: House, place: str, changed: dict[str, Any]) -> None:
    refused(house, "li", sheet(house, place, places=shown(house, place, **changed)), Conflict)


def test_a_print_is_numbered_as_the_next_one_and_stands_alone(house: House, place: str) -> None:
    (record,) = sheet(house, place).records
    refused(house, "li", Draft(SITE, "print", (replace(record, key="print-99999"),)))
    refused(house, "li", Draft(SITE, "print", (record, replace(record, key="print-00002"))))
    refused(house, "li", Draft(SITE, "save_list", (record,)))
    refused(house, "ad", Draft(SITE, "print", (replace(record, new={**record.new, "user": "ad"}),)))
    house.book("li").commit(sheet(house, place))
    record_saved_list(house.book("ad"), "users", 3, b"x")


def filing(house: House, user: str = "li", **changed: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the row of the print, and what is said of it."""
    before = house.shelves.store.load(SITE).things("print_data")[PRINT].data
    return before, {"state": "filed", "user": user, "at": before["at"], **changed}


def filed(before: dict[str, Any], said: Any, **changed: Any) -> Draft:
    return Draft(SITE, "file_print", (Record("print", PRINT, before, {**before, "binder": said, **changed}),))


@pytest.mark.parametrize(
    "forge",
    [
        lambda _place, _said: "x", lambda _place, _said: {}, lambda place, _said: {place: "filed"},
        lambda place, said: {place: {**said, "user": "chen"}},
        lambda place, said: {place: {**said, "state": "current"}},
        lambda place, said: {place: {**said, "at": "2020-11-22T01:00:00.000Z"}},
        lambda place, said: {place: said, "01-001": said}, lambda place, said: {place: {**said, "more": "x"}},
    ],
)  # fmt: skip
def test_esl_02_one_paper_is_filed_by_who_files_it(
    house: House, place: str, forge: Callable[[str, dict[str, Any]], Any]
) -> None:
    house.book("li").commit(sheet(house, place))
    before, said = filing(house)
    refused(house, "li", filed(before, forge(place, said)))
    refused(house, "li", filed(before, {place: said}, copies=9))
    house.book("li").commit(filed(before, {place: said}))


def test_esl_02_what_was_said_of_one_paper_stays_when_another_is_filed(house: House, place: str) -> None:
    both = [*shown(house, place), *shown(house, "01-001")]
    house.book("li").commit(sheet(house, place, places=both))
    before, said = filing(house)
    house.book("li").commit(filed(before, {place: said}))
    before, other = filing(house, "chen")
    refused(house, "chen", filed(before, {"01-001": other}))
    refused(house, "chen", filed(before, {place: {**said, "user": "chen"}, "01-001": other}))
    house.book("chen").commit(filed(before, {place: said, "01-001": other}))


def test_esl_02_a_paper_that_is_out_of_date_is_not_filed(house: House) -> None:
    session = completed(house)
    place = str(session.key)
    house.book("li").commit(sheet(house, place))
    session.enter(at(session, "SYSBP"), "121")
    session.save("misread")
    before, said = filing(house)
    with pytest.raises(KnownError, match="print_superseded"):
        house.book("li").commit(filed(before, {place: said}))
    with pytest.raises(KnownError, match="print_superseded"):
        house.book("li").commit(filed(before, {"01-001": said}))  # it shows no such place
    house.book("li").commit(filed(before, {place: {**said, "state": "taken_out"}}))


@pytest.mark.parametrize(
    "changed",
    [
        {"binder": "x"}, {"binder": {"01-001/SE.SCR#1/F.VS#1": "x"}}, {"places": "x"}, {"places": [7, {"place": "x"}]},
        {"copies": "x"}, {"user": None},
    ],
)  # fmt: skip
def test_a_row_that_stands_there_breaks_no_register(house: House, place: str, changed: dict[str, Any]) -> None:
    odd = [*shown(house, place), *shown(house, place, place="01-001/SE.SCR#1/F.NO#1"), *shown(house, place, place="x")]
    row = {**printed(house, "li", place), "places": odd, **changed}
    house.past_the_door("print", Record("print", "print-00002", None, row))
    house.past_the_door("print", Record("print", "print-00000", None, ["x"]))
    book: SiteBook = house.book("li")
    assert len(register(book)) == ("copies" not in changed and "user" not in changed)
    assert {line.place for line in binder(book)} <= {place}
    assert list(audit_lines(book, "en"))
    record_print(book, PrintedDocument("x", ()), copies=1, destination="file")
    for line in binder(book):
        file_print(book, line, BinderState.FILED)
    assert all(line.state is BinderState.FILED for line in binder(book))
    assert asdict(register(book)[0])["copies"] in (1, 2)

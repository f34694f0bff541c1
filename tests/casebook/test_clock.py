"""The clock set back, put forward, moved to another zone: judged, recorded, let stand (FDA-09, OFF-06)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hairtrial_desktop.casebook.actor import NotPermitted
from hairtrial_desktop.casebook.clock import (
    BACKWARDS,
    FORWARD,
    LONGEST_REST,
    TOLERANCE,
    ZONE,
    ClockCase,
    Reading,
    judge_clock,
    zone_text,
)
from hairtrial_desktop.casebook.clock_care import ClockError, open_case, override_clock, watch_clock
from hairtrial_desktop.casebook.logins import record_login
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.casebook.views.audit import audit_lines
from hairtrial_desktop.study.errors import KnownError
from tests.casebook.house import House, SetClock

BEGUN = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
SPANS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30))
JUMPS = st.timedeltas(min_value=timedelta(days=-400), max_value=timedelta(days=400))


class Computer(SetClock):
    """A computer whose clock and zone somebody sets while its counter goes on."""

    def __init__(self) -> None:
        super().__init__(BEGUN)
        self.counter, self.where = 500.0, "+08:00"

    def ticks(self) -> float:
        return self.counter

    def zone(self) -> str:
        return self.where

    def run(self, span: timedelta) -> None:
        self.moment += span
        self.counter += span.total_seconds()


@pytest.fixture
def computer(house: House) -> Computer:
    house.clock = Computer()
    return house.clock


@given(passed=SPANS, rest=SPANS, jump=JUMPS)
def test_fda_09_a_jump_is_found_whichever_way_and_passing_time_never_is(
    passed: timedelta, rest: timedelta, jump: timedelta
) -> None:
    begun = Reading(BEGUN, 500.0, "+08:00")
    now = Reading(BEGUN + passed + jump, 500.0 + passed.total_seconds(), "+08:00")
    found = judge_clock(BEGUN - rest, begun, now, "+08:00")
    if abs(jump) <= TOLERANCE - timedelta(seconds=1) and passed + rest + jump <= LONGEST_REST:
        assert found is None
    elif abs(jump) >= TOLERANCE + timedelta(seconds=1):
        assert found is not None
        assert found.code == (BACKWARDS if jump < timedelta(0) else FORWARD)


@given(last=SPANS, zone=st.sampled_from(["", "+08:00", "+09:00"]), now=st.sampled_from(["", "+08:00"]))
def test_fda_09_another_zone_is_found_where_both_are_known(last: timedelta, zone: str, now: str) -> None:
    reading = Reading(BEGUN, 0.0, now)
    found = judge_clock(BEGUN - last, reading, reading, zone)
    assert (found is not None) == (zone == "+09:00" and now != "")


@given(late=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=2000)))
def test_fda_09_a_site_at_rest_for_too_long_is_rather_a_clock_put_forward(late: timedelta) -> None:
    reading = Reading(BEGUN, 0.0, "")
    found = judge_clock(BEGUN - late, reading, reading, "")
    assert (found is not None) == (late > LONGEST_REST)


@pytest.mark.parametrize(
    ("code", "expected", "found", "wall", "right"),
    [
        (BACKWARDS, 60, 0, 10, False), (BACKWARDS, 60, 0, 59, True),
        (FORWARD, 0, 60, 70, False), (FORWARD, 0, 60, 5, True), (FORWARD, 0, 60, -10, False),
    ],
)  # fmt: skip
def test_a_case_is_right_again_when_the_clock_was_put_back(
    code: str,
    expected: int,
    found: int,
    wall: int,
    right: bool,
) -> None:
    texts = [(BEGUN + timedelta(minutes=n)).isoformat() for n in (expected, found)]
    case = ClockCase.of("clock-0001", {"state": "open", "code": code, "expected": texts[0], "found": texts[1]})
    assert case.is_right(Reading(BEGUN + timedelta(minutes=wall), 0.0, "")) is right


def refused(book: SiteBook, code: str) -> None:
    with pytest.raises(ClockError, match=code):
        record_login(book, [])


def states(book: SiteBook) -> list[tuple[str, str]]:
    rows = book.state(SITE).things("clock_data").values()
    return [(row.data["code"], row.data["state"]) for row in rows]


def test_off_06_a_jump_within_the_session_stops_entry_is_recorded_once_and_lifted_when_put_right(
    house: House, computer: Computer
) -> None:
    book = house.book("li")
    record_login(book, [])
    computer.run(timedelta(hours=1))
    record_login(book, [])
    computer.move(hours=5)
    refused(book, FORWARD)
    refused(book, FORWARD)
    assert states(book) == [(FORWARD, "open")]
    refused(house.book("chen"), FORWARD)  # another login, on a counter of its own, knows it from the record
    computer.move(hours=-5)
    record_login(book, [])
    assert states(book) == [(FORWARD, "right")]


def test_off_06_an_administrator_lets_the_clock_stand_with_a_reason(house: House, computer: Computer) -> None:
    record_login(house.book("li"), [])
    computer.move(hours=-3)
    nurse = house.book("li")
    refused(nurse, BACKWARDS)
    with pytest.raises(NotPermitted):
        override_clock(nurse, "it is right")
    admin = house.book("ad")
    with pytest.raises(KnownError, match="reason_required"):
        override_clock(admin, "  ")
    override_clock(admin, "the clock was three hours ahead until today")
    record_login(admin, [])
    line = [line for line in audit_lines(admin, "zh") if line.kind == "clock"][-1]
    assert (line.act, line.user, line.reason) == ("clock", "ad", "the clock was three hours ahead until today")
    assert line.old.endswith("停止录入")
    assert line.new.endswith("经批准沿用")


def test_fda_09_a_computer_moved_to_another_zone_is_known_by_its_last_login(house: House, computer: Computer) -> None:
    record_login(house.book("li"), [])
    computer.where = "+09:00"
    refused(house.book("li"), ZONE)
    admin = house.book("ad")
    override_clock(admin, "the clinic set the zone on purpose")
    record_login(admin, [])
    record_login(house.book("li"), [])
    computer.where = "+08:00"
    refused(house.book("li"), ZONE)
    computer.where = "+09:00"
    book = house.book("li")
    watch_clock(book)
    assert open_case(book.state(SITE)) is None


def test_where_nothing_is_wrong_nothing_is_let_stand(house: House, computer: Computer) -> None:
    admin = house.book("ad")
    record_login(admin, [])
    computer.run(timedelta(days=30))
    override_clock(admin, "just in case")
    assert states(admin) == []


@pytest.mark.parametrize(("seconds", "text"), [(28800, "+08:00"), (0, "+00:00"), (-12600, "-03:30")])
def test_a_zone_is_written_as_an_offset(seconds: int, text: str) -> None:
    assert zone_text(seconds) == text

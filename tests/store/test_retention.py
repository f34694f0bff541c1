from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hairtrial_desktop.casebook.record import parse_utc, utc_text
from hairtrial_desktop.store.retention import superseded

START = datetime(2026, 1, 1, tzinfo=UTC)
TIMES = st.lists(st.integers(0, 3 * 365 * 24).map(lambda hours: utc_text(START + timedelta(hours=hours))), unique=True)


@given(TIMES)
def test_r3_13_the_newest_copy_and_one_of_every_month_never_go(times: list[str]) -> None:
    staying = set(times) - set(superseded({at: at for at in times}))
    assert not times or max(times) in staying
    assert {at[:7] for at in staying} == {at[:7] for at in times}
    if times:
        newest = parse_utc(max(times))
        assert all(at in staying for at in times if newest - parse_utc(at) <= timedelta(days=7))


@given(TIMES)
def test_what_stays_today_needs_no_further_thinning(times: list[str]) -> None:
    staying = set(times) - set(superseded({at: at for at in times}))
    assert superseded({at: at for at in staying}) == ()


def test_a_year_of_daily_copies_thins_to_a_week_a_month_and_the_months() -> None:
    first = START + timedelta(hours=18)
    times = [utc_text(first + timedelta(days=day)) for day in range(365)]
    staying = set(times) - set(superseded({at: at for at in times}))
    assert len(staying) == 32 + 11
    assert utc_text(first + timedelta(days=30)) in staying  # the last of January


def test_a_clock_set_forward_removes_nothing() -> None:
    assert superseded({at: at for at in ("2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z")}) == ()

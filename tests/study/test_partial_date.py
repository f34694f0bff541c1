from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hairtrial_desktop.study import partial_date as pd
from hairtrial_desktop.study.calendar_math import add_days, add_months, completed_years
from hairtrial_desktop.study.kleene import UNKNOWN, Truth, truth_and, truth_not, truth_or
from hairtrial_desktop.study.partial_date import PartialDate

DAYS = st.dates(date(1920, 1, 1), date(2100, 12, 31))
PARTIALS = st.builds(
    lambda day, known: PartialDate(day.isoformat()[:known]), DAYS, st.sampled_from([4, 7, 10])
) | st.builds(lambda a, b: PartialDate.between(min(a, b), max(a, b)), DAYS, DAYS)
TRUTHS = st.sampled_from([True, False, UNKNOWN])


def apart(left: PartialDate, right: PartialDate) -> Truth:
    return truth_not(pd.same_day(left, right))


COMPARISONS: list[Callable[[PartialDate, PartialDate], Truth]] = [pd.before, pd.at_or_before, pd.same_day, apart]


@st.composite
def refined(draw: st.DrawFn) -> tuple[PartialDate, PartialDate]:
    """Return a partial date and one that is known better."""
    whole = draw(PARTIALS)
    a = draw(st.dates(whole.earliest, whole.latest))
    return whole, PartialDate.between(a, draw(st.dates(a, whole.latest)))


def test_what_is_known_of_a_day() -> None:
    assert (PartialDate("2026-02").earliest, PartialDate("2026-02").latest) == (date(2026, 2, 1), date(2026, 2, 28))
    assert (PartialDate("2024").earliest, PartialDate("2024").latest) == (date(2024, 1, 1), date(2024, 12, 31))
    assert PartialDate("2026-06-01").exact
    assert not PartialDate("2026-06").exact


@pytest.mark.parametrize(
    "text", ["", "26", "2026-13", "2026-02-30", "20260601", "2026-6", "2026-07-02/2026-07-01", "x"]
)
def test_no_other_text_is_a_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"(?s).*"):
        PartialDate(text)


@given(refined(), refined())
def test_knowing_more_never_turns_an_answer_round(
    left: tuple[PartialDate, PartialDate], right: tuple[PartialDate, PartialDate]
) -> None:
    for compare in COMPARISONS:
        vague, sharp = compare(left[0], right[0]), compare(left[1], right[1])
        assert vague is UNKNOWN or vague is sharp


@given(refined(), refined())
def test_ages_and_distances_only_become_known(
    birth: tuple[PartialDate, PartialDate], on: tuple[PartialDate, PartialDate]
) -> None:
    for measure in (pd.age, pd.days_between):
        vague = measure(birth[0], on[0])
        assert vague is UNKNOWN or vague == measure(birth[1], on[1])


@given(PARTIALS, st.integers(-60, 60))
def test_moving_by_months_covers_every_day(day: PartialDate, months: int) -> None:
    moved = pd.shifted(day, add_months, months)
    assert isinstance(moved, PartialDate)
    assert moved.earliest == add_months(day.earliest, months)
    assert moved.latest == add_months(day.latest, months)


@given(DAYS, DAYS)
def test_exact_days_are_always_decided(left: date, right: date) -> None:
    a, b = PartialDate.of(left), PartialDate.of(right)
    assert pd.before(a, b) is (left < right)
    assert pd.at_or_before(a, b) is (left <= right)
    assert pd.same_day(a, b) is (left == right)
    assert pd.days_between(a, b) == (right - left).days


@given(PARTIALS)
def test_an_interval_has_one_text(day: PartialDate) -> None:
    assert PartialDate.between(day.earliest, day.latest) == PartialDate(day.text)


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 5, 31), -3, date(2026, 2, 28)),
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2026, 3, 15), 0, date(2026, 3, 15)),
    ],
)
def test_months_clamp(day: date, months: int, moved: date) -> None:
    assert add_months(day, months) == moved


@given(DAYS, st.integers(-1200, 1200))
def test_a_month_added_is_a_month_later(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day == day.day or (moved.day < day.day and add_days(moved, 1).day == 1)


def test_months_outside_the_calendar_are_unknown() -> None:
    assert pd.shifted(PartialDate("2026-06-01"), add_months, 120_000) is UNKNOWN
    assert pd.shifted(PartialDate("2026-06-01"), add_days, 10**12) is UNKNOWN


def test_years_are_not_clamped() -> None:
    assert completed_years(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert completed_years(date(2008, 2, 29), date(2026, 3, 1)) == 18
    assert completed_years(date(2008, 2, 29), date(2028, 2, 29)) == 20


@given(st.lists(TRUTHS, max_size=5))
def test_kleene_laws(values: list[object]) -> None:
    truths = [value if isinstance(value, bool) else UNKNOWN for value in values]
    assert truth_not(truth_and(truths)) is truth_or([truth_not(value) for value in truths])
    assert truth_and(truths) is truth_and(reversed(truths))
    assert truth_or(truths) is truth_or(reversed(truths))
    for at, value in enumerate(truths):
        if value is UNKNOWN:
            for known in (True, False):
                sharp = [*truths[:at], known, *truths[at + 1 :]]
                for connect in (truth_and, truth_or):
                    assert connect(truths) is UNKNOWN or connect(truths) is connect(sharp)


def test_unknown_is_no_condition() -> None:
    with pytest.raises(TypeError):
        bool(UNKNOWN)
    assert truth_and([UNKNOWN, False]) is False
    assert truth_or([UNKNOWN, True]) is True

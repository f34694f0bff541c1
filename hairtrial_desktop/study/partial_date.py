"""Dates known in part, as closed intervals of days (``architecture.md``, Logic 4; CDASHIG partial dates)."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from hairtrial_desktop.study import calendar_math
from hairtrial_desktop.study.kleene import UNKNOWN, Truth, Unknown, truth_not

if TYPE_CHECKING:
    from collections.abc import Callable

_YEAR = re.compile(r"([0-9]{4})")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
DECEMBER = 12


@dataclass(frozen=True)
class PartialDate:
    """A day known to lie in ``earliest`` .. ``latest``, both included.

    ``text``: ``2026-06-01``, ``2026-06``, ``2026``, or ``2026-06-10/2026-07-09`` for a computed interval
    (ISO 8601). ValueError if the text is none of them. Comparisons are functions, because they may be unknown;
    ``==`` on the objects is equality of texts, nothing more.
    """

    text: str
    earliest: date = field(init=False, compare=False, repr=False)
    latest: date = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Read the text."""
        earliest, latest = _interval(self.text)
        if latest < earliest:
            raise ValueError(self.text)
        object.__setattr__(self, "earliest", earliest)
        object.__setattr__(self, "latest", latest)

    @property
    def exact(self) -> bool:
        """Whether the day is known."""
        return self.earliest == self.latest

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """Return the exact day."""
        return cls(day.isoformat())

    @classmethod
    def between(cls, earliest: date, latest: date) -> PartialDate:
        """Return the interval under its shortest text."""
        if earliest == latest:
            return cls.of(earliest)
        for text in (earliest.isoformat()[:4], earliest.isoformat()[:7]):
            if _interval(text) == (earliest, latest):
                return cls(text)
        return cls(f"{earliest.isoformat()}/{latest.isoformat()}")


def _interval(text: str) -> tuple[date, date]:
    if "/" in text:
        start, _, end = text.partition("/")
        return date.fromisoformat(start), date.fromisoformat(end)
    if match := _YEAR.fullmatch(text):
        year = int(match[1])
        return date(year, 1, 1), date(year, DECEMBER, 31)
    if match := _MONTH.fullmatch(text):
        year, month = int(match[1]), int(match[2])
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    if len(text) != len("2026-06-01"):
        raise ValueError(text)
    day = date.fromisoformat(text)
    return day, day


def before(left: PartialDate, right: PartialDate) -> Truth:
    """Return ``left < right``: True if on every pair of days, False if on none, else unknown."""
    if left.latest < right.earliest:
        return True
    return False if left.earliest >= right.latest else UNKNOWN


def at_or_before(left: PartialDate, right: PartialDate) -> Truth:
    """Return ``left <= right`` in the same way."""
    return truth_not(before(right, left))


def same_day(left: PartialDate, right: PartialDate) -> Truth:
    """Return ``left == right``: True only for two exact equal days, False if the intervals are apart."""
    if left.exact and right.exact:
        return left.earliest == right.earliest
    apart = left.latest < right.earliest or right.latest < left.earliest
    return False if apart else UNKNOWN


def shifted(day: PartialDate, move: Callable[[date, int], date], amount: int) -> PartialDate | Unknown:
    """Return both ends moved by a monotone ``move`` (``add_months``, ``add_days``); unknown outside the calendar."""
    try:
        return PartialDate.between(move(day.earliest, amount), move(day.latest, amount))
    except OverflowError:
        return UNKNOWN


def age(birth: PartialDate, on: PartialDate) -> int | Unknown:
    """Return completed years where every possible pair of days gives the same, else unknown."""
    least = calendar_math.completed_years(birth.latest, on.earliest)
    most = calendar_math.completed_years(birth.earliest, on.latest)
    return least if least == most else UNKNOWN


def days_between(start: PartialDate, end: PartialDate) -> int | Unknown:
    """Return ``end - start`` in days, unknown unless both days are exact."""
    if start.exact and end.exact:
        return calendar_math.days_between(start.earliest, end.earliest)
    return UNKNOWN


def earliest_of(days: tuple[PartialDate, ...]) -> PartialDate:
    """Return the interval in which the first of the days lies."""
    return PartialDate.between(min(day.earliest for day in days), min(day.latest for day in days))


def latest_of(days: tuple[PartialDate, ...]) -> PartialDate:
    """Return the interval in which the last of the days lies."""
    return PartialDate.between(max(day.earliest for day in days), max(day.latest for day in days))

"""Calendar arithmetic on whole days: months that clamp to the month's end, and completed years that do not."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

MONTHS_A_YEAR = 12


def add_months(day: date, months: int) -> date:
    """Return ``day`` moved by calendar months; 31 January plus one month is the last day of February.

    Raises OverflowError outside the years 1 to 9999.
    """
    count = day.year * MONTHS_A_YEAR + day.month - 1 + months
    year, month = count // MONTHS_A_YEAR, count % MONTHS_A_YEAR + 1
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"year {year}")
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def add_days(day: date, days: int) -> date:
    """Return ``day`` moved by days; OverflowError outside the years 1 to 9999."""
    return day + timedelta(days=days)


def completed_years(birth: date, on: date) -> int:
    """Return the age in completed years, not clamped: born on 29 February, a year is complete on 1 March."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def days_between(start: date, end: date) -> int:
    """Return ``end - start`` in days."""
    return (end - start).days

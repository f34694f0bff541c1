"""Days, partial days, months, times and date-times, read forgivingly and stored in ISO 8601."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from hairtrial_desktop.study.codec import Codec
from hairtrial_desktop.study.errors import InputRefused
from hairtrial_desktop.study.folding import fold
from hairtrial_desktop.study.partial_date import PartialDate

if TYPE_CHECKING:
    from hairtrial_desktop.study.values import Value

_SEPARATOR = r"\s*[-/.年]\s*"
_DAY = re.compile(
    rf"([0-9]{{4}}){_SEPARATOR}([0-9]{{1,2}})\s*[-/.月]\s*([0-9]{{1,2}})\s*日?"
    r"|([0-9]{4})([0-9]{2})([0-9]{2})"
)
_MONTH_DAY = re.compile(r"([0-9]{1,2})\s*[-/月]\s*([0-9]{1,2})\s*日?")
_UNKNOWN = r"(?:UK|UU|UN|UNK|不详|\?\?)"
_MONTH = re.compile(
    rf"([0-9]{{4}}){_SEPARATOR}([0-9]{{1,2}})\s*月?(?:\s*[-/.]?\s*{_UNKNOWN}日?)?"
    rf"|([0-9]{{4}})([0-9]{{2}})(?:{_UNKNOWN})?",
    re.IGNORECASE,
)
_YEAR = re.compile(rf"([0-9]{{4}})\s*年?(?:\s*[-/.]?\s*{_UNKNOWN}月?(?:\s*[-/.]?\s*{_UNKNOWN}日?)?)?", re.IGNORECASE)
_TIME = re.compile(r"([0-9]{1,2})\s*[:.时点點時]\s*([0-9]{1,2})\s*分?|([0-9]{1,2})([0-9]{2})|([0-9]{1,2})\s*[点时點時]")
_DAYS_AGO = {"今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2}
FIRST_YEAR, LAST_YEAR = 1900, 2199
_WHOLE = len("2026-06-01")


def _parts(match: re.Match[str]) -> list[int]:
    return [int(part) for part in match.groups() if part is not None]


def _day(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_day(text: str, today: date) -> date | None:
    """Return the whole day meant by ``text``, None if it is none.

    ``6/1`` is this year's, or last year's where this year's has not come yet.
    """
    folded = fold(text)
    if folded.lower() in _DAYS_AGO:
        return today - timedelta(_DAYS_AGO[folded.lower()])
    if match := _DAY.fullmatch(folded):
        year, month, day = _parts(match)
        return _day(year, month, day)
    if match := _MONTH_DAY.fullmatch(folded):
        for year in (today.year, today.year - 1):
            month, day = _parts(match)
            found = _day(year, month, day)
            if found is not None and found <= today:
                return found
    return None


def _read_month(text: str) -> str | None:
    match = _MONTH.fullmatch(fold(text))
    if match is None:
        return None
    year, month = _parts(match)
    first = _day(year, month, 1)
    return first.isoformat()[:7] if first else None


def read_time(text: str) -> time | None:
    """Return the 24-hour time meant by ``text`` (``0930``, ``930``, ``9:30``, ``9点``), None if it is none."""
    match = _TIME.fullmatch(fold(text))
    if match is None:
        return None
    hour, minute = [*_parts(match), 0][:2]
    try:
        return time(hour, minute)
    except ValueError:
        return None


class DateCodec(Codec):
    """A whole day, ``2026-06-01``."""

    def read(self, text: str, today: date) -> str:
        """Return the day; InputRefused ``not_a_date``, or ``whole_date_needed`` for a partial one."""
        day = read_day(text, today)
        if day is not None:
            return day.isoformat()
        whole = _read_month(text) is None and not _YEAR.fullmatch(fold(text))
        raise InputRefused("not_a_date" if whole else "whole_date_needed", found=text)

    def typed(self, value: str) -> Value:
        """Return the exact day; ValueError if the text is not canonical."""
        if len(value) != _WHOLE:
            raise ValueError(value)
        return PartialDate(value)

    def stored(self, value: Value) -> str | None:
        """Return a computed day where it is exact, else None."""
        return value.earliest.isoformat() if isinstance(value, PartialDate) and value.exact else None


class PartialDateCodec(Codec):
    """A day, a month (``2026-06-UK``) or a year (``2026-UK-UK``); stored without the unknown parts."""

    def read(self, text: str, today: date) -> str:
        """Return what is known of the day; InputRefused ``not_a_date``."""
        day = read_day(text, today)
        if day is not None:
            return day.isoformat()
        month = _read_month(text)
        if month is not None:
            return month
        match = _YEAR.fullmatch(fold(text))
        if match is not None and FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            return match[1]
        raise InputRefused("not_a_date", found=text)

    def typed(self, value: str) -> Value:
        """Return the interval of days; ValueError if the text is not canonical."""
        return PartialDate(value)

    def show(self, value: str, language: str) -> str:
        """Return the day with ``UK`` for what is unknown (clinical content, Conventions)."""
        del language
        return value + "-UK" * (2 - value.count("-"))

    def edit(self, value: str) -> str:
        """Return the same text as shown."""
        return self.show(value, "en")

    def stored(self, value: Value) -> str | None:
        """Return a computed day, month or year; None for unknown or for an interval that is none of them."""
        return value.text if isinstance(value, PartialDate) and "/" not in value.text else None


class MonthCodec(Codec):
    """Year and month. A day typed with it is dropped: a full date of birth never enters the study data (PIPL)."""

    def read(self, text: str, today: date) -> str:
        """Return ``1985-03``; InputRefused ``not_a_month``."""
        match = _DAY.fullmatch(fold(text))
        day = read_day(text, today) if match else None
        month = day.isoformat()[:7] if day else _read_month(text)
        if month is None:
            raise InputRefused("not_a_month", found=text)
        return month

    def typed(self, value: str) -> Value:
        """Return the days of the month; ValueError if the text is not canonical."""
        if len(value) != _WHOLE - 3:
            raise ValueError(value)
        return PartialDate(value)

    def stored(self, value: Value) -> str | None:
        """Return the month where the computed interval lies in one, else None."""
        if not isinstance(value, PartialDate):
            return None
        first, last = value.earliest.isoformat()[:7], value.latest.isoformat()[:7]
        return first if first == last else None


class TimeCodec(Codec):
    """A time of the 24-hour clock, ``09:30``."""

    def read(self, text: str, today: date) -> str:
        """Return the time; InputRefused ``not_a_time``."""
        del today
        moment = read_time(text)
        if moment is None:
            raise InputRefused("not_a_time", found=text)
        return f"{moment:%H:%M}"

    def typed(self, value: str) -> Value:
        """Return the time; ValueError if the text is not canonical."""
        if len(value) != len("09:30"):
            raise ValueError(value)
        return time.fromisoformat(value)

    def stored(self, value: Value) -> str | None:
        """Return a computed time, None for unknown."""
        return f"{value:%H:%M}" if isinstance(value, time) else None


class DateTimeCodec(Codec):
    """A day and a time in the study's zone, ``2026-06-01T09:30``."""

    def read(self, text: str, today: date) -> str:
        """Return the moment; InputRefused ``not_a_datetime``. A blank or ``T`` parts the day from the time."""
        folded = fold(text)
        for cut in [match.start() for match in re.finditer(r"[\sT]", folded)]:
            day, moment = read_day(folded[:cut], today), read_time(folded[cut + 1 :])
            if day is not None and moment is not None:
                return f"{day.isoformat()}T{moment:%H:%M}"
        raise InputRefused("not_a_datetime", found=text)

    def typed(self, value: str) -> Value:
        """Return the moment without zone (all are in the study's); ValueError if the text is not canonical."""
        if len(value) != len("2026-06-01T09:30"):
            raise ValueError(value)
        return datetime.strptime(value, "%Y-%m-%dT%H:%M")  # noqa: DTZ007 - the zone is fixed by the study

    def show(self, value: str, language: str) -> str:
        """Return the moment with a blank for the ``T``."""
        del language
        return value.replace("T", " ")

    def edit(self, value: str) -> str:
        """Return the same text as shown."""
        return value.replace("T", " ")

    def stored(self, value: Value) -> str | None:
        """Return a computed moment, None for unknown."""
        return f"{value.isoformat()[:16]}" if isinstance(value, datetime) else None

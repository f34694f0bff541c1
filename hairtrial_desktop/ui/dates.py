"""Dates and times as people read them on screen, in the study's zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from hairtrial_desktop.casebook.record import parse_utc
from hairtrial_desktop.words import Words, msg

_DAYS = (
    msg("Monday"), msg("Tuesday"), msg("Wednesday"), msg("Thursday"), msg("Friday"), msg("Saturday"), msg("Sunday"),
)  # fmt: skip


def weekday(day: date, tr: Words) -> str:
    """Return 星期日."""
    return tr(_DAYS[day.weekday()])


def clock_line(now: datetime, tr: Words) -> str:
    """Return ``2026-11-23 星期一 14:32 (UTC+08:00)`` of an aware time."""
    return f"{now:%Y-%m-%d} {weekday(now.date(), tr)} {now:%H:%M} ({offset(now)})"


def offset(now: datetime) -> str:
    """Return ``UTC+08:00`` of an aware time."""
    text = now.strftime("%z")
    return f"UTC{text[:3]}:{text[3:]}"


def short_day(day: date, today: date) -> str:
    """Return ``11-24``, with the year where it is another one."""
    return f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}"


def moment(utc: str, zone: tzinfo, now: datetime, tr: Words) -> str:
    """Return a stored UTC text as ``今天 09:31``, ``昨天 09:31`` or ``2026-11-03 09:14``: a record names its year."""
    at = parse_utc(utc).astimezone(zone)
    days = (now.astimezone(zone).date() - at.date()).days
    if days == 0:
        return tr("today {time}", time=f"{at:%H:%M}")
    if days == 1:
        return tr("yesterday {time}", time=f"{at:%H:%M}")
    return f"{at:%Y-%m-%d %H:%M}"


def exact(utc: str, zone: tzinfo) -> str:
    """Return a stored UTC text to the second with its offset: ``2026-11-03 09:14:07+08:00``."""
    return parse_utc(utc).astimezone(zone).isoformat(" ", "seconds")


def span(left: timedelta, tr: Words) -> str:
    """Return how long, to the minute: ``18 时 47 分``; the sign is the caller's."""
    minutes = int(abs(left).total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    return tr("{hours} h {minutes} min", hours=hours, minutes=f"{rest:02}") if hours else tr("{n} min", n=rest)


def left_words(left: timedelta, tr: Words) -> str:
    """Return ``还剩 18 时 47 分``, or how long it is over."""
    return tr("{span} left", span=span(left, tr)) if left > timedelta() else tr("{span} over", span=span(left, tr))

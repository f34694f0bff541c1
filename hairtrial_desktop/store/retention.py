"""Which backups may go: never the newest, never the only one of its day within a month, or of its month for ever."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from hairtrial_desktop.casebook.record import parse_utc

ALL_FOR = timedelta(days=7)
DAILY_FOR = timedelta(days=31)

Name = TypeVar("Name")


def superseded(sets: Mapping[Name, str]) -> tuple[Name, ...]:
    """Return the sets that newer ones replace; ``sets``: set -> when it was made (UTC text).

    Of the last 7 days all stay, of the last 31 the newest of each day, else the newest of each month. Age counts from
    the newest set, not from the clock: a clock set forward removes nothing.
    """
    times = {name: parse_utc(at) for name, at in sets.items()}
    if not times:
        return ()
    newest = max(times.values())
    kept: dict[object, tuple[datetime, Name]] = {}
    for name, at in times.items():
        age = newest - at
        slot: object = at if age <= ALL_FOR else at.date() if age <= DAILY_FOR else (at.year, at.month)
        if slot not in kept or kept[slot][0] < at:
            kept[slot] = (at, name)
    staying = {name for _, name in kept.values()}
    return tuple(name for name in sets if name not in staying and times[name] != newest)

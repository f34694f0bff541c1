"""Whether the computer's clock can be believed: one judgement, over what the record and the session know of time.

21 CFR 11.10(e), FDA 2024 Q14 and OFF-06: a clock set back, put forward or moved to another zone is found before
anything is entered under it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from hairtrial_desktop.casebook.record import parse_utc, utc_text

TOLERANCE = timedelta(minutes=2)  # a clock that is set by the network moves by less
LONGEST_REST = timedelta(days=92)  # a site at which nobody logs in for longer is rather a clock put forward

BACKWARDS, FORWARD, ZONE = "clock_backwards", "clock_forward", "clock_zone"  # the codes of their sentences


@dataclass(frozen=True)
class Reading:
    """What the computer says at one moment. ``ticks``: seconds of a counter that nobody can set."""

    wall: datetime
    ticks: float
    zone: str  # the computer's standard offset, ``+08:00``; "" if it knows none

    def due(self, ticks: float) -> datetime:
        """Return what the clock has to show when the counter stands at ``ticks``."""
        return self.wall + timedelta(seconds=ticks - self.ticks)


@dataclass(frozen=True)
class Trouble:
    """A clock that cannot be believed: what it should say (a time or a zone) and what it says, as texts."""

    code: str
    expected: str
    found: str


class StandingClock:
    """A clock that somebody sets, as for a demo: it never jumps against itself and is in no zone.

    Whoever inherits says ``now``.
    """

    def now(self) -> datetime:
        """Return the aware time it was set to."""
        raise NotImplementedError

    def ticks(self) -> float:
        """Return the counter, which goes as the clock goes."""
        return self.now().timestamp()

    def zone(self) -> str:
        """Return no zone."""
        return ""


def judge_clock(last: datetime | None, begun: Reading, now: Reading, zone: str) -> Trouble | None:
    """Return what is wrong with the clock, or None.

    ``last``: the newest commit's time; ``begun``: the session's first reading, or the one an administrator let stand;
    ``zone``: that of the computer when it was last known, "" if it never was.
    """
    due = begun.due(now.ticks)
    earliest = due if last is None else max(last, due)
    if now.wall < earliest - TOLERANCE:
        return Trouble(BACKWARDS, utc_text(earliest), utc_text(now.wall))
    if now.wall > due + TOLERANCE:
        return Trouble(FORWARD, utc_text(due), utc_text(now.wall))
    if last is not None and now.wall > last + LONGEST_REST:
        return Trouble(FORWARD, utc_text(last), utc_text(now.wall))
    if zone and now.zone and zone != now.zone:
        return Trouble(ZONE, zone, now.zone)
    return None


@dataclass(frozen=True)
class ClockCase:
    """A trouble as recorded: until it is put right, or an administrator lets it stand, nothing is entered."""

    key: str
    state: str  # open | right | overridden
    trouble: Trouble
    zone: str  # the computer's from then on, where it was let stand

    @classmethod
    def of(cls, key: str, row: dict[str, Any]) -> Self:
        """Read a row of the record."""
        return cls(key, row["state"], Trouble(row["code"], row["expected"], row["found"]), row.get("zone", ""))

    def is_right(self, now: Reading) -> bool:
        """Whether what was found wrong is so no longer, as far as another session can tell."""
        trouble = self.trouble
        if trouble.code == ZONE:
            return now.zone == trouble.expected
        if trouble.code == BACKWARDS:
            return now.wall >= parse_utc(trouble.expected) - TOLERANCE
        expected = parse_utc(trouble.expected)
        return expected - TOLERANCE <= now.wall < parse_utc(trouble.found) - TOLERANCE


def zone_text(seconds_east: int) -> str:
    """Return ``+08:00`` for an offset in seconds."""
    sign, minutes = "+-"[seconds_east < 0], abs(seconds_east) // 60
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}"

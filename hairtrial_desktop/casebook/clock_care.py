"""The clock of a session: judged before every commit, a trouble recorded once, and let stand by an administrator only.

While a trouble is open the newest commit's time may itself be wrong, so the time before it counts.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.clock import BACKWARDS, FORWARD, ZONE, ClockCase, Reading, Trouble, judge_clock
from hairtrial_desktop.casebook.record import SITE, Draft, Record, parse_utc, utc_text
from hairtrial_desktop.casebook.row_numbers import next_key
from hairtrial_desktop.study.definitions import Source
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

    from hairtrial_desktop.casebook.ports import Clock
    from hairtrial_desktop.casebook.projection import State, ThingRow
    from hairtrial_desktop.casebook.site_book import SiteBook

OPEN, RIGHT, OVERRIDDEN = "open", "right", "overridden"
CLOCK_KEY = ("clock-", 4)  # how the keys of cases begin, and how many digits follow
_DAY = timedelta(days=1)  # so far a time is moved to be told in another zone
LOOKED_BACK = 200  # logins and logouts: where none of these says a zone, the computer gives none


class ClockError(KnownError):
    """The computer's clock cannot be believed (``clock_backwards``, ``_forward``, ``_zone``): nothing is entered."""


class SessionClock:
    """What one session knows of time: how it began, and the zone the computer was last in."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._begun = self.read()
        self._zone: str | None = None  # looked for in the record when it is first asked for

    def read(self) -> Reading:
        """Return what the computer says now."""
        return Reading(self._clock.now(), self._clock.ticks(), self._clock.zone())

    def believe(self) -> None:
        """Take what the computer says now as right: an administrator said so."""
        self._begun = self.read()
        self._zone = self._begun.zone or self._zone

    def trouble(self, site: State, last: datetime | None, logins: Iterator[ThingRow]) -> Trouble | None:
        """Return what is wrong now; of an open case that is not put right, what was found then.

        ``logins`` are the rows of logins, the newest first: asked for once, to know the zone.
        """
        if self._zone is None:
            self._zone = known_zone(site, logins)
        case, now = open_case(site), self.read()
        if case is None:
            return judge_clock(last, self._begun, now, self._zone)
        if not case.is_right(now):
            return case.trouble
        return None


def open_case(site: State) -> ClockCase | None:
    """Return the trouble that is neither put right nor let stand. A row that says no trouble is passed over."""
    rows = site.things("clock_data")
    cases = (case for key in reversed(rows) if (case := _case(rows[key])) is not None)
    newest = next(cases, None)
    return newest if newest is not None and newest.state == OPEN else None


def _case(row: ThingRow) -> ClockCase | None:
    """Read a row; None where a program of somebody's own wrote what is no case: nobody may be kept out by it."""
    try:
        case = ClockCase.of(row.key, row.data)
        told = (case.trouble.expected, case.trouble.found)
        if case.trouble.code == ZONE:
            return case if all(isinstance(each, str) for each in (*told, case.zone)) else None
        known = case.trouble.code in (BACKWARDS, FORWARD) and all(map(_can_be_told, told))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None
    return case if known and isinstance(case.zone, str) else None


def _can_be_told(text: str) -> bool:
    """Whether ``text`` is a time of some zone with one in every other; ValueError or OverflowError if it is none."""
    moment = parse_utc(text)
    return moment.tzinfo is not None and moment.astimezone(UTC) - _DAY < moment.astimezone(UTC) + _DAY


def known_zone(site: State, logins: Iterator[ThingRow]) -> str:
    """Return the zone the computer was last known in: of the newest login that says it, or let stand since; or ""."""
    readable = (row for row in site.things("clock_data").values() if _case(row) is not None)
    cases = sorted(readable, key=lambda row: -row.seq)
    told = [
        next(((row.seq, zone) for row in rows if (zone := _zone_of(row))), (0, ""))
        for rows in (islice(logins, LOOKED_BACK), iter(cases))
    ]
    return max(told)[1]


def _zone_of(row: ThingRow) -> str:
    tree: object = row.data
    return str(tree.get("zone", "")) if isinstance(tree, dict) else ""


def clock_error(trouble: Trouble, zone: tzinfo) -> ClockError:
    """Return the error of a trouble, its times in the study's ``zone``."""
    if trouble.code == ZONE:
        return ClockError(trouble.code, expected=trouble.expected, found=trouble.found)
    said = (parse_utc(text).astimezone(zone).isoformat(" ", "minutes") for text in (trouble.expected, trouble.found))
    expected, found = said
    return ClockError(trouble.code, expected=expected, found=found)


def watch_clock(book: SiteBook) -> None:
    """Record a trouble that has just come, or that one has gone; ClockError while there is one.

    Where nothing can be recorded, as on a damaged site, it is only said.
    """
    trouble, case = book.clock_trouble(), open_case(book.whole(SITE))
    if trouble is not None and case is None:
        with suppress(KnownError):
            key = next_key(book.whole(SITE).things("clock_data"), *CLOCK_KEY)
            new = {"state": OPEN, "code": trouble.code, "expected": trouble.expected, "found": trouble.found}
            book.commit(Draft(SITE, "clock_found", (_record(key, None, new),)))
    if trouble is None and case is not None:
        before = book.whole(SITE).things("clock_data")[case.key].data
        book.commit(Draft(SITE, "clock_found", (_record(case.key, before, {**before, "state": RIGHT}),)))
    if trouble is not None:
        raise clock_error(trouble, book.zone)


def override_clock(book: SiteBook, reason: str) -> None:
    """Let the clock stand as it is, and work go on: an administrator's act with a ``reason`` (OFF-06).

    NotPermitted; KnownError ``reason_required``; nothing is written where nothing is wrong.
    """
    book.actor.require(Action.OVERRIDE_CLOCK)
    if not reason.strip():
        raise KnownError("reason_required")
    with suppress(ClockError):
        watch_clock(book)
    case = open_case(book.whole(SITE))
    if case is None:
        return
    before, now = book.whole(SITE).things("clock_data")[case.key].data, book.session_clock.read()
    new = {**before, "state": OVERRIDDEN, "at": utc_text(now.wall), "zone": now.zone, "reason": reason.strip()}
    book.commit(Draft(SITE, "clock", (Record("clock", case.key, before, new, reason=reason.strip()),)))
    book.session_clock.believe()


def _record(key: str, before: dict[str, str] | None, new: dict[str, str]) -> Record:
    return Record("clock", key, before, new, source=Source.SYSTEM)

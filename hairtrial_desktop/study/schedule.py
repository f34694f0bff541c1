"""When visits are due, from the dates on which their anchors really happened.

The one rule of visit windows: the grid, the timeline, Today, the pre-injection gate and the checks of forms (by way
of ``window`` and ``due`` in expressions) all ask here. A corrected date therefore re-judges every window.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from hairtrial_desktop.study.calendar_math import add_days, add_months, days_between

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hairtrial_desktop.study.definitions import Study, StudyEventDef, VisitWindow

VisitState = Literal[
    "done", "done_amber", "done_red", "due", "overdue", "out", "upcoming", "unplanned", "cancelled"
]  # fmt: skip
Colour = Literal["GREEN", "AMBER", "RED"]
_DONE: dict[Colour, VisitState] = {"GREEN": "done", "AMBER": "done_amber", "RED": "done_red"}


@dataclass(frozen=True)
class VisitFact:
    """What the record says of one visit. ``given`` False: it took place, but what others count from did not.

    ``early``: it took place on a day that no window judges.
    """

    actual: date | None = None
    given: bool = True
    cancelled: bool = False
    early: bool = False

    @property
    def counts(self) -> date | None:
        """The day other visits count from."""
        return self.actual if self.given else None


@dataclass(frozen=True)
class WindowDays:
    """The days of one window. ``earliest``..``latest`` is green, up to the hard days amber, beyond them red.

    Without hard days everything outside green is amber.
    """

    due: date
    earliest: date
    latest: date
    hard_earliest: date | None
    hard_latest: date | None

    def colour(self, day: date) -> Colour:
        """Return how ``day`` stands to the window."""
        if self.earliest <= day <= self.latest:
            return "GREEN"
        if self.hard_earliest is None or self.hard_latest is None:
            return "AMBER"
        return "AMBER" if self.hard_earliest <= day <= self.hard_latest else "RED"


@dataclass(frozen=True)
class PlannedVisit:
    """One visit with its window. Days are None where nothing is planned (no window, or an anchor without a date).

    ``days_off``: actual minus due, in days. States: ``done`` within the window, ``done_amber`` within the hard
    limit, ``done_red`` beyond it; without an actual date ``upcoming`` before the window, ``due`` in it, ``overdue``
    after it, ``out`` after the hard limit; ``unplanned`` without a due day; ``cancelled`` when it will not take
    place. ``anchor``: OID of the visit its day was counted from. ``repeat`` counts unscheduled visits.
    """

    event: StudyEventDef
    due: date | None
    earliest: date | None
    latest: date | None
    hard_earliest: date | None
    hard_latest: date | None
    actual: date | None
    days_off: int | None
    state: VisitState
    anchor: str | None = None
    repeat: int = 1


def plan(study: Study, facts: Mapping[str, VisitFact], today: date) -> tuple[PlannedVisit, ...]:
    """Return every scheduled visit of the study in order; logs and unscheduled visits are none.

    ``facts``: event OID to what the record says of it. A window follows its anchor's actual date, else its
    planned one.
    """
    schedule = Schedule(study, facts)
    return tuple(schedule.visit(event, today) for event in study.events if not event.log and not event.repeating)


class Schedule:
    """The windows of one subject: reckoned from the facts on demand, each once."""

    def __init__(self, study: Study, facts: Mapping[str, VisitFact]) -> None:
        self._study = study
        self._facts = facts
        self._found: dict[str, tuple[WindowDays, str] | None] = {}

    def window(self, event_oid: str) -> WindowDays | None:
        """Return the days of the event's window, None where nothing is due."""
        found = self.counted(event_oid)
        return None if found is None else found[0]

    def counted(self, event_oid: str) -> tuple[WindowDays, str] | None:
        """Return the days of the event's window and the OID of the event they are counted from, or None."""
        if event_oid not in self._found:
            self._found[event_oid] = None
            window = None if self._fact(event_oid).early else self._study.event(event_oid).window
            self._found[event_oid] = None if window is None else self._reckon(in_force(self._study, window))
        return self._found[event_oid]

    def visit(self, event: StudyEventDef, today: date) -> PlannedVisit:
        """Return the visit as it stands on ``today``."""
        fact = self._fact(event.oid)
        found = self.counted(event.oid)
        if fact.actual is None and self.cancelled(event.oid):
            return PlannedVisit(event, None, None, None, None, None, None, None, "cancelled")
        if found is None:
            state: VisitState = "unplanned" if fact.actual is None else "done"
            return PlannedVisit(event, None, None, None, None, None, fact.actual, None, state)
        days, anchor = found
        if fact.actual is None and today >= days.earliest and self._has_to_wait(event, anchor):
            return PlannedVisit(event, None, None, None, None, None, None, None, "unplanned")
        off = None if fact.actual is None else days_between(days.due, fact.actual)
        state = _waiting(days, today) if fact.actual is None else _DONE[days.colour(fact.actual)]
        return PlannedVisit(
            event, days.due, days.earliest, days.latest, days.hard_earliest, days.hard_latest, fact.actual, off, state,
            anchor,
        )  # fmt: skip

    def cancelled(self, event_oid: str) -> bool:
        """Whether the visit will not take place: by its own rule, or because all it counts from is cancelled."""
        fact = self._fact(event_oid)
        if fact.actual is not None:
            return False
        window = self._study.event(event_oid).window
        anchors = () if window is None else (window.anchor, *window.fallback)
        return fact.cancelled or (bool(anchors) and all(self.cancelled(anchor) for anchor in anchors))

    def _has_to_wait(self, event: StudyEventDef, anchor: str) -> bool:
        return event.window is not None and event.window.only_after and self._fact(anchor).actual is None

    def _fact(self, event_oid: str) -> VisitFact:
        return self._facts.get(event_oid, VisitFact())

    def _reckon(self, window: VisitWindow) -> tuple[WindowDays, str] | None:
        anchor = self._anchor(window)
        start = self._day_of(anchor)
        if start is None:
            return None
        due = add_days(add_months(start, window.months), window.days)
        if window.hard is None:
            hard_earliest = hard_latest = None
        else:
            hard_earliest = due - timedelta(max(window.before, window.hard))
            hard_latest = due + timedelta(max(window.after, window.hard))
        days = WindowDays(
            due, due - timedelta(window.before), due + timedelta(window.after), hard_earliest, hard_latest
        )
        return self._after_least(days, window), anchor

    def _anchor(self, window: VisitWindow) -> str:
        """Return the first anchor that happened or still will; the last where none does."""
        anchors = (window.anchor, *window.fallback)
        for oid in anchors:
            fact = self._fact(oid)
            if fact.counts is not None or (fact.actual is None and not self.cancelled(oid)):
                return oid
        return window.anchor

    def _day_of(self, event_oid: str) -> date | None:
        planned = self.window(event_oid)
        return self._fact(event_oid).counts or (None if planned is None else planned.due)

    def _after_least(self, days: WindowDays, window: VisitWindow) -> WindowDays:
        """Move what lies before the shortest interval to it: a day before is red."""
        if window.least_after is None:
            return days
        before = self._day_of(window.least_after)
        if before is None:
            return days
        least = before + timedelta(window.least_days)
        return replace(
            days,
            due=max(days.due, least),
            earliest=max(days.earliest, least),
            latest=max(days.latest, least),
            hard_earliest=max(days.hard_earliest or least, least),
            hard_latest=max(days.hard_latest or date.max, least),
        )


def in_force(study: Study, window: VisitWindow) -> VisitWindow:
    """Return the rule a setting of the study chooses: the window itself, or its other one."""
    other = window.other
    if other is None:
        return window
    setting = study.settings.get(other.setting)
    if setting is None or setting.value != other.value:
        return window
    return replace(
        window, anchor=other.anchor, fallback=(), months=other.months, days=other.days,
        least_days=other.least_days, least_after=other.least_after, other=None,
    )  # fmt: skip


def _waiting(days: WindowDays, today: date) -> VisitState:
    if today < days.earliest:
        return "upcoming"
    if today <= days.latest:
        return "due"
    return "overdue" if days.colour(today) == "AMBER" else "out"

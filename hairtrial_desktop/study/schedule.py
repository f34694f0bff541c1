"""When visits are due, from the dates on which their anchors really happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from hairtrial_desktop.study.calendar_math import add_days, add_months, days_between

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from hairtrial_desktop.study.definitions import Study, StudyEventDef, VisitWindow

VisitState = Literal["done", "done_amber", "done_red", "due", "overdue", "out", "upcoming", "unplanned"]


@dataclass(frozen=True)
class PlannedVisit:
    """One visit with its window. Days are None where nothing is planned (no window, or an anchor without a date).

    ``days_off``: actual minus due, in days. States: ``done`` within the window, ``done_amber`` within the hard
    limit, ``done_red`` beyond it; without an actual date ``upcoming`` before the window, ``due`` in it, ``overdue``
    after it, ``out`` after the hard limit; ``unplanned`` without a due day.
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


def plan(study: Study, actual: Mapping[str, date | None], today: date) -> tuple[PlannedVisit, ...]:
    """Return every visit of the study in order (the log is none).

    ``actual``: event OID to the date it happened. A window follows its anchor's actual date, else its planned one.
    """
    dues: dict[str, date | None] = {}
    return tuple(
        _visit(event, _due(study, event, actual, dues), actual.get(event.oid), today)
        for event in study.events
        if not event.log
    )


def _due(
    study: Study, event: StudyEventDef, actual: Mapping[str, date | None], dues: dict[str, date | None]
) -> date | None:
    if event.oid not in dues:
        dues[event.oid] = None
        window = event.window
        if window is not None:
            anchor = actual.get(window.anchor) or _due(study, study.event(window.anchor), actual, dues)
            if anchor is not None:
                dues[event.oid] = add_days(add_months(anchor, window.months), window.days)
    return dues[event.oid]


def _visit(event: StudyEventDef, due: date | None, actual: date | None, today: date) -> PlannedVisit:
    window = event.window
    if due is None or window is None:
        state: VisitState = "unplanned" if actual is None else "done"
        return PlannedVisit(event, None, None, None, None, None, actual, None, state)
    return PlannedVisit(
        event,
        due,
        due - timedelta(window.before),
        due + timedelta(window.after),
        due - timedelta(max(window.before, window.hard or 0)),
        due + timedelta(max(window.after, window.hard or 0)),
        actual,
        None if actual is None else days_between(due, actual),
        _future_state(window, due, today) if actual is None else _done_state(window, days_between(due, actual)),
    )


def _done_state(window: VisitWindow, off: int) -> VisitState:
    if -window.before <= off <= window.after:
        return "done"
    return "done_amber" if window.hard is None or abs(off) <= window.hard else "done_red"


def _future_state(window: VisitWindow, due: date, today: date) -> VisitState:
    late = days_between(due, today)
    if late < -window.before:
        return "upcoming"
    if late <= window.after:
        return "due"
    return "overdue" if window.hard is None or late <= window.hard else "out"

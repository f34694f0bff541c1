"""The visits of one subject as they happened and as they are due: the facts of the record put to the schedule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.study.partial_date import PartialDate
from hairtrial_desktop.study.schedule import PlannedVisit, Schedule, VisitFact, VisitState, WindowDays, plan

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.data_keys import ItemKey
    from hairtrial_desktop.casebook.projection import State
    from hairtrial_desktop.casebook.versions import Found
    from hairtrial_desktop.study.definitions import Study, StudyEventDef
    from hairtrial_desktop.study.expression import Context

T = TypeVar("T")
NOT_GIVEN = "N"  # the answer of an event's ``given_item`` that says it is no visit others count from


class Cell(Protocol):
    """One value as held."""

    @property
    def value(self) -> str | None:
        """Canonical text."""


class SubjectRead(Protocol):
    """What the schedule needs of one subject; ``evaluation.SubjectValues`` is it."""

    @property
    def study(self) -> Study:
        """Its definitions."""

    @property
    def subject(self) -> str:
        """Its number."""

    @property
    def state(self) -> State:
        """Its committed state."""

    @property
    def today(self) -> date:
        """The day, in the study's zone."""

    def events(self) -> tuple[StudyEventDef, ...]:
        """Its visits: those in force, and what older versions left saved."""

    def find(self, asking: Study, form: FormKey, item: str) -> Found | None:
        """Return the item that ``asking`` calls ``item`` of ``form``, in the form's own version."""

    def cell(self, key: ItemKey, /) -> Cell:
        """Return what is held under ``key``."""

    def context(self, form: FormKey, *, asking: Study) -> Context:
        """Return the context of a form for an expression of the version ``asking``."""

    def once(self, name: str, find: Callable[[], T], /) -> T:
        """Return ``find()``, sought once while nothing changes."""


def visits_of(values: SubjectRead) -> tuple[PlannedVisit, ...]:
    """Return planned and real visits with their windows, unscheduled ones among them in order of date."""
    visits = list(plan(_study(values), VisitFacts(values), values.today))
    for visit in unscheduled(values):
        later = (at for at, other in enumerate(visits) if other.repeat == 1 and _after(other, visit))
        visits.insert(next(later, len(visits)), visit)
    return tuple(visits)


def _after(other: PlannedVisit, visit: PlannedVisit) -> bool:
    day = other.actual or other.due
    return visit.actual is not None and day is not None and day > visit.actual


def unscheduled(values: SubjectRead) -> tuple[PlannedVisit, ...]:
    """Return the unscheduled visits with something saved, by number."""
    found = []
    for event in values.events():
        for repeat in repeats_of(values, event) if event.repeating else ():
            day = _exact(visit_date(values, event, repeat))
            state: VisitState = "unplanned" if day is None else "done"
            found.append(PlannedVisit(event, None, None, None, None, None, day, None, state, repeat=repeat))
    return tuple(found)


def repeats_of(values: SubjectRead, event: StudyEventDef) -> tuple[int, ...]:
    """Return the numbers under which something of the event is saved."""
    keys = (FormKey.parse(key) for key, row in values.state.forms().items() if row.status != "removed")
    return tuple(sorted({key.event_repeat for key in keys if key.event == event.oid}))


def forms_of(values: SubjectRead, event: StudyEventDef, repeat: int = 1) -> tuple[str, ...]:
    """Return the OIDs of the forms that stand in a visit, in order; of an unscheduled one those chosen for it."""
    if event.forms_item is None:
        return event.forms
    first = f"F.{event.forms_item.split('.')[1]}"
    chosen = {f"F.{code}" for code in (_held(values, event.forms_item, repeat) or "").split()}
    prefix = f"{values.subject}/{event.oid}#{repeat}/"
    saved = {FormKey.parse(key).form for key in values.state.forms() if key.startswith(prefix)}
    return tuple(oid for oid in event.forms if oid == first or oid in chosen | saved)


def visit_cancelled(values: SubjectRead, event_oid: str) -> bool:
    """Whether the visit will not take place, so that nothing new is collected at it."""
    event = next(each for each in values.events() if each.oid == event_oid)
    return not event.log and not event.repeating and schedule_of(values).cancelled(event_oid)


def schedule_of(values: SubjectRead) -> Schedule:
    """Return the windows of the subject as its values stand."""
    return Schedule(_study(values), VisitFacts(values))


def window_of(values: SubjectRead, event_oid: str) -> tuple[WindowDays, str] | None:
    """Return the days of a visit's window and the visit they are counted from, None where nothing is due."""
    return values.once(f"window/{event_oid}", lambda: schedule_of(values).counted(event_oid))


def _study(values: SubjectRead) -> Study:
    """Return the study in force, with the visits that older versions left saved."""
    study, events = values.study, values.events()
    return study if events is study.events else replace(study, events=events)


class VisitFacts(Mapping[str, VisitFact]):
    """What the record says of every scheduled visit: its date, whether it counts, whether it is cancelled.

    Read when it is asked for, so that what is judged by one window rests on the visits of that window alone.
    """

    def __init__(self, values: SubjectRead) -> None:
        self._values = values
        self._events = {event.oid: event for event in values.events() if not event.log and not event.repeating}
        self._known: dict[str, VisitFact] = {}

    def __getitem__(self, oid: str) -> VisitFact:
        if oid not in self._known:
            self._known[oid] = self._values.once(f"visit/{oid}", partial(self._fact, self._events[oid]))
        return self._known[oid]

    def __iter__(self) -> Iterator[str]:
        return iter(self._events)

    def __len__(self) -> int:
        return len(self._events)

    def _fact(self, event: StudyEventDef) -> VisitFact:
        values, first = self._values, self._values.study.events[0]
        given = event.given_item is None or _held(values, event.given_item, 1) != NOT_GIVEN
        rules = (event.cancelled_when, event.early_when)
        if rules == (None, None):
            return VisitFact(_exact(visit_date(values, event)), given)
        context = values.context(FormKey(values.subject, first.oid, first.forms[0]), asking=values.study)
        cancelled, early = (rule is not None and rule.evaluate(context) is True for rule in rules)
        return VisitFact(_exact(visit_date(values, event)), given, cancelled, early)


def visit_date(values: SubjectRead, event: StudyEventDef, repeat: int = 1) -> str | None:
    """Return the actual date of a visit (canonical text) from the item the event names, or None."""
    return None if event.date_item is None else _held(values, event.date_item, repeat)


def colour_of(values: SubjectRead, event_oid: str, day: PartialDate) -> str | None:
    """Return GREEN, AMBER or RED where every possible day gives the same, else None."""
    found = window_of(values, event_oid)
    if found is None:
        return None
    window, _ = found
    first, last = window.colour(day.earliest), window.colour(day.latest)
    return first if first == last and (first == "GREEN" or day.exact) else None


def counted_from(values: SubjectRead, event_oid: str) -> ItemKey | None:
    """Return the item that holds the date the visit's window is counted from, None where nothing is due."""
    found = window_of(values, event_oid)
    anchor = None if found is None else found[1]
    path = next((event.date_item for event in values.events() if event.oid == anchor), None)
    return None if path is None else _key(values, path, 1)


def _key(values: SubjectRead, path: str, repeat: int) -> ItemKey | None:
    event_name, form_name, item_name = path.split(".")
    form = FormKey(values.subject, f"SE.{event_name}", f"F.{form_name}", repeat)
    found = values.find(values.study, form, item_name)
    return None if found is None else found.form.item(found.group.oid, found.item.oid)


def _held(values: SubjectRead, path: str, repeat: int) -> str | None:
    key = _key(values, path, repeat)
    return None if key is None else values.cell(key).value


def _exact(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None and len(text) == len("2026-01-01") else None

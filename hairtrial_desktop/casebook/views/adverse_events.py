"""The adverse-event log over all subjects, and the clocks of serious ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.record import parse_utc
from hairtrial_desktop.casebook.views.grid import FormStatus, form_status
from hairtrial_desktop.casebook.views.sae_reports import SaeReport, first_reached, moment, reports_of

if TYPE_CHECKING:
    from datetime import datetime

    from hairtrial_desktop.casebook.data_keys import FormKey
    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.site_book import SiteBook

REPORT_WITHIN = timedelta(hours=24)  # protocol and hospital SOPs; China GCP 2020 Art 26 says "immediately"
AE_FORM = "F.AE"


@dataclass(frozen=True)
class SaeClock:
    """The reporting clock of one SAE: it stops on a recorded report, never on queueing.

    ``aware``: the moment recorded; where none is yet, that of the entry that first called the event serious.
    """

    aware: datetime
    deadline: datetime
    reported: datetime | None

    @property
    def running(self) -> bool:
        """Whether the initial report is still due."""
        return self.reported is None

    def left(self, now: datetime) -> timedelta:
        """Return the time to the deadline (negative: overdue)."""
        return self.deadline - now


@dataclass(frozen=True)
class AdverseEventLine:
    """One adverse event. Coded values are codes of the form's lists, "" where not entered."""

    key: FormKey
    term: str
    start: str
    end: str
    severity: str
    serious: bool
    relation: str
    outcome: str
    status: FormStatus
    clock: SaeClock | None
    reports: tuple[SaeReport, ...] = ()


def adverse_event_lines(book: SiteBook) -> tuple[AdverseEventLine, ...]:
    """Return all adverse events that were not removed, serious ones with a running clock first."""
    lines = []
    for subject in book.subjects():
        values = book.values(subject)
        lines += [_line(book, values, key) for key in values.log_rows(AE_FORM)]
    running = [line for line in lines if line.clock is not None and line.clock.running]
    return (*running, *(line for line in lines if line not in running))


def event_line(book: SiteBook, values: SubjectValues, key: FormKey) -> AdverseEventLine:
    """Return one adverse event as ``values`` have it, open entries included."""
    return _line(book, values, key)


def _line(book: SiteBook, values: SubjectValues, key: FormKey) -> AdverseEventLine:
    def held(name: str) -> str:
        found = values.find(book.study, key, name)
        if found is None:
            return ""
        held = values.cell(key.item(found.group.oid, found.item.oid)).value
        return (held if found.heir is None else found.heir.value(held)) or ""

    serious = held("AESER") == "Y"
    reports = reports_of(book, values, key)
    aware = (moment(book, held("AEAWDAT"), held("AEAWTIM")) or _called_serious(book, values, key)) if serious else None
    clock = None if aware is None else SaeClock(aware, aware + REPORT_WITHIN, first_reached(reports))
    status = form_status(book, values, key)[0]
    return AdverseEventLine(
        key, held("AETERM"), held("AESTDAT"), held("AEENDAT"), held("AESEV"), serious, held("AEREL"), held("AEOUT"),
        status, clock, reports,
    )  # fmt: skip


def _called_serious(book: SiteBook, values: SubjectValues, key: FormKey) -> datetime | None:
    """Return when the record first called the event serious; None while nothing of that is committed."""
    found = values.find(book.study, key, "AESER")
    place = None if found is None else str(key.item(found.group.oid, found.item.oid))
    lines = () if place is None else book.shelves.store.history(place)
    said = next((line.at for line in lines if line.new == "Y"), None)
    return None if said is None else parse_utc(said).astimezone(book.zone)

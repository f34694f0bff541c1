"""The reports of a serious adverse event: first, follow-up and final, and when the sponsor had each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.form_judgement import group_rows
from hairtrial_desktop.casebook.views.grid import FormStatus, form_status

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.data_keys import FormKey
    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.site_book import SiteBook

REPORT_FORM = "F.SAE"
INITIAL = "INITIAL"
SPONSOR = "SPONSOR"
DONE_WHEN_SENT = ("FAX", "PHONE", "HAND")  # anything else, an e-mail, is done by its receipt only
WHOLE_DAY = len("2026-01-01")


@dataclass(frozen=True)
class SaeReport:
    """One report: ``kind`` and ``number`` as coded, "" where not entered; ``reached`` the sponsor at, or not yet."""

    key: FormKey
    kind: str
    number: str
    reached: datetime | None
    status: FormStatus


def reports_of(book: SiteBook, values: SubjectValues, event: FormKey) -> tuple[SaeReport, ...]:
    """Return the reports of an adverse event in the order they were begun."""
    rows = [row for row in values.child_rows(event) if row.form == REPORT_FORM]
    return tuple(_report(book, values, row) for row in rows)


def first_reached(reports: tuple[SaeReport, ...]) -> datetime | None:
    """Return when the first report reached the sponsor: that stops the clock, and nothing else does."""
    times = [report.reached for report in reports if report.kind == INITIAL and report.reached is not None]
    return min(times, default=None)


def moment(book: SiteBook, day: str, clock_time: str) -> datetime | None:
    """Return the site time; without a time of day the day's start counts (the stricter deadline)."""
    if len(day) != WHOLE_DAY:
        return None
    return datetime.fromisoformat(f"{day}T{clock_time or '00:00'}").replace(tzinfo=book.zone)


def _report(book: SiteBook, values: SubjectValues, key: FormKey) -> SaeReport:
    sending = values.form_of(key).item("RCPT")
    rows = () if sending is None else group_rows(values, key, sending[0])
    sent = [time for row in rows if (time := _reached(book, values, key, row)) is not None]
    kind, number = (_held(values, key, name) for name in ("RPTYP", "RPNO"))
    return SaeReport(key, kind, number, min(sent, default=None), form_status(book, values, key)[0])


def _reached(book: SiteBook, values: SubjectValues, key: FormKey, row: int) -> datetime | None:
    """Return when what one line of the sending record says reached the sponsor; a time of day is needed for that."""
    how = _held(values, key, "SENTHOW", row)
    names = ("SENTDAT", "SENTTIM") if how in DONE_WHEN_SENT else ("RECDAT", "RECTIM")
    day, clock_time = (_held(values, key, name, row) for name in names)
    told = _held(values, key, "RCPT", row) == SPONSOR and how != "" and clock_time != ""
    return moment(book, day, clock_time) if told else None


def _held(values: SubjectValues, key: FormKey, name: str, row: int = 1) -> str:
    found = values.form_of(key).item(name)
    return "" if found is None else values.cell(key.item(found[0].oid, found[1].oid, row)).value or ""

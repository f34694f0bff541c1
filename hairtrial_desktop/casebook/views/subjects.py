"""The list of participants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.views.grid import FormStatus, Grid, grid_of
from hairtrial_desktop.casebook.views.review import to_sign

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.study.schedule import PlannedVisit
    from hairtrial_desktop.study.text import Text

SCREENING = "SCREENING"  # the status of who is not enrolled yet
NO_FORM = (FormStatus.NOT_PLANNED, FormStatus.NOT_APPLICABLE)
UNDONE = (FormStatus.EMPTY, FormStatus.PROGRESS, FormStatus.FINDINGS)


@dataclass(frozen=True)
class SubjectLine:
    """One participant. ``masked_name`` is empty for roles that may not know.

    ``open_forms`` counts what has to be done before a signature: forms in progress or with findings, and those of a
    visit begun that nobody opened yet. ``to_sign`` counts what the page of reviews offers.
    """

    subject: str
    masked_name: str
    search_text: str  # number and, for roles that may know, the name; lower case
    status: str
    status_name: Text
    sex: str  # coded value or ""
    age: str
    next_visit: PlannedVisit | None
    open_forms: int
    to_sign: int
    adverse_events: int


def subject_lines(book: SiteBook) -> tuple[SubjectLine, ...]:
    """Return every participant, by number."""
    book.actor.require(Action.READ_DATA)
    return tuple(subject_line(book, grid_of(book, subject)) for subject in book.subjects())


def subject_line(book: SiteBook, grid: Grid) -> SubjectLine:
    """Return the line of one participant from its grid."""
    identity = book.identity(grid.subject)
    name = identity.name if identity else ""
    begun_ones = {at for at in range(len(grid.events)) if begun(grid, at)}
    waiting = [row.cells[at].status is FormStatus.EMPTY for row in grid.rows for at in begun_ones]
    cells = [cell for row in grid.rows for cell in row.cells]
    rows = [row for log in grid.logs.values() for row in log]
    held = [(cell.status, cell.open_findings) for cell in cells] + [(row.status, row.open_findings) for row in rows]
    unfinished = [bool(found) or status in (FormStatus.PROGRESS, FormStatus.FINDINGS) for status, found in held]
    return SubjectLine(
        subject=grid.subject,
        masked_name=identity.masked if identity else "",
        search_text=f"{grid.subject} {name}".lower(),
        status=grid.status,
        status_name=grid.status_name,
        sex=_demographic(book, grid.subject, "SEX"),
        age=_demographic(book, grid.subject, "AGE"),
        next_visit=foremost_visit(grid),
        open_forms=sum(unfinished) + sum(waiting),
        to_sign=len(to_sign(book, [grid])),
        adverse_events=len(grid.logs.get("F.AE", ())),
    )


def next_visit(grid: Grid) -> PlannedVisit | None:
    """Return the first visit to come after the last that happened, None for a subject that has ended.

    Before enrolment that is the screening itself, until the investigator has signed eligibility.
    """
    if _in_screening(grid):
        return grid.events[0]
    happened = [at for at, visit in enumerate(grid.events) if visit.actual is not None and not visit.event.repeating]
    coming = grid.events[max(happened, default=-1) + 1 :]
    return next((visit for visit in coming if visit.actual is None and visit.due is not None), None)


def foremost_visit(grid: Grid) -> PlannedVisit | None:
    """Return the one visit to name for a participant: one that is due, else one still late, else the next to come."""
    waiting = () if _in_screening(grid) else tuple(visit for visit in grid.events if visit.state in ("due", "overdue"))
    return min(waiting, key=lambda visit: visit.state != "due", default=None) or next_visit(grid)


def visits_to_do(grid: Grid) -> tuple[PlannedVisit, ...]:
    """Return, in the schedule's order, every visit begun with forms left and every one due, late or missed.

    Only where there is none of these the next to come. Nobody is called for an injection before the investigator has
    signed eligibility: until then the days of later visits count only once they are over.
    """
    screened = not _in_screening(grid)
    now = ("due", "overdue", "out") if screened else ("overdue", "out")
    injections = [at for at, visit in enumerate(grid.events) if visit.event.given_item is not None]
    last = len(grid.events) if screened or not injections else injections[0]  # nothing follows before the first
    found = [visit for at, visit in enumerate(grid.events) if begun(grid, at) or (at <= last and visit.state in now)]
    coming = next_visit(grid)
    if coming is not None and coming not in found and (not found or not screened):
        found = [visit for visit in grid.events if visit in found or visit is coming]
    return tuple(found)


def begun(grid: Grid, at: int) -> bool:
    """Whether something of the visit in column ``at`` is saved and forms of it are left."""
    statuses = {row.cells[at].status for row in grid.rows} - set(NO_FORM)
    return bool(statuses - {FormStatus.EMPTY}) and not statuses.isdisjoint(UNDONE)


def _in_screening(grid: Grid) -> bool:
    """Whether the investigator has still to sign eligibility; an injection recorded without it ends screening too."""
    injected = any(visit.event.given_item is not None and visit.actual is not None for visit in grid.events)
    return grid.status == SCREENING and not injected and not _eligibility_signed(grid)


def _eligibility_signed(grid: Grid) -> bool:
    cells = [cell for row in grid.rows if "eligibility" in row.form.signed_as for cell in row.cells]
    return any(cell.status is FormStatus.SIGNED for cell in cells)


def _demographic(book: SiteBook, subject: str, name: str) -> str:
    values, form = book.values(subject), FormKey(subject, book.study.events[0].oid, "F.DM")
    found = values.find(book.study, form, name) if "F.DM" in book.study.forms else None
    return "" if found is None else values.cell(found.form.item(found.group.oid, found.item.oid)).value or ""

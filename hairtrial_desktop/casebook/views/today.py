"""Today: what is due, open, waiting and counting down. Each line opens the thing itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.cohorts import CohortLine, cohort_lines
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.prints import STALE, BinderState, binder
from hairtrial_desktop.casebook.proposals import Proposal, seen_proposals
from hairtrial_desktop.casebook.queries import queries_of
from hairtrial_desktop.casebook.query_states import QueryState
from hairtrial_desktop.casebook.views.adverse_events import AdverseEventLine, adverse_event_lines
from hairtrial_desktop.casebook.views.grid import FormStatus, Grid, grid_of
from hairtrial_desktop.casebook.views.queries import QueryLine, lines_of
from hairtrial_desktop.casebook.views.review import to_sign
from hairtrial_desktop.casebook.views.subjects import NO_FORM, UNDONE, visits_to_do
from hairtrial_desktop.casebook.views.work_marks import query_counts
from hairtrial_desktop.study.repeats import event_at, form_at

if TYPE_CHECKING:
    from datetime import date

    from hairtrial_desktop.casebook.outbox import OutboxEntry
    from hairtrial_desktop.casebook.ports import Outbox
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.study.schedule import PlannedVisit
    from hairtrial_desktop.study.text import Text


@dataclass(frozen=True)
class VisitLine:
    """A visit that is due, overdue or coming for one subject."""

    subject: str
    visit: PlannedVisit
    started: bool  # some form of the visit is saved
    opens: FormKey  # the first form still to be done


@dataclass(frozen=True)
class OpenForm:
    """A form left open, or an unsaved draft of the actor."""

    key: FormKey
    form_name: Text
    event_name: Text
    status: FormStatus
    findings: int
    draft_at: str | None  # UTC text: an unsaved draft of the actor stands since


@dataclass(frozen=True)
class DeviationLine:
    """A protocol deviation that a person has to decide on, or the investigator to acknowledge."""

    proposal: Proposal
    form_name: Text
    event_name: Text


@dataclass(frozen=True)
class Today:
    """The page of the day. ``enrolled`` counts subjects that were ever given a kit."""

    day: date
    enrolled: int
    target: int
    visits: tuple[VisitLine, ...]
    open_forms: tuple[OpenForm, ...]
    to_sign: int
    void_signatures: int
    clocks: tuple[AdverseEventLine, ...]
    last_export: OutboxEntry | None
    new_values: int  # values committed since the last monthly export
    queries: tuple[QueryLine, ...] = ()  # that wait for the person at the screen: to answer, or to close
    deviations: tuple[DeviationLine, ...] = ()
    cohorts: tuple[CohortLine, ...] = ()  # and why the next participant may be given a kit, or may not
    stale_prints: int = 0  # pages in the binder to print again or to take out
    by_hand: int = 0  # pages in the binder that wait for a signature by hand


def today_of(book: SiteBook, outbox: Outbox) -> Today:
    """Return the page of the day for the actor of ``book``."""
    grids = [grid_of(book, subject) for subject in book.subjects()]
    waiting = to_sign(book, grids)
    monthly = [entry for entry in outbox.entries() if entry.series == "monthly"]
    last = max(monthly, key=lambda entry: entry.number, default=None)
    since = last.head_seq if last else 0
    fresh = sum(row.seq > since for subject in book.subjects() for row in book.state(subject).items().values())
    clocks = tuple(line for line in adverse_event_lines(book) if line.clock is not None and line.clock.running)
    pages = binder(book) if book.actor.may(Action.PRINT) and book.actor.may(Action.ENTER) else ()
    return Today(
        day=book.now().date(),
        enrolled=sum(_has_kit(book, grid.subject) for grid in grids),
        target=book.study.enrolment_target,
        visits=_visits(grids),
        open_forms=_open_forms(book, grids),
        to_sign=len(waiting),
        void_signatures=sum(line.void for line in waiting),
        deviations=tuple(line for grid in grids for line in _deviations(book, grid.subject)),
        clocks=clocks,
        last_export=last,
        new_values=fresh,
        queries=_queries(book),
        cohorts=cohort_lines(book),
        stale_prints=sum(line.state in STALE for line in pages),
        by_hand=sum(line.state is BinderState.TO_SIGN for line in pages),
    )


def _queries(book: SiteBook) -> tuple[QueryLine, ...]:
    """Read the threads of those subjects only that have something waiting."""
    actor = book.actor
    answers, closes = actor.may(Action.ANSWER_QUERY), actor.may(Action.CLOSE_QUERY)
    found: list[QueryLine] = []
    for subject in book.subjects():
        asked, answered = query_counts(book, subject)
        if (asked and answers) or (answered and closes):
            found += lines_of(book, queries_of(book.state(subject)))
    open_ones = [line for line in found if answers and line.query.state is QueryState.OPEN]
    return (*open_ones, *(line for line in found if closes and line.query.state is QueryState.ANSWERED))


def _deviations(book: SiteBook, subject: str) -> list[DeviationLine]:
    found = []
    for proposal in seen_proposals(book, subject):
        if proposal.open or proposal.waits:
            event = next(each for each in book.events(subject) if each.oid == proposal.opens.event)
            found.append(
                DeviationLine(proposal, form_at(book.form_of(proposal.opens), proposal.opens.form_repeat), event.name)
            )
    return found


def _has_kit(book: SiteBook, subject: str) -> bool:
    return any(FormKey.parse(key).form == "F.KIT" for key in book.whole(subject).forms())


URGENCY = {"out": 0, "overdue": 1, "due": 2, "upcoming": 4}  # what is begun, and waits for no person, stands between


def _visits(grids: list[Grid]) -> tuple[VisitLine, ...]:
    """Return what participants have to come for, late and due visits first; what is half done stands below them."""
    each = [line for grid in grids for visit in visits_to_do(grid) if (line := _visit_line(grid, visit)) is not None]
    return tuple(sorted(each, key=lambda line: _urgency(line.visit)))


def _urgency(visit: PlannedVisit) -> tuple[int, str]:
    return URGENCY.get(visit.state, 3), str(visit.actual or visit.latest or visit.due or "")


def _visit_line(grid: Grid, visit: PlannedVisit) -> VisitLine | None:
    """Return the line of a visit; None where the actor sees none of its forms."""
    at = grid.events.index(visit)
    cells = [row.cells[at] for row in grid.rows if row.cells[at].status not in NO_FORM]
    if not cells:
        return None
    order = {oid: place for place, oid in enumerate(visit.event.forms)}
    cells.sort(key=lambda cell: order[cell.key.form])
    unsigned = [cell for cell in cells if cell.status in (FormStatus.COMPLETE, FormStatus.VOID)]
    undone = [cell for cell in cells if cell.status in UNDONE]
    started = any(cell.status is not FormStatus.EMPTY for cell in cells)
    return VisitLine(grid.subject, visit, started, (undone or unsigned or cells)[0].key)


def _open_forms(book: SiteBook, grids: list[Grid]) -> tuple[OpenForm, ...]:
    drafts = book.shelves.drafts.forms(book.actor.user)
    found: dict[str, OpenForm] = {}
    for grid in grids:
        places = [(cell.key, cell.status, cell.open_findings) for row in grid.rows for cell in row.cells]
        places += [(row.key, row.status, row.open_findings) for rows in grid.logs.values() for row in rows]
        for key, status, findings in places:
            if findings or status in (FormStatus.PROGRESS, FormStatus.FINDINGS) or str(key) in drafts:
                found[str(key)] = _open(book, key, status, findings, drafts.get(str(key)))
    for text, at in drafts.items():
        if text not in found:
            found[text] = _open(book, FormKey.parse(text), FormStatus.EMPTY, 0, at)
    return tuple(found.values())


def _open(book: SiteBook, key: FormKey, status: FormStatus, findings: int, draft_at: str | None) -> OpenForm:
    study = book.study_of(key)
    form, event = study.forms[key.form], study.event(key.event)
    return OpenForm(key, form_at(form, key.form_repeat), event_at(event, key.event_repeat), status, findings, draft_at)

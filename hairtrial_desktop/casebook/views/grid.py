"""The casebook of one subject as a grid: forms down, visits across, and its timeline."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_findings import open_findings
from hairtrial_desktop.casebook.standing import signatures, signed, void
from hairtrial_desktop.casebook.views.work_marks import UNMARKED, WorkMarks, work_marks
from hairtrial_desktop.casebook.visits import forms_of, visits_of
from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.text import LANGUAGES, Text

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.casebook.versions import Versions
    from hairtrial_desktop.study.definitions import FormDef, StudyEventDef
    from hairtrial_desktop.study.schedule import PlannedVisit


class FormStatus(StrEnum):
    """What a cell of the grid says; each has its own shape and word."""

    NOT_PLANNED = "not_planned"  # the visit does not have the form
    NOT_APPLICABLE = "not_applicable"  # skipped for this subject
    EMPTY = "empty"
    PROGRESS = "progress"
    FINDINGS = "findings"  # saved, with something to correct or confirm
    COMPLETE = "complete"
    SIGNED = "signed"
    VOID = "void"  # a signature stood and the data changed
    REMOVED = "removed"  # a log row taken away, with a reason


@dataclass(frozen=True)
class GridCell:
    """One form of one visit. ``open_findings`` counts what blocks completion."""

    key: FormKey
    status: FormStatus
    open_findings: int = 0
    work: WorkMarks = UNMARKED


@dataclass(frozen=True)
class GridRow:
    """One form over all visits, in the order of ``Grid.events``."""

    form: FormDef
    cells: tuple[GridCell, ...]


@dataclass(frozen=True)
class LogRow:
    """One row of a log: its number and what names it, as people read it."""

    key: FormKey
    title: Text
    status: FormStatus
    open_findings: int = 0


@dataclass(frozen=True)
class Grid:
    """The whole casebook of one subject. ``logs`` maps log form OID to its rows."""

    subject: str
    status: str  # code of the subject's status
    status_name: Text
    events: tuple[PlannedVisit, ...]
    rows: tuple[GridRow, ...]
    logs: dict[str, tuple[LogRow, ...]]


def grid_of(book: SiteBook, subject: str) -> Grid:
    """Return the casebook grid of ``subject``."""
    values, sight = book.values(subject), book.sight(subject)
    visits = visits_of(values)
    status, name = subject_status(values)
    events = values.events()
    standing = [(visit, forms_of(values, visit.event, visit.repeat)) for visit in visits]
    rows = tuple(
        GridRow(form, tuple(_cell(book, values, visit, oids, form) for visit, oids in standing))
        for form in _forms_in_order(book.versions, events)
        if sight.sees_form(form.oid)
    )
    logs = {
        oid: tuple(log_row(book, values, key) for key in values.log_rows(oid))
        for event in events
        if event.log
        for oid in event.forms
        if sight.sees_form(oid)
    }
    return Grid(subject, status, name, visits, rows, logs)


def subject_status(values: SubjectValues) -> tuple[str, Text]:
    """Return the code and name of the first status rule that holds (computed, never stored)."""
    first = values.study.events[0]
    context = values.context(FormKey(values.subject, first.oid, first.forms[0]), asking=values.study)
    for rule in values.study.statuses:
        if rule.when.evaluate(context) is True:
            return rule.code, rule.name
    rule = values.study.statuses[-1]
    return rule.code, rule.name


def form_status(book: SiteBook, values: SubjectValues, key: FormKey) -> tuple[FormStatus, int]:
    """Return a form's status and the number of findings that block its completion.

    A signed form is judged too: what was found after the signature is not hidden behind it.
    """
    row = values.state.forms().get(str(key))
    form = values.form_of(key)
    if row is not None and row.status == "removed" and form.log:
        return FormStatus.REMOVED, 0
    if row is None or row.status == "removed":  # a form voided where it stood can be entered again
        applies = form.collect_when is None or form.collect_when.evaluate(values.context(key)) is not False
        return (FormStatus.EMPTY if applies else FormStatus.NOT_APPLICABLE), 0
    put = signatures(values.state, key)
    blockers = _open_findings(book, values, key)
    if signed(put, form.signed_as):
        return FormStatus.SIGNED, blockers
    if void(put, form.signed_as):
        return FormStatus.VOID, blockers
    if blockers and row.status == "complete":
        return FormStatus.FINDINGS, blockers
    return (FormStatus.COMPLETE if row.status == "complete" else FormStatus.PROGRESS), blockers


def _open_findings(book: SiteBook, values: SubjectValues, key: FormKey) -> int:
    """Count what is found as committed; what the open form has typed is judged by itself."""
    if values.overlay:
        return open_findings(values, key)
    return book.judged(key.subject).open_findings(key)


def log_row(book: SiteBook, values: SubjectValues, key: FormKey) -> LogRow:
    """Return one row of a log with its title."""
    form = values.form_of(key)
    sight = book.sight(key.subject)
    found = [place for name in form.row_title if (place := form.item(name)) is not None]
    named = [(group, item) for group, item in found if sight.sees(form.oid, item.oid)]
    held = [(item, values.cell(key.item(group.oid, item.oid)).value) for group, item in named]
    said = [
        " · ".join(codec_for(item).show(value, language) for item, value in held if value is not None)
        for language in LANGUAGES
    ]
    return LogRow(key, Text(*said), *form_status(book, values, key))


def _forms_in_order(versions: Versions, events: tuple[StudyEventDef, ...]) -> list[FormDef]:
    seen: dict[str, FormDef] = {}
    for event in events:
        if not event.log:
            for oid in event.forms:
                seen.setdefault(oid, versions.newest(oid))
    return list(seen.values())


def _cell(
    book: SiteBook, values: SubjectValues, visit: PlannedVisit, standing: tuple[str, ...], form: FormDef
) -> GridCell:
    key = FormKey(values.subject, visit.event.oid, form.oid, visit.repeat)
    if form.oid not in standing:
        return GridCell(key, FormStatus.NOT_PLANNED)
    status, blockers = form_status(book, values, key)
    if status is FormStatus.EMPTY and visit.state == "cancelled":
        status = FormStatus.NOT_APPLICABLE
    return GridCell(key, status, blockers, work_marks(book, key))

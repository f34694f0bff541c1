"""Reviewing the audit trail by risk, and who reviewed which part of it when (E6(R3) 4.2.3; EMA 2023 6.2.2).

Filters are pure functions over the lines of the trail. A review is a record over a range of commits; what is in no
range is not reviewed yet.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.entry_times import LATE_AFTER, late_after
from hairtrial_desktop.casebook.record import SITE, Draft, Record, parse_utc
from hairtrial_desktop.casebook.visits import visit_date
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hairtrial_desktop.casebook.record import Commit
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.casebook.views.audit import AuditLine

FIRST_OF_WEEKEND = 5  # Saturday, as ``date.weekday`` counts
COLUMNS = (
    "SEQ", "TIME", "UTC", "USER", "NAME", "ROLE", "WORKSTATION", "ACT", "SUBJECT", "VISIT", "FORM", "ITEM", "REPEAT",
    "OLD", "NEW", "REASON", "SOURCE", "KEY",
    "ERASED", "AFTERUNBLINDING",
)  # fmt: skip


class Risk(StrEnum):
    """What a reviewer looks for first."""

    CRITICAL = "critical"  # a change of a critical item
    LATE = "late"  # entered long after the visit
    ODD_HOURS = "odd_hours"  # at night or on a weekend
    MANY_CHANGES = "many_changes"  # of one and the same value
    AFTER_SIGNATURE = "after_signature"
    AFTER_UNBLINDING = "after_unblinding"  # R3-22


@dataclass(frozen=True)
class RiskTerms:
    """What counts as a risk. Hours are site time: from ``night_from`` to before ``night_to``.

    The defaults stand where the study has no setting of its own (``AUDIT_...``).
    """

    zone: tzinfo
    critical: frozenset[str] = frozenset()  # item OIDs
    visits: Mapping[str, date] = field(default_factory=dict, hash=False)  # "01-001/SE.V1#1" -> day of the visit
    night_from: int = 22
    night_to: int = 6
    weekends: bool = True
    late_after: timedelta = LATE_AFTER
    many: int = 3  # changes of one value after its first entry


def lines_at_risk(lines: Sequence[AuditLine], risk: Risk, terms: RiskTerms) -> list[AuditLine]:
    """Return the lines (given oldest first) that ``risk`` names, in their order."""
    if risk is Risk.CRITICAL:
        return [line for line in lines if _changes_value(line) and ItemKey.parse(line.key).item in terms.critical]
    if risk is Risk.LATE:
        return [line for line in lines if _is_late(line, terms)]
    if risk is Risk.ODD_HOURS:
        return [line for line in lines if line.subject and _is_odd(line, terms)]
    if risk is Risk.MANY_CHANGES:
        counts = Counter(line.key for line in lines if _changes_value(line))
        return [line for line in lines if _changes_value(line) and counts[line.key] >= terms.many]
    if risk is Risk.AFTER_UNBLINDING:
        return [line for line in lines if line.after_unblinding]
    return _after_signature(lines)


def _changes_value(line: AuditLine) -> bool:
    """Whether a line changes a value that was there, by a person."""
    return line.kind == "item" and bool(line.old) and line.source != "derived"


def _is_late(line: AuditLine, terms: RiskTerms) -> bool:
    if line.kind != "item" or line.old or line.source in ("derived", "system"):
        return False
    day = terms.visits.get(str(line.key).rsplit("/", 3)[0])
    return day is not None and parse_utc(line.at).astimezone(terms.zone).date() - day > terms.late_after


def _is_odd(line: AuditLine, terms: RiskTerms) -> bool:
    at = parse_utc(line.at).astimezone(terms.zone)
    night = at.hour >= terms.night_from or at.hour < terms.night_to
    return night or (terms.weekends and at.weekday() >= FIRST_OF_WEEKEND)


def _after_signature(lines: Sequence[AuditLine]) -> list[AuditLine]:
    signed: set[str] = set()
    found = []
    for line in lines:
        form = "/".join(line.key.split("/")[:3])
        if line.act == "sign" and line.kind == "signature":
            signed.add(form)
        elif line.kind in ("item", "form") and form in signed:
            found.append(line)
    return found


def risk_terms(book: SiteBook) -> RiskTerms:
    """Return the terms of the study in force: its critical items, criteria included, and the days of its visits."""
    items = [item for form in book.study.forms.values() for group in form.groups for item in group.items]
    critical = frozenset(item.oid for item in items if item.critical or item.criterion is not None)
    visits: dict[str, date] = {}
    for subject in book.subjects() if book.actor.may(Action.READ_DATA) else ():
        values = book.values(subject)
        keys = {(form.event, form.event_repeat) for form in map(FormKey.parse, values.state.forms())}
        for event, repeat in keys:
            found = next((each for each in book.study.events if each.oid == event), None)
            day = None if found is None else visit_date(values, found, repeat)
            if day is not None and len(day) == len("2026-01-01"):
                visits[f"{subject}/{event}#{repeat}"] = date.fromisoformat(day)
    given = {name: _number(book, setting) for name, setting in _SETTINGS.items()}
    weekends = book.study.settings.get("AUDIT_WEEKENDS")
    return RiskTerms(
        book.zone, critical, visits, weekends=weekends is None or weekends.value != "N",
        late_after=late_after(book.study), **{name: value for name, value in given.items() if value is not None},
    )  # fmt: skip


_SETTINGS = {"night_from": "AUDIT_NIGHT_FROM", "night_to": "AUDIT_NIGHT_TO", "many": "AUDIT_MANY_CHANGES"}


def _number(book: SiteBook, name: str) -> int | None:
    """Return a whole number of the study's settings; None where an older version of the study has none."""
    setting = book.study.settings.get(name)
    return setting.value if setting is not None and isinstance(setting.value, int) else None


@dataclass(frozen=True)
class AuditReview:
    """Somebody looked at commits ``first`` to ``last``, and what was found."""

    first: int
    last: int
    note: str
    user: str
    role: str
    at: str  # UTC text


def audit_reviews(book: SiteBook) -> tuple[AuditReview, ...]:
    """Return every review of the audit trail, oldest first."""
    rows = [row for key, row in book.state(SITE).things("review_data").items() if key.startswith("audit-")]
    found = ((row, row.data) for row in sorted(rows, key=lambda row: row.seq))
    return tuple(
        AuditReview(data["first"], data["last"], data["note"], data["user"], data["role"], data["at"])
        for _, data in found
    )


def not_reviewed(reviews: Iterable[AuditReview], head: int) -> list[tuple[int, int]]:
    """Return the ranges of commits 1 to ``head`` that no review covers."""
    gaps, following = [], 1
    for first, last in sorted((review.first, review.last) for review in reviews):
        if first > following:
            gaps.append((following, first - 1))
        following = max(following, last + 1)
    return [*gaps, (following, head)] if following <= head else gaps


def record_review(book: SiteBook, last: int, note: str) -> Commit:
    """Record that the trail was reviewed up to commit ``last``, from the first that was not.

    KnownError ``note_text_required`` | ``nothing_to_mark``; NotPermitted.
    """
    book.actor.require(Action.REVIEW_AUDIT)
    if not note.strip():
        raise KnownError("note_text_required")
    reviews = audit_reviews(book)
    gaps = not_reviewed(reviews, min(last, book.shelves.store.head().seq))
    if not gaps:
        raise KnownError("nothing_to_mark")
    new = {"state": "done", "first": gaps[0][0], "last": gaps[-1][1], "note": note.strip()}
    record = Record("review", f"audit-{len(reviews) + 1:05d}", None, new, source="system")
    return book.commit(Draft(SITE, "review_audit", (record,)))


def audit_csv(book: SiteBook, lines: Iterable[AuditLine], language: str) -> bytes:
    """Return the lines as CSV with user, role and reason: UTF-8 with BOM, times in site time and UTC (FDA Q12).

    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in lines:
        local = parse_utc(line.at).astimezone(book.zone).isoformat(" ", "milliseconds")
        places = (line.visit, line.form, line.label, line.repeat)
        names = ["" if text is None else text.say(language) for text in places]
        writer.writerow(_harmless(cell) for cell in (
            str(line.seq), local, line.at, line.user, book.person_name(line.user), line.role, line.workstation,
            line.act, line.subject, *names, line.old, line.new, line.reason, line.source, line.key,
            _erased(book, line), "Y" if line.after_unblinding else "",
        ))  # fmt: skip
    return target.getvalue().encode("utf-8-sig")


def _erased(book: SiteBook, line: AuditLine) -> str:
    """Return who erased a text of a line, with whom, when (UTC) and why; never what."""
    gone = line.erased
    if gone is None:
        return ""
    return f"{book.person_name(gone.user)} + {book.person_name(gone.second)}, {gone.at}: {gone.why}"


def _harmless(cell: str) -> str:
    begins = cell[:1] in ("=", "+", "-", "@", "\t") and not cell[1:].replace(".", "", 1).isdecimal()
    return f"'{cell}" if begins else cell

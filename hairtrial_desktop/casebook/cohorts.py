"""Which dose cohort is open, for whom and from when: releases, the sentinel rule, the safety review before escalation.

Settings of the study: ``SENTINEL_N`` first participants of a cohort are observed for ``SENTINEL_DAYS`` days after their
first injection before the rest may be given kits; ``COHORT_N`` participants fill a cohort.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.kit_assignments import Assignment, assignments
from hairtrial_desktop.casebook.kit_lists import COHORTS, cohort_codes
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.study.releases import CohortEvent, Decision, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.study.text import Text

NEVER = "9999-12-31"  # a day that no form can hold: not released


class Standing(StrEnum):
    """Why kits of a cohort may be given, or may not."""

    OPEN = "open"
    FULL = "full"
    NOT_OPEN = "not_open"  # no release of the sponsor is here, or the cohort was closed
    REVIEW = "review"  # the safety review of the cohort before it is not here, or says hold
    OBSERVED = "observed"  # the sentinel's days are not over
    HOLD = "hold"  # the sponsor's decision on the sentinel says hold


@dataclass(frozen=True)
class CohortLine:
    """One cohort as it stands today for the next participant; ``since`` and ``until`` are ISO dates or empty."""

    code: str
    name: Text
    standing: Standing
    since: str
    until: str
    enrolled: int
    target: int


def released(book: SiteBook) -> dict[str, tuple[Decision, ...]]:
    """Return the sponsor's decisions by cohort, as taken in."""
    rows = book.state(SITE).things("cohort_data")
    return {key: tuple(Decision(**each) for each in row.data["decisions"]) for key, row in rows.items()}


def opened_on(cohort: str, decisions: dict[str, tuple[Decision, ...]], order: Sequence[str]) -> str:
    """Return the day from which the cohort is open, the review of the one before it included; NEVER if it is not."""
    last = _last(decisions.get(cohort, ()), CohortEvent.OPENED, CohortEvent.CLOSED)
    if last is None or last.event == CohortEvent.CLOSED:
        return NEVER
    before = order[order.index(cohort) - 1] if cohort in order[1:] else None
    if before is None:
        return last.day
    review = _last(decisions.get(before, ()), CohortEvent.SAFETY_REVIEW)
    return max(last.day, review.day) if review is not None and review.outcome == Outcome.CONTINUE else NEVER


def _last(decisions: Sequence[Decision], *events: CohortEvent) -> Decision | None:
    found = [each for each in decisions if each.event in events]
    return found[-1] if found else None


def treated_from(book: SiteBook, cohort: str, subject: str, given: Sequence[Assignment], opened: str) -> str:
    """Return the day from which ``subject`` may be given a kit under the sentinel rule; NEVER while that is open."""
    sentinels = setting(book, "SENTINEL_N")
    days = setting(book, "SENTINEL_DAYS")
    order = list(dict.fromkeys(each.subject for each in given if each.cohort == cohort))
    first = order[:sentinels]
    if not sentinels or subject in first or (subject not in order and len(first) < sentinels):
        return opened
    if on_hold(released(book).get(cohort, ())):
        return NEVER
    injected = [
        min((each.injection_day for each in given if each.subject == one and each.injection_day), default=NEVER)
        for one in first
    ]
    last = max(injected)
    return NEVER if last == NEVER else (date.fromisoformat(last) + timedelta(days=days)).isoformat()


def on_hold(decisions: Sequence[Decision]) -> bool:
    """Whether the sponsor's last decision on the sentinel of a cohort, of its ``decisions``, says hold."""
    decision = _last(decisions, CohortEvent.SENTINEL)
    return decision is not None and decision.outcome == Outcome.HOLD


def has_place(given: Sequence[Assignment], subject: str, places: int, cohort: str = "") -> bool:
    """Whether ``subject`` is or would be among the first ``places`` with a kit (of ``cohort``, else of the study).

    In the order of enrolment: who was the seventh of six stays the one too many. No limit where ``places`` is 0.
    """
    order = list(dict.fromkeys(each.subject for each in given if each.cohort and cohort in ("", each.cohort)))
    at = order.index(subject) if subject in order else len(order)
    return not places or at < places


def cohort_lines(book: SiteBook) -> tuple[CohortLine, ...]:
    """Return every cohort of the study as it stands today."""
    decisions, given, order = released(book), assignments(book), cohort_codes(book.study)
    return tuple(_line(book, cohort, decisions, given, order=order) for cohort in order)


def _line(
    book: SiteBook, cohort: str, decisions: dict[str, tuple[Decision, ...]], given: Sequence[Assignment], *,
    order: Sequence[str],
) -> CohortLine:  # fmt: skip
    target = setting(book, "COHORT_N")
    enrolled = len({each.subject for each in given if each.cohort == cohort})
    opened = opened_on(cohort, decisions, order)
    begins = treated_from(book, cohort, "", given, opened)
    today = book.now().date().isoformat()
    last = _last(decisions.get(cohort, ()), CohortEvent.OPENED, CohortEvent.CLOSED)
    until = ""
    if last is None or last.event == CohortEvent.CLOSED or today < last.day:
        standing = Standing.NOT_OPEN
    elif opened == NEVER or today < opened:
        standing = Standing.REVIEW
    elif target and enrolled >= target:
        standing = Standing.FULL
    elif on_hold(decisions.get(cohort, ())):
        standing = Standing.HOLD
    elif today < begins:
        standing, until = Standing.OBSERVED, "" if begins == NEVER else begins
    else:
        standing = Standing.OPEN
    name = book.study.code_lists[COHORTS].find(cohort)
    assert name is not None  # noqa: S101 - the codes come from this very list
    return CohortLine(cohort, name.text, standing, "" if opened == NEVER else opened, until, enrolled, target)


def setting(book: SiteBook, name: str) -> int:
    """Return a setting of the study that is a number, 0 where it has none."""
    found = book.study.settings.get(name)
    return 0 if found is None or found.value is None else int(found.value)

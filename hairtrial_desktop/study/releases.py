"""The sponsor's release list: which dose cohorts are open, what was decided on their sentinels and in safety reviews.

A CSV ``COHORT,EVENT,DATE,DECISION``, one line a decision, the whole history each time.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from hairtrial_desktop.study.kits import ListProblem
from hairtrial_desktop.study.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RELEASE_COLUMNS = ("COHORT", "EVENT", "DATE", "DECISION")


class CohortEvent(StrEnum):
    """What was decided."""

    OPENED = "OPENED"  # participants may be given kits of the cohort
    CLOSED = "CLOSED"
    SENTINEL = "SENTINEL"  # the observation of the cohort's first participants
    SAFETY_REVIEW = "SAFETY_REVIEW"  # of the whole cohort, before the next one


class Outcome(StrEnum):
    """How it was decided; an opening and a closing have none."""

    CONTINUE = "CONTINUE"
    HOLD = "HOLD"


_JUDGING = (CohortEvent.SENTINEL, CohortEvent.SAFETY_REVIEW)


@dataclass(frozen=True)
class Decision:
    """One line. ``day`` is an ISO date; ``outcome`` "" for an opening and a closing."""

    cohort: str
    event: str
    day: str
    outcome: str


def read_release(text: str, cohorts: Sequence[str]) -> tuple[tuple[Decision, ...], tuple[ListProblem, ...]]:
    """Return the decisions in the order of the file, and every problem at once."""
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    header = tuple(lines[0]) if lines else ()
    if header != RELEASE_COLUMNS:
        return (), (ListProblem(1, "", ",".join(RELEASE_COLUMNS), ",".join(header)),)
    decisions, problems = [], []
    for row, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(RELEASE_COLUMNS):
            problems.append(
                ListProblem(row, "", phrase("{count} columns", count=len(RELEASE_COLUMNS)), str(len(cells)))
            )
            continue
        decision = Decision(*(cell.strip() for cell in cells))
        problems += _wrong(row, decision, cohorts)
        decisions.append(decision)
    if not decisions and not problems:
        problems.append(ListProblem(2, "", phrase("at least one decision"), ""))
    return tuple(decisions), tuple(problems)


def _wrong(row: int, decision: Decision, cohorts: Sequence[str]) -> Iterator[ListProblem]:
    if decision.cohort not in cohorts:
        yield ListProblem(row, "COHORT", " | ".join(cohorts), decision.cohort)
    if decision.event not in set(CohortEvent):
        yield ListProblem(row, "EVENT", " | ".join(CohortEvent), decision.event)
    try:
        date.fromisoformat(decision.day)
    except ValueError:
        yield ListProblem(row, "DATE", "2026-06-30", decision.day)
    wanted = tuple(Outcome) if decision.event in _JUDGING else ("",)
    if decision.outcome not in wanted:
        yield ListProblem(row, "DECISION", " | ".join(wanted), decision.outcome)

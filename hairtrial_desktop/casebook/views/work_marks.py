"""What waits beside the values of a form: queries, source verification, lock. Counted once per committed state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.locks import LockLevel, lock_over
from hairtrial_desktop.casebook.queries import queries_of
from hairtrial_desktop.casebook.query_states import QueryState
from hairtrial_desktop.casebook.verification_marks import SDV, MarkState, progress_of

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.site_book import SiteBook

COUNTED = "queries"  # where the counts of a subject are kept; forms add their own key


@dataclass(frozen=True)
class WorkMarks:
    """Open and answered queries of a form, how far its source data are verified, how far it is closed."""

    open: int = 0
    answered: int = 0
    sdv: MarkState = MarkState.NONE
    lock: LockLevel = LockLevel.NONE


UNMARKED = WorkMarks()


def query_counts(book: SiteBook, subject: str) -> tuple[int, int]:
    """Return how many queries of a subject are (open, answered)."""
    kept = book.judged(subject).counts
    if f"{COUNTED}?{QueryState.OPEN}" not in kept:
        kept.update({f"{COUNTED}?{state}": 0 for state in (QueryState.OPEN, QueryState.ANSWERED)})
        for query in queries_of(book.state(subject)):
            if query.live:
                kept[f"{COUNTED}?{query.state}"] += 1
                place = f"{query.form}?{query.state}"
                kept[place] = kept.get(place, 0) + 1
    return kept[f"{COUNTED}?{QueryState.OPEN}"], kept[f"{COUNTED}?{QueryState.ANSWERED}"]


def work_marks(book: SiteBook, key: FormKey) -> WorkMarks:
    """Return what waits beside a form as committed."""
    lock = lock_over(book, key)
    level = LockLevel.NONE if lock is None else lock.level
    state = book.state(key.subject)
    if str(key) not in state.forms():
        return WorkMarks(lock=level)
    query_counts(book, key.subject)
    kept, place = book.judged(key.subject).counts, f"{key}?{SDV}"
    if place not in kept:
        kept[place] = tuple(MarkState).index(progress_of(state, book.study, SDV, key).state)
    asked, answered = (kept.get(f"{key}?{one}", 0) for one in (QueryState.OPEN, QueryState.ANSWERED))
    return WorkMarks(asked, answered, tuple(MarkState)[kept[place]], level)

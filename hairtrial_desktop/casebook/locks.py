"""Freeze, soft lock, hard lock of a form, a visit, a participant or the whole site (E6(R3) 4.2.6; EDC-01 (7)).

Judged at the casebook's door: whatever way a commit comes, one that would reach a locked form is refused, values that
are derived elsewhere included. Frozen: no data changes while somebody looks. Soft lock: entry is finished. Hard lock:
nothing of the form changes any more; undoing it takes two people.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.record import SITE, Draft, Record
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.projection import State, ThingRow
    from hairtrial_desktop.casebook.record import Commit
    from hairtrial_desktop.casebook.site_book import SiteBook

FORM, VISIT, SUBJECT, WHOLE_SITE = "form", "visit", "subject", "site"
UNDOES = "undoes"  # in the row that undoes a hard lock: the leaf of that lock, so that it undoes no later one
_DATA = frozenset({"item", "form", "confirmation", "subject", "attachment"})
_ALL = _DATA | {"query", "note", "verification", "review", "signature", "transcription", "proposal"}


class LockLevel(StrEnum):
    """How far a place is closed."""

    NONE = "none"
    FROZEN = "frozen"
    SOFT = "soft"
    HARD = "hard"

    @property
    def rank(self) -> int:
        """Greater closes more."""
        return tuple(LockLevel).index(self)


@dataclass(frozen=True)
class Lock:
    """A lock that stands: where, how far, by whom, when (UTC text), why."""

    place: str
    level: LockLevel
    user: str
    role: str
    at: str
    reason: str


# (from, to) -> (act, right it takes); every other step is refused
STEPS: dict[tuple[LockLevel, LockLevel], tuple[str, Action]] = {
    (LockLevel.NONE, LockLevel.FROZEN): ("freeze", Action.FREEZE),
    (LockLevel.FROZEN, LockLevel.NONE): ("freeze", Action.FREEZE),
    (LockLevel.NONE, LockLevel.SOFT): ("lock", Action.LOCK),
    (LockLevel.FROZEN, LockLevel.SOFT): ("lock", Action.LOCK),
    (LockLevel.NONE, LockLevel.HARD): ("lock", Action.LOCK),
    (LockLevel.FROZEN, LockLevel.HARD): ("lock", Action.LOCK),
    (LockLevel.SOFT, LockLevel.HARD): ("lock", Action.LOCK),
    (LockLevel.SOFT, LockLevel.NONE): ("unlock", Action.LOCK),
    (LockLevel.HARD, LockLevel.NONE): ("unlock", Action.LOCK),
}


def place_of(scope: str, key: FormKey, site: str) -> str:
    """Return the place that ``scope`` means, seen from a form: the key of its lock in the record."""
    visit = str(key).rpartition("/")[0]
    return {FORM: str(key), VISIT: visit, SUBJECT: key.subject, WHOLE_SITE: site}[scope]


def scope_of(place: str) -> str:
    """Return what a lock's key names: ``form``, ``visit``, ``subject`` or ``site``."""
    return {2: FORM, 1: VISIT}.get(place.count("/"), SUBJECT if "-" in place else WHOLE_SITE)


def subject_of(place: str) -> str:
    """Return the subject a place belongs to, ``SITE`` for the whole site."""
    return SITE if scope_of(place) == WHOLE_SITE else place.split("/", 1)[0]


def lock_at(book: SiteBook, place: str) -> Lock | None:
    """Return the lock put on this very place, None where there is none."""
    row = book.whole(subject_of(place)).things("lock_data").get(place)
    lock = None if row is None else _lock(row)
    return lock if lock is not None and lock.level is not LockLevel.NONE else None


def lock_over(book: SiteBook, key: FormKey) -> Lock | None:
    """Return the lock that closes a form most: its own, its visit's, its subject's or the site's."""
    places = [place_of(scope, key, book.site.number) for scope in (FORM, VISIT, SUBJECT, WHOLE_SITE)]
    found = [lock for place in places if (lock := lock_at(book, place)) is not None]
    return max(found, key=lambda lock: lock.level.rank, default=None)


def _lock(row: ThingRow) -> Lock:
    data = row.data
    return Lock(row.key, LockLevel(data["level"]), data["user"], data["role"], data["at"], data["reason"])


def step_record(book: SiteBook, place: str, level: LockLevel, reason: str, second: str = "") -> tuple[str, Record]:
    """Return (act, record) of one step; KnownError ``lock_not_now`` or ``reason_required``; NotPermitted."""
    held = lock_at(book, place)
    before = LockLevel.NONE if held is None else held.level
    step = STEPS.get((before, level))
    if step is None:
        raise KnownError("lock_not_now")
    act, right = step
    book.actor.require(right)
    if not reason.strip():
        raise KnownError("reason_required")
    new = {"level": level.value, "reason": reason.strip(), **({"second_person": second} if second else {})}
    rows = book.whole(subject_of(place)).things("lock_data")
    if before is LockLevel.HARD:
        new[UNDOES] = rows[place].leaf
    old = {"level": before.value} if place in rows else None  # a lock that was taken away stands as level none
    name = f"site_{act}" if subject_of(place) == SITE else act
    return name, Record("lock", place, old, new, reason=reason.strip(), source="system")


def undoes_truly(state: State, record: Record) -> bool:
    """Whether a lock's row undoes the very lock that stands in ``state``; rows of earlier programs do not say which."""
    row = state.things("lock_data").get(record.key)
    return UNDOES not in record.new or (row is not None and record.new[UNDOES] == row.leaf)


def put_lock(book: SiteBook, place: str, level: LockLevel, reason: str) -> Commit:
    """Freeze, lock, or lift what does not take two people. See :func:`refuse_locked` for what is refused."""
    act, record = step_record(book, place, level, reason)
    return book.commit(Draft(subject_of(place), act, (record,)))


def refuse_locked(book: SiteBook, draft: Draft) -> None:
    """Raise KnownError ``form_locked`` | ``form_frozen`` naming the form, where ``draft`` would reach a closed form."""
    if draft.subject == SITE:
        return
    for record in draft.records:
        if record.kind not in _ALL:
            continue
        lock = _lock_reached(book, draft.subject, record)
        if lock is None or (lock.level is not LockLevel.HARD and record.kind not in _DATA):
            continue
        code = "form_frozen" if lock.level is LockLevel.FROZEN else "form_locked"
        raise KnownError(code, form=_named(book, record.key), subject=draft.subject)


def _lock_reached(book: SiteBook, subject: str, record: Record) -> Lock | None:
    if "/" in record.key and not _of_casebook(record.key):
        return lock_over(book, FormKey.parse(record.key))
    return lock_at(book, subject) or lock_at(book, book.site.number)


def _named(book: SiteBook, key: str) -> object:
    """Return the name of the form a record is in, with its visit; the number of the subject where it is in none."""
    if "/" not in key or key.partition("/S#")[0].count("/") == 1 or _of_casebook(key):
        return key.split("/", maxsplit=1)[0]
    form = FormKey.parse(key)
    return book.form_of(form).name


def _of_casebook(key: str) -> bool:
    """Whether a record is the signature of a whole casebook: ``01-009/S#1``."""
    return key.partition("/")[2].startswith("S#")

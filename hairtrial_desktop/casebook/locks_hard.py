"""Hard lock: what has to be settled before, and the two people who can undo it (E6(R3) 4.2.6; clinical content 15)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.locks import STEPS, UNDOES, LockLevel, lock_at, step_record, subject_of, undoes_truly
from hairtrial_desktop.casebook.queries import queries_of
from hairtrial_desktop.casebook.record import SITE, Draft
from hairtrial_desktop.casebook.second_person import refuse_as_second
from hairtrial_desktop.casebook.standing import signatures, signed
from hairtrial_desktop.casebook.vouching import signed_by
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.ports import Authenticator
    from hairtrial_desktop.casebook.projection import State
    from hairtrial_desktop.casebook.record import Commit, Record
    from hairtrial_desktop.casebook.site_book import SiteBook

AE_FORM, OUTCOME = "F.AE", "AEOUT"


@dataclass(frozen=True)
class Obstacle:
    """What stands between a place and its hard lock: a code with its count, and the first form it is about."""

    code: str  # "lock_open_queries" | "lock_not_signed" | "lock_no_outcome"
    count: int
    first: FormKey


def hard_lock_obstacles(book: SiteBook, place: str) -> tuple[Obstacle, ...]:
    """Return what is not settled at a place: queries not closed, forms not signed, adverse events with no outcome."""
    subject = subject_of(place)
    found: dict[str, list[FormKey]] = {}
    for each in book.subjects() if subject == SITE else (subject,):
        _collect(book, book.whole(each), place if subject != SITE else "", found)
    return tuple(Obstacle(code, len(keys), keys[0]) for code, keys in found.items())


def _collect(book: SiteBook, state: State, place: str, found: dict[str, list[FormKey]]) -> None:
    for key, row in sorted(state.forms().items()):
        if row.status == "removed" or not _within(key, place):
            continue
        form = FormKey.parse(key)
        if any(query.live for query in queries_of(state, form)):
            found.setdefault("lock_open_queries", []).append(form)
        if not signed(signatures(state, form), book.form_of(form).signed_as):
            found.setdefault("lock_not_signed", []).append(form)
        if form.form == AE_FORM and not _has_outcome(book, state, form):
            found.setdefault("lock_no_outcome", []).append(form)


def _within(key: str, place: str) -> bool:
    return not place or key == place or key.startswith(f"{place}/")


def _has_outcome(book: SiteBook, state: State, form: FormKey) -> bool:
    item = book.form_of(form).item(OUTCOME)
    if item is None:
        return True
    row = state.items().get(str(form.item(item[0].oid, item[1].oid)))
    return row is not None and row.value is not None


def undo_hard_lock(
    book: SiteBook, authenticator: Authenticator, place: str, reason: str, second: tuple[str, str]
) -> Commit:
    """Undo a hard lock with a second person, given as (user, password), who signs that with the own key.

    WrongPassword; KnownError ``second_person_same`` | ``second_person_role`` | ``reason_required``; NotPermitted.
    """
    act, record = step_record(book, place, LockLevel.NONE, reason, second[0])
    refuse_as_second(book, second[0])
    subject, hand = subject_of(place), authenticator.confirm(*second)
    return book.commit(Draft(subject, act, (signed_by(book, record, subject, hand),)))


def refuse_wrong_steps(book: SiteBook, draft: Draft) -> None:
    """Refuse lock records that are no step, or whose conditions are not met, whatever way they came.

    ValueError for a step of another act, and for undoing another hard lock than the one that stands; KnownError
    ``lock_open_queries`` | ``lock_not_signed`` | ``lock_no_outcome`` (count, form, subject),
    ``second_person_required``.
    """
    for record in draft.records:
        if record.kind == "lock":
            _refuse_step(book, draft, record)


def _refuse_step(book: SiteBook, draft: Draft, record: Record) -> None:
    held, new = lock_at(book, record.key), record.new
    before, after = LockLevel.NONE if held is None else held.level, LockLevel(new["level"])
    step = STEPS.get((before, after))
    if step is None or subject_of(record.key) != draft.subject or draft.act.removeprefix("site_") != step[0]:
        raise ValueError(draft.act, record.key)
    if before is LockLevel.HARD:
        _require_second(book, new)
        if UNDOES not in new or not undoes_truly(book.whole(draft.subject), record):
            raise ValueError(draft.act, UNDOES)
    if after is LockLevel.HARD:
        for obstacle in hard_lock_obstacles(book, record.key):
            name = book.form_of(obstacle.first).name
            raise KnownError(obstacle.code, count=obstacle.count, form=name, subject=obstacle.first.subject)


def _require_second(book: SiteBook, new: dict[str, Any]) -> None:
    if not new.get("second_person"):
        raise KnownError("second_person_required")
    refuse_as_second(book, str(new["second_person"]))

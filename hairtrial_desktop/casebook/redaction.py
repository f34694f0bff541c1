"""Erasing a personal text from the record: an investigator asks, a second person agrees (E6(R3) 4.2.2(b); PIPL 47).

Only what people typed about a participant can be erased: a value of a text question, a reason, a caption, the words of
a query, a note or a confirmation, who wrote a paper. The same text goes from every record of the participant that holds
it. Who, when, where and the justification stay, and so does the chain.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.actor import Action, NotPermitted
from hairtrial_desktop.casebook.backups import MADE
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.erased_files import erases_files, file_records, refuse_wrong_files, same_files
from hairtrial_desktop.casebook.queries import item_of
from hairtrial_desktop.casebook.queries_words import Doubt, doubts_about
from hairtrial_desktop.casebook.record import SITE, Draft, Record
from hairtrial_desktop.casebook.redacted import (
    ERASABLE,
    ERASED_TEXT,
    PAPER,
    REDACT,
    REDACTION,
    SECOND,
    left_of,
    only_erased,
    place_key,
    place_of,
    texts_of,
)
from hairtrial_desktop.casebook.second_person import refuse_as_second
from hairtrial_desktop.casebook.vouching import signed_by
from hairtrial_desktop.study.blinding import allowed_in, told
from hairtrial_desktop.study.definitions import DataType
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from hairtrial_desktop.casebook.ports import Authenticator
    from hairtrial_desktop.casebook.record import Commit, SealedRecord
    from hairtrial_desktop.casebook.site_book import SiteBook

DOUBTS = {Doubt.IDENTITY: "redaction_names_somebody", Doubt.BLINDING: "redaction_unblinds"}


@dataclass(frozen=True)
class Place:
    """One record: the number of its commit, and its position in it, from 0."""

    seq: int
    position: int


def erasable_texts(book: SiteBook, place: Place) -> tuple[str, ...]:
    """Return the texts of a record that can be erased, as typed; none where it holds none, or for another role."""
    if not book.actor.may(Action.REDACT) or not book.actor.may(Action.READ_DATA):
        return ()
    found = _sealed(book, place)
    return () if found is None else _texts(book, *found)


def copies_of(book: SiteBook, place: Place, text: str) -> tuple[tuple[Place, Record], ...]:
    """Return every record of the participant that holds ``text``, each with what would be left of it."""
    found = _sealed(book, place)
    if found is None:
        return ()
    commit, sealed = found
    origin = sealed.record()
    about = "" if origin is None else _about(origin.key)
    copies = []
    for one in book.shelves.store.commits():
        if one.subject != commit.subject:
            continue
        for position, each in enumerate(one.records):
            record = each.record()
            if record is None or each.body is None or record.kind not in ERASABLE:
                continue
            here = (one.seq, position) == (place.seq, place.position)
            near = here or (bool(about) and about in record.to_bytes().decode())
            left = _left(book, record, text, near=near)
            if left is not None:
                copies.append((Place(one.seq, position), left))
    return tuple(copies)


def redact(
    book: SiteBook, authenticator: Authenticator, what: tuple[Place, str], why: str, second: tuple[str, str], *,
    password: str,
) -> Commit:  # fmt: skip
    """Erase a text from the record at a place and wherever the participant's record repeats it.

    ``what``: the place and the text as :func:`erasable_texts` gave it; ``second``: (user, password) of another person,
    ``password`` the actor's own: both sign what is erased and why, each with the own key.
    WrongPassword; KnownError ``redaction_not_there``, ``redaction_reason_required``, ``redaction_names_somebody``,
    ``redaction_unblinds``, ``redaction_repeats_it``, ``second_person_same``, ``second_person_role``; NotPermitted.
    """
    place, text = what
    book.actor.require(Action.REDACT)
    _check_words(book, why)
    if text.strip().lower() in why.lower():
        raise KnownError("redaction_repeats_it")
    found = _sealed(book, place)
    if found is None or text not in _texts(book, *found):
        raise KnownError("redaction_not_there")
    subject = found[0].subject
    refuse_as_second(book, second[0], SECOND)
    copies = copies_of(book, place, text)
    records = [_record(book, copy, left, why.strip(), second[0]) for copy, left in copies]
    records += [_paper_record(name, key, why.strip(), second[0]) for name, key in _papers(book, subject, copies)]
    hands = (authenticator.confirm(book.actor.user, password), authenticator.confirm(*second))
    signed = tuple(signed_by(book, record, subject, *hands) for record in records)
    return book.commit(Draft(subject, REDACT, signed))


def erase_file(
    book: SiteBook, authenticator: Authenticator, key: str, why: str, second: tuple[str, str], *, password: str
) -> Commit:
    """Erase a photograph or scan wholly, and every other one of the participant with the same content.

    ``key``: of its row, which stays, with its hash. ``second``, ``password`` and what is raised: as :func:`redact`.
    """
    book.actor.require(Action.REDACT)
    book.actor.require(Action.READ_DATA)
    _check_words(book, why)
    found = same_files(book, key)
    if not found:
        raise KnownError("redaction_not_there")
    refuse_as_second(book, second[0], SECOND)
    hands = (authenticator.confirm(book.actor.user, password), authenticator.confirm(*second))
    subject, records = found[0].form.subject, file_records(found, why.strip(), second[0])
    signed = tuple(signed_by(book, record, subject, *hands) for record in records)
    return book.commit(Draft(subject, REDACT, signed))


def papers_erased(book: SiteBook, place: Place, text: str) -> int:
    """Return how many signed papers would go with ``text``: they show it."""
    found = _sealed(book, place)
    return 0 if found is None else len(_papers(book, found[0].subject, copies_of(book, place, text)))


def backups_holding(book: SiteBook, place: Place, kept: Collection[str] = ()) -> int:
    """Return how many backups, as far as the record knows them, were made after the record at ``place``: they hold it.

    ``kept``: names of those that are still there; empty where nobody can say, then all that were made count.
    """
    rows = (row.data for row in book.whole(SITE).things("backup_data").values())
    made = {row["set"] for row in rows if row["what"] == MADE and row["seq"] >= place.seq}
    return len(made & set(kept) if kept else made)


# -- the casebook's door


def refuse_wrong_redactions(book: SiteBook, draft: Draft) -> None:
    """Refuse a redaction that erases anything else than texts, or without two persons, whatever way it came.

    ValueError for what no way of this program asks for; KnownError as :func:`redact`; NotPermitted.
    """
    named = [record for record in draft.records if record.kind == REDACTION]
    if not named and draft.act != REDACT:
        return
    if erases_files(named):
        for record in named:
            _refuse_one_person(book, record)
        refuse_wrong_files(book, draft, named)
        return
    lefts = [_checked(book, draft, record) for record in named]
    erased = [left for left in lefts if left is not None]
    papers = _papers(book, draft.subject, erased)
    asked = {record.key for record in named if record.key.startswith(PAPER)}
    if not erased or asked != {f"{PAPER}{name}" for name, _ in papers}:
        raise ValueError(draft.act, "papers")


def _checked(book: SiteBook, draft: Draft, record: Record) -> tuple[Place, Record] | None:
    _refuse_one_person(book, record)
    if record.key.startswith(PAPER):
        return None
    at = place_of(record.key)
    found = None if at is None else _sealed(book, Place(*at))
    if at is None or found is None or found[0].subject != draft.subject:
        raise ValueError(draft.act, record.key)
    commit, sealed = found
    held, left = sealed.record(), Record.from_tree(record.new["left"])
    if held is None or sealed.body is None or sealed.leaf != record.new["leaf"]:
        raise ValueError(draft.act, record.key)
    if held.kind not in ERASABLE or not only_erased(held, left) or not _is_typed(book, held, left):
        raise ValueError(draft.act, record.key)
    if not book.sight(commit.subject).allows_record(held):
        raise NotPermitted("form_hidden", role=book.actor.role.value)
    return Place(*at), left


def _refuse_one_person(book: SiteBook, record: Record) -> None:
    """Refuse a redaction without a second person who may, or with a justification that may not stand."""
    refuse_as_second(book, str(record.new.get("second_person", "")), SECOND)
    _check_words(book, record.new.get("reason", ""))


def _check_words(book: SiteBook, why: str) -> None:
    """Raise KnownError unless the justification says something, names nobody and tells nothing of the allocation."""
    if not why.strip():
        raise KnownError("redaction_reason_required")
    refuse_doubtful(book, why, DOUBTS)


def refuse_doubtful(book: SiteBook, text: str, codes: Mapping[Doubt, str]) -> None:
    """Raise KnownError with the code for what a person's own words may not do: name somebody, tell the allocation."""
    doubts = doubts_about(book, text)
    if Doubt.IDENTITY in doubts:
        raise KnownError(codes[Doubt.IDENTITY])
    if doubts or told(text, allowed_in(book.study)) is not None:
        raise KnownError(codes[Doubt.BLINDING])


# -- what is where


def _sealed(book: SiteBook, place: Place) -> tuple[Commit, SealedRecord] | None:
    commit = next(iter(book.shelves.store.commits(place.seq - 1)), None)
    if commit is None or commit.seq != place.seq or commit.subject == SITE:
        return None
    book.actor.require(Action.READ_DATA)
    return (commit, commit.records[place.position]) if place.position < len(commit.records) else None


def _texts(book: SiteBook, commit: Commit, sealed: SealedRecord) -> tuple[str, ...]:
    record = sealed.record()
    if record is None or sealed.body is None or record.kind not in ERASABLE:
        return ()
    if not book.sight(commit.subject).allows_record(record):
        return ()
    reasons = (record.reason,) if record.reason else ()
    texts = texts_of(record) if record.kind != "item" or _is_text(book, record) else reasons
    return tuple(dict.fromkeys(text for text in texts if text.strip() and text != ERASED_TEXT))


def _left(book: SiteBook, record: Record, text: str, *, near: bool) -> Record | None:
    """Return what would be left of ``record``, None where it does not hold ``text`` as something typed."""
    left = left_of(record, text, near=near)
    if left is not None and not _is_typed(book, record, left):
        left = replace(record, reason=left.reason)
    return None if left == record else left


def _is_typed(book: SiteBook, record: Record, left: Record) -> bool:
    """Whether what was erased is a text that was typed: a dose or a code never is, but the reason of its change."""
    values = [(one.old, one.new, one.old_null, one.new_null) for one in (record, left)]
    return record.kind != "item" or values[0] == values[1] or _is_text(book, record)


def _is_text(book: SiteBook, record: Record) -> bool:
    """Whether a value is of a text question, under any version of the definitions."""
    oid = ItemKey.parse(record.key).item
    items = [
        item for step in book.versions.steps for form in step.study.forms.values() for group in form.groups
        for item in group.items if item.oid == oid
    ]  # fmt: skip
    return any(item.data_type is DataType.TEXT for item in items)


def _about(key: str) -> str:
    """Return the value a record is about, as its key is written wherever it is spoken of."""
    item = item_of(key)
    return key if item is None else str(item)


def _record(book: SiteBook, place: Place, left: Record, why: str, second: str) -> Record:
    found = _sealed(book, place)
    leaf = "" if found is None else found[1].leaf
    new: dict[str, Any] = {
        "seq": place.seq, "position": place.position, "leaf": leaf, "left": left.to_tree(), "reason": why,
        "second_person": second,
    }  # fmt: skip
    return Record(REDACTION, place_key(place.seq, place.position), None, new, reason=why, source="system")


def _paper_record(name: str, key: str, why: str, second: str) -> Record:
    new = {"signature": key, "reason": why, "second_person": second}
    return Record(REDACTION, f"{PAPER}{name}", None, new, reason=why, source="system")


def _papers(
    book: SiteBook, subject: str, copies: tuple[tuple[Place, Record], ...] | list[tuple[Place, Record]]
) -> tuple[tuple[str, str], ...]:
    """Return (attachment, signature key) of the signed papers that show one of ``copies`` and are still there.

    A paper shows values, changes with their reasons, confirmations and captions of its form, as far as made by then.
    """
    first: dict[str, int] = {}
    for place, left in copies:
        for form in _shown_on(left):
            first[form] = min(first.get(form, place.seq), place.seq)
    state = book.whole(subject)
    gone = state.things("redaction_data")
    return tuple(
        (row.data["attachment"], row.key)
        for row in sorted(state.things("signature_data").values(), key=lambda row: (row.seq, row.key))
        if first.get(str(row.data.get("form")), row.seq) < row.seq  # a visit's or a casebook's paper shows no value
        and f"{PAPER}{row.data['attachment']}" not in gone
    )


def _shown_on(left: Record) -> Iterator[str]:
    if left.kind in ("item", "confirmation", "attachment", "transcription"):
        yield str(FormKey.parse(left.key))
    new = left.new if isinstance(left.new, dict) else {}
    yield from (str(FormKey.parse(key)) for key in new.get("judged", ()) if key.count("/") > 2)  # noqa: PLR2004 - beyond a form

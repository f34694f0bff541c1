"""What every record has to agree with at the door: its subject, its place, what stands there, and why it changes.

The window makes only such records; the door lets no other through, whatever made them (21 CFR 11.10(e), (f)).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.clock import TOLERANCE
from hairtrial_desktop.casebook.derived_values import refuse_invented_values
from hairtrial_desktop.casebook.known_places import MOVE, refuse_unknown_places
from hairtrial_desktop.casebook.ports import Conflict
from hairtrial_desktop.casebook.projection import KINDS, Stamp, State, apply
from hairtrial_desktop.casebook.record import SITE, Record, parse_utc
from hairtrial_desktop.casebook.redacted import REDACTION  # its key is a place in the chain, judged on its own
from hairtrial_desktop.casebook.register_rows import sound_clock, sound_print
from hairtrial_desktop.casebook.what_stood import REMOVED, RULES, held_by, plain, told_truly

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from hairtrial_desktop.casebook.projection import Row
    from hairtrial_desktop.casebook.record import Draft
    from hairtrial_desktop.casebook.site_book import SiteBook

COMPLETE, PROGRESS = "complete", "progress"
_COMPLETING = frozenset({"complete", MOVE})
_REMOVING = frozenset({"remove", "void_form"})
_CASEBOOK = frozenset({"item", "form"})
_MISSHAPEN = (KeyError, TypeError, AttributeError, OverflowError)


def refuse_untrue_records(book: SiteBook, draft: Draft) -> None:
    """Refuse records that disagree with what they are about.

    Raises ValueError for the key of another subject, for what no program writes, and for a row in somebody else's name;
    KnownError ``place_unknown`` for a place the study does not have, ``reason_required`` where a value changes without
    one; Conflict where ``old`` is not what the record holds, or a derived value does not follow: it was changed
    meanwhile.
    """
    if draft.subject != SITE:
        inside = f"{draft.subject}/"
        if not all(r.key == draft.subject or r.key.startswith(inside) or r.kind == REDACTION for r in draft.records):
            raise ValueError(draft.act, "subject")
        refuse_unknown_places(book, draft)
    before = book.whole(draft.subject)
    try:
        after = _taken_in_order(book, draft, before)
    except _MISSHAPEN as error:
        raise ValueError(draft.act, "shape") from error
    if draft.subject != SITE:
        refuse_invented_values(book, draft, before, after)


def time_of_commit(last: str | None, now: datetime) -> datetime:
    """Return the time that a commit made ``now`` bears: never before the newest (``last``, UTC text), or steps add up.

    Where the clock went back by more than is tolerated the newest commit's time may be wrong: then the clock counts.
    """
    newest = now if last is None else parse_utc(last)
    return max(now, newest) if newest - now <= TOLERANCE else now


def refuse_wrong_time(at: datetime, last: str | None, now: datetime) -> None:
    """Raise ValueError for a time that was signed before the newest commit (``last``, UTC text), or in the future."""
    earliest = now - TOLERANCE if last is None else parse_utc(last)
    if not earliest <= at <= now + TOLERANCE:
        raise ValueError("at")


class _Over(dict[str, Any]):
    """Rows written over those of a table, which is only asked for single keys: it may be read late."""

    def __init__(self, table: Mapping[str, Row]) -> None:
        super().__init__()
        self._table = table

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 - rows of the table
        """Return the row written, else that of the table."""
        return super().get(key) or self._table.get(key, default)


def _taken_in_order(book: SiteBook, draft: Draft, before: State) -> State:
    """Compare each record with what stands when its turn comes; return the rows as they are after the last."""
    after = State({table: _Over(rows) for table, rows in before.tables.items()})
    stamp = Stamp(0, draft.subject, book.actor.user, book.actor.role.value, "", "", book.study.sha256)
    for record in draft.records:
        plainly = Record.from_bytes(record.to_bytes())  # as the record will keep it
        if not told_truly(after, plainly):
            raise Conflict("conflict")
        _refuse_wrong_row(book, draft, plainly, after)
        apply(after, plainly, stamp)
    _refuse_homeless(draft, before, after)
    return after


def _refuse_wrong_row(book: SiteBook, draft: Draft, record: Record, state: State) -> None:
    """Raise ValueError for a row that no use case writes, or in another person's name."""
    actor = RULES[record.kind].actor
    new = record.new if isinstance(record.new, dict) else {}
    if actor and new.get(actor, book.actor.user) != book.actor.user:
        raise ValueError(draft.act, actor)
    judge = _JUDGES.get(record.kind)
    if judge is not None and not judge(book, draft, record, state):
        raise ValueError(draft.act, record.kind, record.key)


def _sound_item(_book: SiteBook, _draft: Draft, record: Record, state: State) -> bool:
    held, now = held_by(state.items().get(record.key)), plain(record.new, record.new_null)
    return now == held or None in now


def _sound_form(book: SiteBook, draft: Draft, record: Record, state: State) -> bool:
    """Whether a form becomes what the act may make of it, under a version that the act may give it."""
    row, new = state.forms().get(record.key), record.new
    status, version = new["status"], new.get("definitions")
    if version is not None and (draft.act, version) != (MOVE, book.study.sha256):
        return False
    if status == COMPLETE:
        return draft.act in _COMPLETING or (row is not None and row.status == COMPLETE)
    return status == PROGRESS or (status == REMOVED and draft.act in _REMOVING)


def _sound_subject(_book: SiteBook, draft: Draft, record: Record, _state: State) -> bool:
    return bool(record.key == draft.subject == record.new["number"])


def _sound_export(book: SiteBook, draft: Draft, record: Record, state: State) -> bool:
    """Whether a new export names a commit of this record, and sending one says only that it was sent."""
    row = state.things(KINDS["export"]).get(record.key)
    if draft.act == "send":
        return row is not None and _but(record.new, _SENT) == _but(row.data, _SENT)
    return row is None and _in_chain(book, record.new["head_seq"], record.new["head_hash"])


def _sound_receipt(book: SiteBook, _draft: Draft, record: Record, state: State) -> bool:
    head = record.new.get("head")
    known = record.key in book.whole(SITE).things("export_data") or bool(state.things("export_data").get(record.key))
    return known and (head is None or _in_chain(book, head["seq"], head["hash"]))


def _sound_kit(book: SiteBook, draft: Draft, record: Record, state: State) -> bool:
    """Whether what befell a kit is added by who acts, and nothing else of it changes; lists come by package."""
    if draft.act == "package":
        return True
    row = state.things(KINDS["kit"]).get(record.key)
    if row is None:
        return False
    *earlier, newest = record.new["events"]
    same = _but(record.new, ("events",)) == _but(row.data, ("events",)) and earlier == row.data["events"]
    return same and newest["user"] == book.actor.user


_SENT = ("sent_at", "sealed_sha256")
_JUDGES = {
    "item": _sound_item, "form": _sound_form, "subject": _sound_subject, "print": sound_print, "clock": sound_clock,
    "export": _sound_export, "receipt": _sound_receipt, "kit": _sound_kit,
}  # fmt: skip


def _but(tree: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in tree.items() if name not in names}


def _in_chain(book: SiteBook, seq: int, digest: str) -> bool:
    commit = next(iter(book.shelves.store.commits(seq - 1)), None) if seq >= 1 else None
    return commit is not None and (commit.seq, commit.hash) == (seq, digest)


def _refuse_homeless(draft: Draft, before: State, after: State) -> None:
    """Raise ValueError for values of a form that was never begun or is taken away, and for forms of nobody."""
    for record in draft.records:
        if record.kind in _CASEBOOK and after.things("subject_data").get(draft.subject) is None:
            raise ValueError(draft.act, "subject")
        if record.kind == "item" and draft.act != MOVE:  # from a form that is taken away values are carried off
            form = record.key.rsplit("/", 2)[0]
            stood, row = before.forms().get(form), after.forms().get(form)
            if row is None or (row.status == REMOVED and (stood is None or stood.status == REMOVED)):
                raise ValueError(draft.act, record.key)

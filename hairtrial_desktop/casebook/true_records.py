"""What every record has to agree with at the door: its subject, what stands in the record, and why it changes.

The window makes only such records; the door lets no other through, whatever made them (21 CFR 11.10(e), (f)).
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.clock import TOLERANCE
from hairtrial_desktop.casebook.ports import Conflict
from hairtrial_desktop.casebook.record import SITE, parse_utc
from hairtrial_desktop.casebook.redacted import REDACTION  # its key is a place in the chain, judged on its own
from hairtrial_desktop.study.definitions import Source
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from datetime import datetime

    from hairtrial_desktop.casebook.projection import ItemRow, State
    from hairtrial_desktop.casebook.record import Draft, Record
    from hairtrial_desktop.casebook.site_book import SiteBook

_ENTRY = frozenset({"save", "complete"})
_Held = tuple[str | None, str | None]  # value and null flavour
_NOTHING: _Held = (None, None)


def refuse_untrue_records(book: SiteBook, draft: Draft) -> None:
    """Refuse records that disagree with what they are about.

    Raises ValueError for the key of another subject and for a print of no copy; Conflict where ``old`` is not what the
    record holds: it was changed meanwhile; KnownError ``reason_required`` where an entry changes a value without one.
    """
    if draft.subject == SITE:
        _refuse_empty_prints(draft)
        return
    inside = f"{draft.subject}/"
    if not all(r.key == draft.subject or r.key.startswith(inside) or r.kind == REDACTION for r in draft.records):
        raise ValueError(draft.act, "subject")
    _refuse_untrue_items(book.whole(draft.subject), draft)


def refuse_wrong_time(at: datetime, last: str | None, now: datetime) -> None:
    """Raise ValueError for a time before the newest commit (``last``, UTC text) or in the future.

    While the clock cannot be believed the newest commit's time may be wrong: then the clock itself counts.
    """
    earliest = now if last is None else min(parse_utc(last), now)
    if not earliest - TOLERANCE <= at <= now + TOLERANCE:
        raise ValueError("at")


def _refuse_empty_prints(draft: Draft) -> None:
    for record in draft.records:
        copies = record.new.get("copies") if record.kind == "print" and isinstance(record.new, dict) else 1
        if not isinstance(copies, int) or copies < 1:
            raise ValueError(draft.act, "copies")


def _refuse_untrue_items(state: State, draft: Draft) -> None:
    """Compare every value with the one before it: in the record, or in the same commit."""
    items, written = state.items(), dict[str, _Held]()
    for record in draft.records:
        if record.kind != "item":
            continue
        held = _held(items.get(record.key))
        if _plain(record.old, record.old_null) not in (held, written.get(record.key, held)):
            raise Conflict("conflict")
        if draft.act in _ENTRY and held != _NOTHING and _lacks_reason(record):
            raise KnownError("reason_required")
        written[record.key] = _plain(record.new, record.new_null)


def _lacks_reason(record: Record) -> bool:
    changed = _plain(record.old, record.old_null) != _plain(record.new, record.new_null)
    typed = record.source not in (Source.DERIVED, Source.SYSTEM)  # what is computed has the reason of its cause
    return changed and typed and not (record.reason or "").strip()


def _held(row: ItemRow | None) -> _Held:
    return _NOTHING if row is None else (row.value, row.null_flavour)


def _plain(value: str | None, flavour: str | None) -> _Held:
    return (None if value is None else unicodedata.normalize("NFC", value), flavour)

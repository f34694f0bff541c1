"""What a record may say stood before it: one table over all kinds (21 CFR 11.10(e): earlier entries are not obscured).

The casebook's door and the site's verification ask the same. ``old`` that says something else than what stood hides a
change from whoever reads the audit trail.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.projection import KINDS, FormRow, ItemRow, ThingRow
from hairtrial_desktop.casebook.record import canonical_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hairtrial_desktop.casebook.projection import Row, State
    from hairtrial_desktop.casebook.record import Record

Held = tuple[str | None, str | None]  # value and null flavour
NOTHING: Held = (None, None)
REMOVED = "removed"
_REMOVED = {"status": REMOVED, "confirmed_by": None}


@dataclass(frozen=True)
class Rule:
    """What ``old`` of one kind says where a row stands already; where none stands it says nothing (None).

    ``names``: the fields of the row that it has to name, and may name more; empty: the whole row. ``silent``: nothing,
    because the row only grows. ``once``: how the keys begin that are written once and never again ("": all keys).
    ``actor``: the field of the row that names who acts.
    """

    names: tuple[str, ...] = ()
    silent: bool = False
    once: tuple[str, ...] = ()
    actor: str = ""


_WHOLE, _ONCE = Rule(), Rule(once=("",))
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "item": _WHOLE,  # value and null flavour
        "form": Rule(names=("status",)),
        "subject": _ONCE,
        "signature": _ONCE,
        "confirmation": _WHOLE,
        "user": _WHOLE,
        "definition": _ONCE,
        "site": Rule(once=("authority", "details")),  # another CA or another site is another site
        "export": _WHOLE,
        "receipt": _WHOLE,
        "print": _WHOLE,
        "login": Rule(once=("login-",), actor="user"),
        "attachment": Rule(names=("state",)),
        "discard": _ONCE,
        "identity": Rule(actor="user"),
        "query": Rule(names=("state",)),
        "note": Rule(silent=True),
        "verification": Rule(names=("state",)),
        "review": Rule(names=("state",), once=("audit-", "users/")),
        "lock": Rule(names=("level",)),
        "proposal": Rule(actor="user"),
        "transcription": Rule(actor="by"),
        "package": _ONCE,
        "kit": _WHOLE,
        "cohort": _WHOLE,
        "training": Rule(once=("",), actor="user"),
        "clock": _WHOLE,
        "backup": _ONCE,
        "writer": _WHOLE,
        "redaction": _ONCE,
        "integrity": _ONCE,
        "incident": _ONCE,
    }
)


def told_truly(state: State, record: Record) -> bool:
    """Whether ``old`` of ``record`` is what stands in ``state``; KeyError for an unknown kind."""
    row = state.tables[KINDS[record.kind]].get(record.key)
    if record.kind == "item":
        return plain(record.old, record.old_null) == held_by(row)
    if record.old_null is not None or record.new_null is not None:
        return False  # only values have null flavours
    return record.old is None if row is None else _told_of(row, record)


def _told_of(row: Row, record: Record) -> bool:
    rule = RULES[record.kind]
    if record.key.startswith(rule.once):
        return False
    if rule.silent:
        return record.old is None
    tree = _tree(row)
    if rule.names:
        return _names(record, tree, rule.names)
    return canonical_bytes(record.old) == canonical_bytes(tree)


def told_of_old(state: State, record: Record) -> bool:
    """Whether ``old`` is untrue in a way that earlier programs wrote it: verification lets it stand, the door does not.

    Of a form that was removed they told no second person, and its state after where it was taken to another
    participant; of a place unlocked once, nothing.
    """
    if record.kind == "lock" and record.old is None:
        row = state.things(KINDS["lock"]).get(record.key)
        return row is not None and row.data.get("level") == "none"
    form = state.forms().get(record.key) if record.kind == "form" else None
    if form is None or form.status == REMOVED or record.new != _REMOVED or not record.reason:
        return False
    return record.old in (_REMOVED, {**_REMOVED, "status": form.status})


def held_by(row: Row | None) -> Held:
    """Return the value and null flavour of an item's row."""
    return (row.value, row.null_flavour) if isinstance(row, ItemRow) else NOTHING


def plain(value: str | None, flavour: str | None) -> Held:
    """Return a value as the record would keep it."""
    return (None if value is None else unicodedata.normalize("NFC", value), flavour)


def _names(record: Record, tree: dict[str, Any], names: tuple[str, ...]) -> bool:
    old = record.old
    if not isinstance(old, dict) or not all(name in old for name in names):
        return False
    return all(tree.get(name) == value for name, value in old.items())


def _tree(row: Row) -> dict[str, Any]:
    if isinstance(row, FormRow):
        return {"status": row.status, "confirmed_by": row.confirmed_by, "definitions": row.definitions}
    assert isinstance(row, ThingRow)  # noqa: S101 - items were answered before
    return row.data

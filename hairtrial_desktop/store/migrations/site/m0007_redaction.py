"""Redaction by two persons: the one UPDATE of a record, and the one DELETE of a paper's key, that the triggers let by.

Only body and salt may become NULL, only of what people typed about a participant, and only where a later record of the
chain says that it was erased (E6(R3) 4.2.2(b)). ``purge`` remembers that freed pages still have to be written over.
"""

# ruff: noqa: S608 - own text

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hairtrial_desktop.store.engine import Database

_SAME = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in ("seq", "position", "kind", "key", "leaf"))
TRIGGERS: dict[str, str] = {
    "records_no_update": (
        "CREATE TRIGGER records_no_update BEFORE UPDATE ON records "
        f"WHEN NOT (NEW.body IS NULL AND NEW.salt IS NULL AND {_SAME} "
        "AND OLD.kind IN ('item', 'note', 'query', 'confirmation', 'proposal', 'attachment') "
        "AND EXISTS (SELECT 1 FROM records AS act WHERE act.key = OLD.seq || '.' || OLD.position "
        "AND act.seq > OLD.seq AND act.kind = 'redaction')) "
        "BEGIN SELECT RAISE(ABORT, 'records is append-only'); END"
    ),
    "attachment_keys_no_delete": (
        "CREATE TRIGGER attachment_keys_no_delete BEFORE DELETE ON attachment_keys "
        "WHEN NOT EXISTS (SELECT 1 FROM records WHERE key = 'paper/' || OLD.name AND kind = 'redaction') "
        "BEGIN SELECT RAISE(ABORT, 'attachment_keys is append-only'); END"
    ),
}
_TABLE = (
    "CREATE TABLE purge (one INTEGER PRIMARY KEY CHECK (one = 1), due INTEGER NOT NULL) STRICT",
    "INSERT INTO purge (one, due) VALUES (1, 0)",
)


def apply(db: Database) -> None:
    """Put the narrower triggers in place of the old ones; create the table."""
    for name, sql in TRIGGERS.items():
        db.execute(f"DROP TRIGGER {name}")
        db.execute(sql)
    for sql in _TABLE:
        db.execute(sql)

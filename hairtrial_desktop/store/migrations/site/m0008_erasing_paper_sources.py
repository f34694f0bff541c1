"""Who wrote a paper original may be erased too (R3-06): the trigger of ``m0007`` let every kind by but that one.

The casebook let two persons agree to it, and the database then refused.
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
        "AND OLD.kind IN ('item', 'note', 'query', 'confirmation', 'proposal', 'attachment', 'transcription') "
        "AND EXISTS (SELECT 1 FROM records AS act WHERE act.key = OLD.seq || '.' || OLD.position "
        "AND act.seq > OLD.seq AND act.kind = 'redaction')) "
        "BEGIN SELECT RAISE(ABORT, 'records is append-only'); END"
    ),
}


def apply(db: Database) -> None:
    """Put the wider trigger in place of the old one."""
    for name, sql in TRIGGERS.items():
        db.execute(f"DROP TRIGGER {name}")
        db.execute(sql)

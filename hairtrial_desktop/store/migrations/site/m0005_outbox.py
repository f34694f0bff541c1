"""Exports on their way: one JSON tree per entry; their bytes lie sealed in the outbox folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hairtrial_desktop.store.engine import Database


def apply(db: Database) -> None:
    """Create the table."""
    columns = {"key": str, "built_at": str, "entry": str}
    db.table("outbox").create(columns, pk="key", not_null=set(columns), strict=True)

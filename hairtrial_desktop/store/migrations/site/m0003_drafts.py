"""Drafts: raw texts that were typed and not saved, outside the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hairtrial_desktop.store.engine import Database


def apply(db: Database) -> None:
    """Create the table."""
    columns = {"author": str, "form": str, "entries": str, "at": str}
    db.table("drafts").create(columns, pk=("author", "form"), not_null=set(columns), strict=True)

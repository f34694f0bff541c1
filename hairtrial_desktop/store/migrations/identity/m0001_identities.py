"""Who is who (PIPL 28)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hairtrial_desktop.store.engine import Database


def apply(db: Database) -> None:
    """Create the table."""
    columns = dict.fromkeys(("subject", "name", "id_number", "phone", "record_number", "birth_date"), str)
    db.table("identities").create(columns, pk="subject", not_null=set(columns), strict=True)

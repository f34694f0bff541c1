"""The key of each attachment, kept in the database so that the files alone say nothing. Written once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hairtrial_desktop.store.engine import Database

TRIGGERS: dict[str, str] = {
    f"attachment_keys_no_{act.lower()}": (
        f"CREATE TRIGGER attachment_keys_no_{act.lower()} BEFORE {act} ON attachment_keys "
        "BEGIN SELECT RAISE(ABORT, 'attachment_keys is append-only'); END"
    )
    for act in ("UPDATE", "DELETE")
}


def apply(db: Database) -> None:
    """Create the table and its triggers."""
    columns = {"name": str, "key": bytes, "size": int}
    db.table("attachment_keys").create(columns, pk="name", not_null=set(columns), strict=True)
    for sql in TRIGGERS.values():
        db.execute(sql)

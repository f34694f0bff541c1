"""The cache of the projection: one table per kind of row. ``verify`` replays the commits and compares."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hairtrial_desktop.store.engine import Database

_ITEM = {
    "key": str, "subject": str, "form": str, "group_oid": str, "group_repeat": int, "item": str, "value": str,
    "null_flavour": str, "seq": int, "leaf": str, "changes": int,
}  # fmt: skip
_FORM = {
    "key": str, "subject": str, "status": str, "definitions": str, "seq": int, "created_seq": int, "confirmed_by": str,
    "leaf": str,
}  # fmt: skip
_THING = {"key": str, "subject": str, "body": str, "seq": int, "leaf": str}
_THINGS = (
    "subject_data", "signature_data", "confirmation_data", "user_data", "definition_data", "site_data", "export_data",
    "receipt_data", "print_data", "login_data", "attachment_data", "discard_data", "identity_data",
)  # fmt: skip
_MAY_BE_NULL = {"value", "null_flavour", "confirmed_by"}


def apply(db: Database) -> None:
    """Create the tables of ``casebook.projection.TABLES`` as of this version."""
    for table, columns in {"item_data": _ITEM, "form_data": _FORM, **dict.fromkeys(_THINGS, _THING)}.items():
        db.table(table).create(columns, pk=("subject", "key"), not_null=set(columns) - _MAY_BE_NULL, strict=True)

"""Tables for queries, notes, verification, locks, packages, kits and the care of the record itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hairtrial_desktop.store.engine import Database

_THING = {"key": str, "subject": str, "body": str, "seq": int, "leaf": str}
_THINGS = (
    "query_data", "note_data", "verification_data", "review_data", "lock_data", "proposal_data", "transcription_data",
    "package_data", "kit_data", "cohort_data", "training_data", "clock_data", "backup_data", "writer_data",
    "redaction_data", "integrity_data", "incident_data",
)  # fmt: skip


def apply(db: Database) -> None:
    """Create the tables."""
    for table in _THINGS:
        db.table(table).create(_THING, pk=("subject", "key"), not_null=set(_THING), strict=True)

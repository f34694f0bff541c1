"""Schema changes, numbered, one file each; a shipped one is never edited. ``PRAGMA user_version`` counts them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hairtrial_desktop.store.engine import Database

Migration = Callable[[Database], None]


def version_of(db: Database) -> int:
    """Return how many migrations the file has seen."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def migrate(db: Database, migrations: Sequence[Migration]) -> None:
    """Run the missing migrations, each whole or not at all."""
    for number, migration in enumerate(migrations, start=1):
        if number <= version_of(db):
            continue
        db.execute("BEGIN IMMEDIATE")
        try:
            migration(db)
            db.execute(f"PRAGMA user_version = {number}")
            db.execute("COMMIT")
        except BaseException:
            if db.conn.in_transaction:
                db.execute("ROLLBACK")
            raise

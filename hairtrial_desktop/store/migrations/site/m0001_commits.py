"""Commits and records: append-only by trigger, whoever holds the connection (P11-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hairtrial_desktop.store.engine import Database

_TABLES = (
    """CREATE TABLE commits (
    seq INTEGER PRIMARY KEY,
    subject TEXT NOT NULL,
    subject_salt BLOB NOT NULL,
    header BLOB NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE
) STRICT""",
    "CREATE INDEX commits_subject ON commits (subject, seq)",
    """CREATE TABLE records (
    seq INTEGER NOT NULL REFERENCES commits (seq),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    salt BLOB,
    body BLOB,
    leaf TEXT NOT NULL,
    PRIMARY KEY (seq, position)
) STRICT""",
    "CREATE INDEX records_key ON records (key, seq)",
    "CREATE TABLE writer (one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL) STRICT",
    "INSERT INTO writer (one, epoch) VALUES (1, 1)",
)


def _refuse(table: str, act: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


TRIGGERS: dict[str, str] = {
    **{
        f"{table}_no_{act.lower()}": _refuse(table, act)
        for table in ("commits", "records")
        for act in ("UPDATE", "DELETE")
    },
    "commits_in_order": (
        "CREATE TRIGGER commits_in_order BEFORE INSERT ON commits "
        "WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM commits) "
        "BEGIN SELECT RAISE(ABORT, 'commits are numbered without gaps'); END"
    ),
    "records_of_newest": (
        "CREATE TRIGGER records_of_newest BEFORE INSERT ON records "
        "WHEN NEW.seq IS NOT (SELECT max(seq) FROM commits) "
        "BEGIN SELECT RAISE(ABORT, 'records belong to the newest commit'); END"
    ),
}


def apply(db: Database) -> None:
    """Create the tables and their triggers."""
    for sql in (*_TABLES, *TRIGGERS.values()):
        db.execute(sql)

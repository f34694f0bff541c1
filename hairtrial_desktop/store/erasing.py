"""Carrying out an act of redaction in ``site.db``: bodies, salts, papers' keys, drafts, and what pages kept of them."""

from __future__ import annotations

import json

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.projection import State, apply_commit
from hairtrial_desktop.casebook.record import Commit, Record
from hairtrial_desktop.casebook.redacted import PAPER, REDACT, erased_by
from hairtrial_desktop.store.connection import CipherDatabase
from hairtrial_desktop.store.engine import Database
from hairtrial_desktop.store.projection_rows import load_state, write_rows
from hairtrial_desktop.store.stored_commits import COLUMNS, ORDER, commit_of, grouped
from hairtrial_desktop.study.errors import KnownError


def erase(database: CipherDatabase, db: Database, act: Commit) -> bool:
    """Erase what ``act`` says, inside its transaction, and project its subject anew; whether anything was erased.

    The triggers let through nothing that a record of redaction does not name.
    """
    if act.act != REDACT:
        return False
    erased = erased_by(act)
    for (seq, position), redaction in erased.items():
        db.execute("UPDATE records SET body = NULL, salt = NULL WHERE seq = ? AND position = ?", (seq, position))
        _forget_drafts(database, db, Record.from_tree(redaction.new["left"]))
    for sealed in act.records:
        record = sealed.record()
        if record is not None and record.key.startswith(PAPER):
            db.execute("DELETE FROM attachment_keys WHERE name = ?", (record.key.removeprefix(PAPER),))
    _project_anew(database, db, act.subject)
    db.execute("UPDATE purge SET due = 1")
    return True


def _forget_drafts(database: CipherDatabase, db: Database, left: Record) -> None:
    """Drop what somebody typed over the value and has not saved: it began from the text that goes."""
    if left.kind != "item":
        return
    form = str(FormKey.parse(left.key))
    for row in database.rows("SELECT author, entries FROM drafts WHERE form = ?", (form,)):
        if left.key in json.loads(row["entries"]):
            db.execute("DELETE FROM drafts WHERE author = ? AND form = ?", (row["author"], form))


def _project_anew(database: CipherDatabase, db: Database, subject: str) -> None:
    rows = database.rows(f"SELECT {COLUMNS} WHERE c.subject = ? {ORDER}", (subject,))
    state, held = State(), load_state(database, subject)
    for commit in map(commit_of, grouped(rows)):
        apply_commit(state, commit)
    write_rows(db, [(table, row) for table, row in state.rows() if held.tables[table].get(row.key) != row])


def purge(database: CipherDatabase) -> None:
    """Write over what the pages still hold of what was erased; where somebody reads now, the next start does it."""
    try:
        database.purge()
        with database.transaction() as db:
            db.execute("UPDATE purge SET due = 0")
    except KnownError:
        return


def purge_if_due(database: CipherDatabase) -> None:
    """Do what a power cut, or a reader, kept :func:`purge` from doing."""
    if database.rows("SELECT due FROM purge")[0]["due"]:
        purge(database)

"""``casebook.ports.CommitStore`` over SQLCipher: append-only commits, and the cache of their projection."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator

from hairtrial_desktop.casebook.chain import Damage, check_commit
from hairtrial_desktop.casebook.history import history_line
from hairtrial_desktop.casebook.ports import Conflict, Head, HistoryLine
from hairtrial_desktop.casebook.projection import State, ThingRow, apply_commit
from hairtrial_desktop.casebook.record import SITE, Commit
from hairtrial_desktop.store.connection import CipherDatabase
from hairtrial_desktop.store.engine import Database
from hairtrial_desktop.store.erasing import erase, purge
from hairtrial_desktop.store.projection_rows import (
    load_forms,
    load_state,
    newest_rows,
    state_on_demand,
    write_rows,
)
from hairtrial_desktop.store.stored_commits import COLUMNS, ORDER, commit_of, grouped
from hairtrial_desktop.store.verification import Verification

QUIET = ("login", "integrity", "backup")  # kinds that are no reason for another backup
_PAGE = 200  # commits read under one lock
_LATE = ("login_data",)  # tables of the site that grow with every day and are hardly asked for
# one step of the index for each subject, whatever the length of the record; DISTINCT would walk all of it
_SUBJECTS = (
    "WITH RECURSIVE found (subject) AS (SELECT min(subject) FROM commits WHERE subject > ? UNION ALL "
    "SELECT (SELECT min(subject) FROM commits WHERE subject > found.subject) FROM found WHERE subject IS NOT NULL) "
    "SELECT subject FROM found WHERE subject IS NOT NULL"
)


class SqlCommitStore:
    """The record of the site. Usable from several threads."""

    def __init__(
        self, database: CipherDatabase, verification: Verification, erased: Callable[[], None] = lambda: None
    ) -> None:
        """``erased`` is called after an act of redaction, to do what has to be done outside the database."""
        self._database = database
        self._verification = verification
        self._erased = erased

    def head(self) -> Head:
        """Return the newest commit's head."""
        rows = self._database.rows("SELECT seq, hash, header FROM commits ORDER BY seq DESC LIMIT 1")
        if not rows:
            return Head()
        return Head(rows[0]["seq"], rows[0]["hash"], str(json.loads(rows[0]["header"])["at"]))

    def epoch(self) -> int:
        """Return the writer's epoch."""
        return int(self._database.rows("SELECT epoch FROM writer")[0]["epoch"])

    def newest_work(self) -> int:
        """Return the newest commit that is more than coming, going and the care of the record; 0 if there is none."""
        quiet = ", ".join("?" for _ in QUIET)
        sql = f"SELECT seq FROM records WHERE kind NOT IN ({quiet}) ORDER BY seq DESC, position DESC LIMIT 1"  # noqa: S608 - question marks
        rows = self._database.rows(sql, QUIET)
        return int(rows[0]["seq"]) if rows else 0

    def append(self, *commits: Commit) -> None:
        """Make ``commits`` durable with their projected rows, all or none; raises Conflict, StorageError.

        An act of redaction erases in the same transaction, and the pages it freed are written over after it.
        ValueError for a commit that does not verify: it was not made by ``Commit.build``.
        """
        with self._database.transaction() as db:
            erased = [self._append(db, commit) for commit in commits]
        if any(erased):
            self._erased()
            purge(self._database)

    def _append(self, db: Database, commit: Commit) -> bool:
        """Write one commit; return whether it erased anything."""
        head = self.head()
        if commit.prev != head.hash or commit.seq != head.seq + 1:
            raise Conflict("conflict")
        damage = next(check_commit(commit, head.hash, head.seq + 1), None)
        if damage is not None:
            raise ValueError(damage)
        _insert(db, commit)
        _raise_epoch(db, commit)
        write_rows(db, apply_commit(state_on_demand(self._database, commit.subject), commit))
        return bool(erase(self._database, db, commit))

    def load(self, subject: str) -> State:
        """Return the current state of one subject, or of the site."""
        with self._database.snapshot():
            return load_state(self._database, subject, late=_LATE if subject == SITE else ())

    def newest(self, table: str) -> Iterator[ThingRow]:
        """Yield the site's rows of ``table``, the last begun first, read page by page."""
        return newest_rows(self._database, table, SITE)

    def forms(self, oids: Collection[str]) -> dict[str, State]:
        """Return by subject the forms with these OIDs and their values."""
        with self._database.snapshot():
            return load_forms(self._database, oids)

    def subjects(self) -> tuple[str, ...]:
        """Return the subjects with commits, sorted."""
        return tuple(row["subject"] for row in self._database.rows(_SUBJECTS, (SITE,)))

    def commits(self, after: int = 0) -> Iterator[Commit]:
        """Yield commits with number > ``after``, as stored."""
        last = self._database.rows("SELECT coalesce(max(seq), 0) AS seq FROM commits")[0]["seq"]
        for start in range(after, last, _PAGE):
            sql = f"SELECT {COLUMNS} WHERE c.seq > ? AND c.seq <= ? {ORDER}"
            page = grouped(self._database.rows(sql, (start, min(start + _PAGE, last))))
            yield from map(commit_of, page)

    def history(self, key: str) -> tuple[HistoryLine, ...]:
        """Return the committed changes of ``key``, oldest first."""
        sql = f"SELECT {COLUMNS} WHERE r.key = ? {ORDER}"
        lines = []
        for commit in map(commit_of, grouped(self._database.rows(sql, (key,)))):
            records = (sealed.record() for sealed in commit.records)
            lines += [history_line(commit, record) for record in records if record is not None]
        return tuple(lines)

    def verify(self) -> Iterator[Damage]:
        """Replay everything on a connection of its own; see ``Verification``."""
        return self._verification.run()


def _raise_epoch(db: Database, commit: Commit) -> None:
    """Keep the epoch a take-over begins; it never falls (OFF-07)."""
    db.execute("UPDATE writer SET epoch = ? WHERE epoch < ?", (commit.head["epoch"], commit.head["epoch"]))


def _insert(db: Database, commit: Commit) -> None:
    db.execute(
        "INSERT INTO commits (seq, subject, subject_salt, header, prev, hash) VALUES (?, ?, ?, ?, ?, ?)",
        (commit.seq, commit.subject, commit.subject_salt, commit.header, commit.prev, commit.hash),
    )
    for position, sealed in enumerate(commit.records):
        record = sealed.record()
        if record is None:
            raise ValueError("a new commit has no redacted record")
        db.execute(
            "INSERT INTO records (seq, position, kind, key, salt, body, leaf) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (commit.seq, position, record.kind, record.key, sealed.salt, sealed.body, sealed.leaf),
        )

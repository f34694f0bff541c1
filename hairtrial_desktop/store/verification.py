"""Whether the record is what it was (P11-01): pages, triggers, chain, projection against its cache, attachments.

Runs on a connection of its own, one subject at a time, so that neither the window waits nor memory grows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from hairtrial_desktop.casebook.chain import Damage, check_commit
from hairtrial_desktop.casebook.projection import TABLES, FormRow, Row, Stamp, State, apply
from hairtrial_desktop.casebook.record import GENESIS, SITE, Commit
from hairtrial_desktop.store.attachments import FileAttachments
from hairtrial_desktop.store.claims import Timeline
from hairtrial_desktop.store.connection import CipherDatabase
from hairtrial_desktop.store.outbox import FolderOutbox
from hairtrial_desktop.store.projection_rows import load_state
from hairtrial_desktop.store.schema import check_schema
from hairtrial_desktop.store.stored_commits import COLUMNS, ORDER, commit_of, grouped
from hairtrial_desktop.study.errors import KnownError

_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)


@dataclass
class _Blamed:
    """What is already named, so that what follows from it is not named again."""

    leaves: set[str] = field(default_factory=set)
    seqs: set[int] = field(default_factory=set)

    def explains(self, row: Row) -> bool:
        if isinstance(row, FormRow):
            return row.seq in self.seqs or row.created_seq in self.seqs
        return row.leaf in self.leaves

    def add(self, rows: list[dict[str, Any]], damage: Damage) -> None:
        self.seqs.add(rows[0]["seq"])
        position = damage.row.partition("position=")[2]
        hit = (row for row in rows if not position or str(row["position"]) == position)
        self.leaves.update(row["leaf"] for row in hit if row["leaf"])


class Verification:
    """Names every damage of one ``site.db`` and its attachments; changes nothing."""

    def __init__(self, database: CipherDatabase, attachments: FileAttachments, outbox: FolderOutbox) -> None:
        self._database = database
        self._attachments = attachments
        self._outbox = outbox

    def run(self) -> Iterator[Damage]:
        """Yield the damages.

        ``what`` is one of page, trigger, schema, sequence, link, hash, subject, count, leaf, erased, index, orphan,
        unreadable, value, missing, extra, signature, head, state, file.
        """
        yield from self._pages()
        try:
            with closing(self._database.reader()) as reader, reader.snapshot():
                yield from check_schema(reader)
                blamed, timeline = _Blamed(), Timeline()
                yield from self._chain(reader, blamed, timeline)
                yield from self._cache(reader, blamed, timeline)
                yield from self._outbox.verify(reader, timeline, load_state(reader, SITE))
            yield from self._attachments.verify(timeline.papers)
        except KnownError as error:
            if error.code != "database_foreign_or_damaged":
                raise
            yield Damage(self._database.path.name, "", "unreadable")

    def _pages(self) -> Iterator[Damage]:
        with closing(self._database.reader()) as reader:
            for row in reader.rows("PRAGMA cipher_integrity_check"):
                yield Damage(self._database.path.name, str(next(iter(row.values()))), "page")

    def _chain(self, reader: CipherDatabase, blamed: _Blamed, timeline: Timeline) -> Iterator[Damage]:
        prev, seq = GENESIS, 1
        for rows in grouped(reader.stream(f"SELECT {COLUMNS} {ORDER}")):
            damages = list(_judge(rows, prev, seq))
            for damage in damages:
                blamed.add(rows, damage)
            yield from damages
            if not damages:
                timeline.note(commit_of(rows))
            prev, seq = rows[0]["hash"], rows[0]["seq"] + 1
        orphans = "SELECT seq, position FROM records WHERE seq NOT IN (SELECT seq FROM commits)"
        for row in reader.rows(orphans):
            yield Damage("records", f"seq={row['seq']} position={row['position']}", "orphan")

    def _cache(self, reader: CipherDatabase, blamed: _Blamed, timeline: Timeline) -> Iterator[Damage]:
        tables = " UNION ".join(f"SELECT subject FROM [{table}]" for table in ("commits", *TABLES))  # noqa: S608 - own names
        for subject in reader.rows(f"SELECT subject FROM ({tables}) ORDER BY subject"):  # noqa: S608 - own names
            replay = _Replay(timeline, blamed)
            replayed = replay.run(reader, subject["subject"])
            yield from _compare(replayed, load_state(reader, subject["subject"]), blamed)
            yield from replay.damages
            yield from timeline.judge_heads(replayed)


def _judge(rows: list[dict[str, Any]], prev: str, seq: int) -> Iterator[Damage]:
    row = f"seq={rows[0]['seq']}"
    try:
        commit = commit_of(rows)
        damages = list(check_commit(commit, prev, seq))
    except _UNREADABLE:
        yield Damage("commits", row, "unreadable")
        return
    yield from damages
    leaf_damaged = {damage.row for damage in damages}
    for sealed, stored in zip(commit.records, rows, strict=False):
        place = f"{row} position={stored['position']}"
        if place in leaf_damaged:
            continue
        if sealed.body is None:  # no act of this release redacts: nobody decided that
            yield Damage("records", place, "erased")
            continue
        record = sealed.record()
        if record is not None and (record.kind, record.key) != (stored["kind"], stored["key"]):
            yield Damage("records", place, "index")  # the history of a value would miss the change


class _Replay:
    """Replays one subject; each signature is judged over what stood just before it."""

    def __init__(self, timeline: Timeline, blamed: _Blamed) -> None:
        self._timeline = timeline
        self._blamed = blamed
        self.damages: list[Damage] = []

    def run(self, reader: CipherDatabase, subject: str) -> State:
        """Return the state the commits of ``subject`` give."""
        state = State()
        for rows in grouped(reader.stream(f"SELECT {COLUMNS} WHERE c.subject = ? {ORDER}", (subject,))):
            try:
                commit = commit_of(rows)
            except _UNREADABLE:
                continue  # named by the chain
            self._commit(state, commit)
        return state

    def _commit(self, state: State, commit: Commit) -> None:
        for sealed in commit.records:
            try:
                record = sealed.record()
                if record is None:
                    continue
                stamp = Stamp.of(commit, sealed.leaf)
                if record.kind == "signature" and sealed.leaf not in self._blamed.leaves:
                    self.damages += self._timeline.judge_signature(state, record, stamp)
                apply(state, record, stamp)
            except _UNREADABLE:
                continue  # named by the chain


def _compare(replayed: State, cached: State, blamed: _Blamed) -> Iterator[Damage]:
    for table in TABLES:
        should, found = replayed.tables[table], cached.tables[table]
        for key in sorted(should.keys() | found.keys()):
            right, row = should.get(key), found.get(key)
            if right == row or any(one is not None and blamed.explains(one) for one in (right, row)):
                continue
            what = "extra" if right is None else "missing" if row is None else "value"
            yield Damage(table, key, what)

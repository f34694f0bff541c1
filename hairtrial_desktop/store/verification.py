"""Whether the record is what it was (P11-01): pages, triggers, chain, projection against its cache, attachments.

Runs on connections of its own, so that the window does not wait. The chain is read once, in order; what is held in
memory grows with the values of the casebooks, not with their history.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.projection import TABLES, State
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.store.attachments import FileAttachments
from hairtrial_desktop.store.blame import Blame
from hairtrial_desktop.store.chain_walk import ChainWalk
from hairtrial_desktop.store.claims import Timeline
from hairtrial_desktop.store.connection import CipherDatabase
from hairtrial_desktop.store.outbox import FolderOutbox
from hairtrial_desktop.store.projection_rows import load_state
from hairtrial_desktop.store.schema import check_schema
from hairtrial_desktop.study.errors import KnownError


class Verification:
    """Names every damage of one ``site.db`` and its attachments; changes nothing."""

    def __init__(self, database: CipherDatabase, attachments: FileAttachments, outbox: FolderOutbox) -> None:
        self._database = database
        self._attachments = attachments
        self._outbox = outbox

    def run(self, *, attachments: bool = True) -> Iterator[Damage]:
        """Yield the damages; those of the files in ``attachments/`` only if asked for.

        ``what`` is one of page, trigger, schema, sequence, link, hash, subject, count, leaf, erased, redaction, index,
        orphan, unreadable, value, missing, extra, signature, head, state, file, old, time, second.
        """
        pages = _Pages(self._database)
        pages.start()
        try:
            with closing(self._database.reader()) as reader, reader.snapshot():
                yield from check_schema(reader)
                timeline, blame = Timeline(reader), Blame()
                walk = ChainWalk(reader, timeline, blame)
                yield from walk.run()
                yield from _caches(reader, walk, timeline, blame)
                yield from self._outbox.verify(reader, timeline, load_state(reader, SITE))
            if attachments:
                yield from self._attachments.verify(timeline.papers)
        except KnownError as error:
            if error.code != "database_foreign_or_damaged":
                raise
            yield Damage(self._database.path.name, "", "unreadable")
        finally:
            pages.join()
        yield from pages.damages()


class _Pages(threading.Thread):
    """SQLCipher's own check of every page, beside the reading: it takes another core, not more time."""

    def __init__(self, database: CipherDatabase) -> None:
        super().__init__(name="pages")
        self._database = database
        self._found: list[str] = []
        self._failure: Exception | None = None

    def run(self) -> None:
        """Check; what goes wrong is told by :meth:`damages` in the caller's thread."""
        try:
            with closing(self._database.reader()) as reader:
                self._found = [str(next(iter(row.values()))) for row in reader.rows("PRAGMA cipher_integrity_check")]
        except Exception as error:  # noqa: BLE001 - raised again where it is seen
            self._failure = error

    def damages(self) -> Iterator[Damage]:
        """Yield the pages that are not what they were; after :meth:`join`."""
        if isinstance(self._failure, KnownError) and self._failure.code == "database_foreign_or_damaged":
            return  # the reading says so already
        if self._failure is not None:
            raise self._failure
        for text in self._found:
            yield Damage(self._database.path.name, text, "page")


def _caches(reader: CipherDatabase, walk: ChainWalk, timeline: Timeline, blame: Blame) -> Iterator[Damage]:
    tables = " UNION ".join(f"SELECT subject FROM [{table}]" for table in ("commits", *TABLES))  # noqa: S608 - own names
    for row in reader.rows(f"SELECT subject FROM ({tables}) ORDER BY subject"):  # noqa: S608 - own names
        replayed = walk.state(row["subject"])
        yield from _compare(replayed, load_state(reader, row["subject"]), blame)
        yield from timeline.judge_heads(replayed)
    yield from walk.misshapen()


def _compare(replayed: State, cached: State, blame: Blame) -> Iterator[Damage]:
    for table in TABLES:
        should, found = replayed.tables[table], cached.tables[table]
        for key in sorted(should.keys() | found.keys()):
            right, row = should.get(key), found.get(key)
            if right == row or any(one is not None and blame.explains(one) for one in (right, row)):
                continue
            what = "extra" if right is None else "missing" if row is None else "value"
            yield Damage(table, key, what)

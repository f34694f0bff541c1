"""One encrypted database file: opening, checking, transactions, and connections of their own for long reads."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from hairtrial_desktop.keys.durable import sorted_disk_errors, sync_folder
from hairtrial_desktop.store.engine import Database, connect
from hairtrial_desktop.store.faults import sorted_faults
from hairtrial_desktop.store.migrations import Migration, migrate, version_of
from hairtrial_desktop.store.rekeying import replace_by_rekeyed
from hairtrial_desktop.study.errors import KnownError

_KEY_LENGTH = 32
_BUSY_MS = 5000
_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # a commit that was answered survives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # else INSERT OR REPLACE deletes behind the delete triggers
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",  # nothing decrypted reaches a temporary file
    "PRAGMA secure_delete = ON",
    f"PRAGMA busy_timeout = {_BUSY_MS}",
)


def _open(path: Path, key: bytes) -> Database:
    if len(key) != _KEY_LENGTH:
        raise ValueError("a raw key has 32 bytes")
    with sorted_faults(path):
        connection = connect(str(path))
        try:
            _prepare(connection, key)
        except BaseException:
            connection.close()
            raise
        return Database(connection, recursive_triggers=True, execute_plugins=False)


def _prepare(connection: Any, key: bytes) -> None:  # noqa: ANN401 - the driver ships no types
    connection.execute("PRAGMA cipher_log_level = NONE")  # a wrong key is told by us, not on stderr
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    if not connection.execute("PRAGMA cipher_version").fetchone():
        raise RuntimeError("the driver is not SQLCipher: nothing would be encrypted")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    for setting in _SETTINGS:
        connection.execute(setting).fetchall()


class CipherDatabase:
    """An open SQLCipher file. Usable from several threads: one statement or transaction at a time."""

    def __init__(self, path: Path, key: bytes, database: Database) -> None:
        self.path = path
        self._key = key
        self._db = database
        self._lock = threading.RLock()

    @classmethod
    def create(cls, path: Path, key: bytes, migrations: Sequence[Migration]) -> CipherDatabase:
        """Create a database that must not be there yet: KnownError ``site_exists``; StorageError."""
        if path.exists():
            raise KnownError("site_exists", folder=path.parent.name)
        with sorted_disk_errors(path):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # its journals take the same mode
        opened = cls(path, key, _open(path, key))
        opened.upgrade(migrations)
        sync_folder(path.parent)
        return opened

    @classmethod
    def open(cls, path: Path, keys: bytes | Sequence[bytes], migrations: Sequence[Migration]) -> CipherDatabase:
        """Open and upgrade. Of several ``keys`` it is under one: a change of key may have been cut short.

        Raises KnownError ``database_missing``, ``database_foreign_or_damaged`` (another key, another program's file, or
        emptied), ``database_newer`` (made by a later version: params ``found``, ``known``); StorageError.
        """
        if not path.is_file():
            raise KnownError("database_missing", file=path.name)
        opened = cls._under_one_of(path, (keys,) if isinstance(keys, bytes) else tuple(keys))
        try:
            opened.refuse_foreign(len(migrations))
            opened.upgrade(migrations)
        except BaseException:
            opened.close()
            raise
        return opened

    @classmethod
    def _under_one_of(cls, path: Path, keys: Sequence[bytes]) -> CipherDatabase:
        for key in keys[:-1]:
            try:
                return cls(path, key, _open(path, key))
            except KnownError as error:
                if error.code != "database_foreign_or_damaged":
                    raise
        return cls(path, keys[-1], _open(path, keys[-1]))

    @property
    def key(self) -> bytes:
        """The raw key that the file is under now."""
        return self._key

    def rekey(self, key: bytes) -> None:
        """Put the file under another key, whole or not at all; harmless where it is under it already.

        Raises StorageError; KnownError ``database_busy`` while somebody reads beside.
        """
        with self._lock, sorted_faults(self.path):
            if key == self._key:
                return
            busy = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            if busy:
                raise KnownError("database_busy", file=self.path.name)
            self._db.conn.close()
            try:
                replace_by_rekeyed(self.path, self._key, key)
                self._key = key
            finally:
                self._db = _open(self.path, self._key)

    def refuse_foreign(self, known: int) -> None:
        """Raise KnownError unless the file is a site's and its schema is one of the ``known`` versions."""
        found = version_of(self._db)
        if found == 0:  # an emptied file opens with any key
            raise KnownError("database_foreign_or_damaged", file=self.path.name)
        if found > known:
            raise KnownError("database_newer", file=self.path.name, found=found, known=known)

    def upgrade(self, migrations: Sequence[Migration]) -> None:
        """Run the migrations that are missing, each in a transaction of its own."""
        with sorted_faults(self.path):
            migrate(self._db, migrations)

    def refuse_writing(self) -> None:
        """From now on every write is refused (StorageError ``read_only``): the record was found altered."""
        with self._lock:
            self._db.execute("PRAGMA query_only = ON")

    def allow_writing(self) -> None:
        """Take :meth:`refuse_writing` back."""
        with self._lock:
            self._db.execute("PRAGMA query_only = OFF")

    def reader(self) -> CipherDatabase:
        """Return a second connection that cannot write, for long reads beside the first."""
        other = CipherDatabase(self.path, self._key, _open(self.path, self._key))
        other.refuse_writing()
        # Bytes that are no text are damage to be named, not a reason to stop reading.
        other._db.conn.text_factory = partial(str, encoding="utf-8", errors="replace")
        return other

    def copy_to(self, path: Path) -> None:
        """Write a compact copy, encrypted with the same key, as of one moment, durably; the file must not be there.

        On a connection of its own, so that work goes on. Raises StorageError.
        """
        source = _open(self.path, self._key)
        try:
            with sorted_faults(path):
                source.execute("VACUUM INTO ?", (str(path),))
        finally:
            source.conn.close()
        with sorted_disk_errors(path):
            path.chmod(0o600)
            with path.open("rb+") as file:
                os.fsync(file.fileno())
            sync_folder(path.parent)

    def rows(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Return the rows of a query as dicts; KnownErrors as ``sorted_faults``."""
        with self._lock, sorted_faults(self.path):
            return list(self._db.query(sql, parameters))  # type: ignore[arg-type]  # any DB-API sequence will do

    def stream(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[dict[str, Any]]:
        """Yield rows one by one; only on a connection of one's own (:meth:`reader`)."""
        with sorted_faults(self.path):
            cursor = self._db.conn.execute(sql, tuple(parameters))
            names = [column[0] for column in cursor.description]
            for row in cursor:
                yield dict(zip(names, row, strict=True))

    def tuples(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield rows one by one as bare tuples; under a snapshot, or on a connection of one's own."""
        with sorted_faults(self.path):
            for row in self._db.conn.execute(sql, tuple(parameters)):  # noqa: UP028 - no close of a cursor whose
                yield row  # connection an error has closed already

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Hold one consistent view for several reads."""
        with self._lock, sorted_faults(self.path):
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.execute("ROLLBACK")

    @contextmanager
    def transaction(self) -> Iterator[Database]:
        """Give the database inside BEGIN IMMEDIATE; durable when the block ends, nothing at all if it raises."""
        with self._lock, sorted_faults(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.conn.in_transaction:  # SQLite rolls back by itself when the disk is full
                    self._db.execute("ROLLBACK")
                raise

    def purge(self) -> None:
        """Write the file anew without what was deleted, and empty its journal; KnownError where somebody reads it.

        ``secure_delete`` clears what a statement frees; copies that older page splits left behind go only so.
        """
        with self._lock, sorted_faults(self.path):
            for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                rows = self._db.execute(statement).fetchall()
                if rows and rows[0][0]:
                    raise KnownError("database_busy", file=self.path.name)

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._db.conn.close()

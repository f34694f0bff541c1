"""Sorting what the driver raises: what a person can act on, and what is a bug."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hairtrial_desktop.casebook.ports import StorageError
from hairtrial_desktop.store.engine import DriverError
from hairtrial_desktop.study.errors import KnownError

_NO_ROOM = 256 * 1024  # bytes; SQLite says "I/O error" where its shared memory file finds no room


@contextmanager
def sorted_faults(path: Path) -> Iterator[None]:
    """Turn driver errors inside into KnownErrors with param ``file``; anything else passes as the bug it is.

    StorageError ``disk_full``, ``read_only``, ``disk_error``; KnownError ``database_busy`` (another program holds it),
    ``database_foreign_or_damaged``.
    """
    try:
        yield
    except DriverError as error:
        known = _known(getattr(error, "sqlite_errorname", ""), path)
        if known is None:
            raise
        raise known from error


def _known(name: str, path: Path) -> KnownError | None:
    file = path.name
    if name.startswith("SQLITE_IOERR"):
        return StorageError("disk_full" if _is_full(path.parent) else "disk_error", file=file)
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return KnownError("database_foreign_or_damaged", file=file)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return KnownError("database_busy", file=file)
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return StorageError("read_only", file=file)
    if name.startswith("SQLITE_CANTOPEN"):
        return StorageError("disk_error", file=file)
    return StorageError("disk_full", file=file) if name == "SQLITE_FULL" else None


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _NO_ROOM
    except OSError:
        return False

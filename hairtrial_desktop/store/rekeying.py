"""Putting a whole database file under another key, so that a power cut at any moment leaves it under one of the two.

The file is copied, the copy re-encrypted (``PRAGMA rekey``), read through and made durable; then it takes the name.
"""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

from hairtrial_desktop.keys.durable import sorted_disk_errors, sync_folder
from hairtrial_desktop.store.engine import connect
from hairtrial_desktop.store.faults import sorted_faults
from hairtrial_desktop.study.errors import KnownError

_SUFFIX = ".rekeyed"


def replace_by_rekeyed(path: Path, old: bytes, new: bytes) -> None:
    """Replace the closed database ``path`` by itself under the key ``new``; StorageError, then it is unchanged.

    KnownError ``database_foreign_or_damaged`` where the copy cannot be read through under the new key.
    """
    copy = path.with_name(path.name + _SUFFIX)
    with sorted_disk_errors(path), sorted_faults(path):
        try:
            shutil.copyfile(path, copy)
            copy.chmod(0o600)
            with closing(connect(str(copy))) as connection:
                _use_key(connection, old)
                connection.execute("PRAGMA journal_mode = DELETE").fetchall()
                connection.execute(f"PRAGMA rekey = \"x'{new.hex()}'\"")
            _prove(copy, new)
            _sync(copy)
            copy.replace(path)
        finally:
            copy.unlink(missing_ok=True)
        sync_folder(path.parent)


def _use_key(connection: Any, key: bytes) -> None:  # noqa: ANN401 - the driver ships no types
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _prove(copy: Path, key: bytes) -> None:
    with closing(connect(str(copy))) as connection:
        _use_key(connection, key)
        wrong = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        if wrong or connection.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
            raise KnownError("database_foreign_or_damaged", file=copy.name)


def _sync(copy: Path) -> None:
    descriptor = os.open(copy, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

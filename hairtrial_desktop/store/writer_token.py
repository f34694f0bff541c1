"""One writer per data folder: a lock of the operating system, which a killed program cannot leave behind (OFF-07)."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Self

from hairtrial_desktop.keys.durable import sorted_disk_errors
from hairtrial_desktop.study.errors import KnownError

LOCK = "writer.lock"

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class WriterToken:
    """Held from opening to closing a site; a context manager."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    @classmethod
    def take(cls, folder: Path) -> WriterToken:
        """Take the folder for this program; KnownError ``site_open_elsewhere`` if another one has it."""
        path = folder / LOCK
        with sorted_disk_errors(path):
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise KnownError("site_open_elsewhere", folder=folder.name) from error
        return cls(descriptor)

    def release(self) -> None:
        """Let go; harmless a second time."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

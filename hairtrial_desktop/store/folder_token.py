"""Whether a data folder is the one this computer wrote to, or a copy of it (OFF-07).

What is remembered is the place of ``writer.lock`` on the disk (its inode). A folder that was moved or renamed keeps it;
a copy has another one. It guards against mistakes: who can write to this computer's state folder can remove it.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from hairtrial_desktop.casebook.ports import StorageError
from hairtrial_desktop.keys.durable import make_folder, write_durably
from hairtrial_desktop.store.writer_token import LOCK


class FolderToken:
    """Remembers, outside the data folder, which folder of a site this computer writes to."""

    def __init__(self, state: Path, site: str, folder: Path) -> None:
        """``site`` is the fingerprint of the site's CA."""
        self._path = state / f"folder-{hashlib.sha256(site.encode()).hexdigest()[:32]}.txt"
        self._lock = folder / LOCK

    def is_copy(self) -> bool:
        """Whether this computer writes to another folder of the same site; False where it has written to none yet."""
        return self._path.is_file() and self._path.read_text(encoding="ascii", errors="replace") != self._place()

    def keep(self) -> None:
        """From now on this folder is the one. A full disk here is no failure: then a copy is not told from it."""
        with suppress(StorageError):
            make_folder(self._path.parent)
            write_durably(self._path, self._place().encode())

    def _place(self) -> str:
        return str(self._lock.stat().st_ino)

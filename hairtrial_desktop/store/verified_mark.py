"""That this computer found the record whole, and left its file so: the next start need not read all of it again.

Only the file as the last session left it counts (size, time, inode). Changed by anything else, or after a session that
was not closed, everything is read at the start; in any case once a day, in the background (P11-01).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from hairtrial_desktop.casebook.ports import Head
from hairtrial_desktop.casebook.record import parse_utc, utc_text
from hairtrial_desktop.store.kept_file import KeptFile

FULL_CHECK_EVERY = timedelta(hours=24)


@dataclass(frozen=True)
class Verified:
    """The record was whole up to ``head``; everything was last read at ``full_at`` (UTC text)."""

    head: Head
    full_at: str

    def full_check_due(self, now: datetime) -> bool:
        """Whether everything should be read again; a clock set back asks for it too."""
        age = now - parse_utc(self.full_at)
        return not timedelta() <= age < FULL_CHECK_EVERY


class VerifiedMark:
    """Remembers, for one site on this computer, how far its record was verified and how its file was left."""

    def __init__(self, folder: Path, site: str, database_key: bytes, database: Path) -> None:
        self._file = KeptFile(folder, "verified", site, database_key)
        self._database = database

    def read(self) -> Verified | None:
        """Return what was verified of the very file that lies there now; None if nothing is known of it."""
        try:
            tree = self._file.read()
            if tree is None or tree["left"] != self._left():
                return None
            return Verified(Head(int(tree["seq"]), str(tree["hash"])), str(tree["full_at"]))
        except (ValueError, KeyError, TypeError, OSError):
            return None

    def keep(self, head: Head, full_at: str) -> None:
        """Remember that all is well up to ``head`` in the file as it lies there, closed."""
        self._file.keep({"seq": head.seq, "hash": head.hash, "full_at": full_at, "left": self._left()})

    def forget(self) -> None:
        """Read everything at the next start."""
        self._file.forget()

    def _left(self) -> list[int]:
        status = self._database.stat()
        log = self._database.with_name(f"{self._database.name}-wal")
        return [status.st_size, status.st_mtime_ns, status.st_ino, log.stat().st_size if log.is_file() else 0]


def fresh(head: Head, now: datetime) -> Verified:
    """Return what a full check just found."""
    return Verified(head, utc_text(now))

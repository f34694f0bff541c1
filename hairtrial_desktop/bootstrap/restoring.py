"""Putting a backup back: laid out, read whole, and written down, or not there at all."""

from __future__ import annotations

import shutil
from pathlib import Path

from hairtrial_desktop.bootstrap.computer import SystemClock
from hairtrial_desktop.bootstrap.door import Door
from hairtrial_desktop.casebook.ports import Clock, Head
from hairtrial_desktop.casebook.writers import take_over
from hairtrial_desktop.store.backup_set import BackupSet
from hairtrial_desktop.store.restore import restore
from hairtrial_desktop.study.errors import KnownError


def put_back(backup: Path, folder: Path, login: tuple[str, str], reason: str, clock: Clock | None = None) -> Head:
    """Restore the set in ``backup`` into ``folder`` and commit who did it and why, in a new epoch.

    ``login``: user and password of somebody who may hand over and take over writing. Returns the head of the backup,
    which the restored site has. Raises KnownError ``site_exists``, ``backup_unreadable``, ``backup_damaged``,
    ``reason_required``; WrongPassword; NotPermitted; StorageError. Then ``folder`` is as it was.
    """
    chosen = BackupSet.read(backup)
    if not reason.strip():
        raise KnownError("reason_required")
    restore(chosen, folder)
    try:
        site = Door(folder, clock or SystemClock()).open(*login, restored=True)
        try:
            if site.damages:
                raise KnownError("backup_damaged", places=len(site.damages))
            take_over(site.book, reason)
        finally:
            site.close()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return chosen.manifest.head

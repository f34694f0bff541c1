"""Putting a backup back into a new data folder, whole or not at all (Annex 11 clause 7; FDA 2024 Q5)."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from hairtrial_desktop.keys.durable import make_folder, sorted_disk_errors, sync_folder, write_durably
from hairtrial_desktop.store.backup_set import BackupSet
from hairtrial_desktop.study.errors import KnownError


def restore(backup: BackupSet, folder: Path) -> None:
    """Lay the site of ``backup`` into ``folder``, which must be empty or not there.

    Raises KnownError ``site_exists``; ``backup_damaged`` (param ``places``) before anything is written; StorageError.
    """
    if folder.exists() and any(folder.iterdir()):
        raise KnownError("site_exists", folder=folder.name)
    damaged = tuple(backup.damaged_files())
    if damaged:
        raise KnownError("backup_damaged", places=len(damaged))
    building = folder.with_name(f".restoring-{secrets.token_hex(4)}")
    try:
        make_folder(building)
        for source, names in ((backup.path, backup.manifest.files), (backup.place, backup.manifest.common)):
            for name in names:
                target = building / name
                make_folder(target.parent)
                with sorted_disk_errors(source / name):
                    content = (source / name).read_bytes()
                write_durably(target, content)
        with sorted_disk_errors(folder):
            if folder.exists():
                folder.rmdir()
            building.rename(folder)
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise

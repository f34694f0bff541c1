"""Backups of an open site: where this computer keeps them, when one is due, making and trying them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from hairtrial_desktop.casebook.backups import MADE, REHEARSED, newest_backup, record_backup
from hairtrial_desktop.casebook.ports import Head
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.keys.durable import make_folder, write_durably
from hairtrial_desktop.store.backup import Backup, SiteFiles, place_in, verify_set
from hairtrial_desktop.store.backup_set import BackupSet, sets_of
from hairtrial_desktop.store.restore import restore
from hairtrial_desktop.store.site_database import SiteDatabase
from hairtrial_desktop.study.errors import KnownError


@dataclass(frozen=True)
class BackupRoom:
    """``ui.rooms.BackupRoom``. ``choice`` remembers the folder that a person chose: this computer's, not the site's."""

    book: SiteBook
    files: SiteFiles
    choice: Path
    keys_of: Callable[[Path], Sequence[bytes]]  # of a set, from its own sealed file: the site's may have changed since

    @property
    def folder(self) -> Path | None:
        """Where backups go, None until somebody chose a folder."""
        return Path(self.choice.read_text(encoding="utf-8")) if self.choice.is_file() else None

    def choose_folder(self, folder: Path) -> None:
        """Remember the folder; KnownError ``backup_same_disk_folder`` inside the data folder itself; StorageError."""
        if folder.resolve().is_relative_to(self.files.folder.resolve()):
            raise KnownError("backup_inside_data", folder=folder.name)
        make_folder(self.choice.parent)
        write_durably(self.choice, str(folder).encode())

    def sets(self) -> tuple[BackupSet, ...]:
        """Return the sets in the chosen folder, newest first."""
        return () if self.folder is None else sets_of(place_in(self.folder, self.files.number))

    @property
    def due(self) -> bool:
        """Whether something was recorded since the newest backup; coming and going alone is not."""
        newest = newest_backup(self.book)
        return self.files.database.commits.newest_work() > (int(str(newest["seq"])) if newest else 0)

    def make(self) -> BackupSet:
        """Make and verify a set.

        KnownError ``backup_no_folder``, ``backup_folder_missing`` (param ``folder``); BackupDamaged; StorageError.
        """
        if self.folder is None:
            raise KnownError("backup_no_folder")
        if not self.folder.is_dir():
            raise KnownError("backup_folder_missing", folder=str(self.folder))
        return Backup(self.files, place_in(self.folder, self.files.number), self.book.clock).make()

    def record(self, made: BackupSet) -> None:
        """Commit that ``made`` was made."""
        record_backup(self.book, MADE, made.path.name, made.manifest.head)

    def rehearse(self, backup: BackupSet) -> Head:
        """Lay ``backup`` out as a site would be, read all of it, and compare it with the record by its newest commit.

        Returns the head that is equal. KnownError ``backup_damaged``, ``backup_of_another_record``; StorageError.
        """
        found = tuple(verify_set(backup, self.keys_of))
        if found:
            raise KnownError("backup_damaged", places=len(found))
        with tempfile.TemporaryDirectory(dir=backup.place) as laid_out:
            folder = Path(laid_out) / "site"
            restore(backup, folder)
            with closing(SiteDatabase.open(folder, self.keys_of(folder))) as copy:
                damaged = tuple(copy.commits.verify())
                head = copy.commits.head()
        if damaged:
            raise KnownError("backup_damaged", places=len(damaged))
        here = next(self.files.database.commits.commits(after=head.seq - 1), None)
        if here is None or here.hash != head.hash:
            raise KnownError("backup_of_another_record", backup=backup.path.name)
        return head

    def record_rehearsal(self, backup: BackupSet, head: Head) -> None:
        """Commit that ``backup`` was tried and found equal up to ``head``."""
        record_backup(self.book, REHEARSED, backup.path.name, head)

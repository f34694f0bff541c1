"""Backing up a site to a second place, verified by opening the copy (FDA 2024 Q5; EMA 6.8; Annex 11 clause 7).

A set is made under a temporary name, opened with the site's key and read whole; only then does it get its name. Nothing
of it is decrypted: who finds the place has what somebody has who finds the data folder.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.ports import Clock
from hairtrial_desktop.casebook.record import utc_text
from hairtrial_desktop.keys.durable import make_folder, sorted_disk_errors, sync_folder, write_durably
from hairtrial_desktop.store.backup_set import MANIFEST, SETS, BackupSet, Manifest, sets_of, sha256_of
from hairtrial_desktop.store.identities import IDENTITY_DATABASE, IdentityDatabase
from hairtrial_desktop.store.retention import superseded
from hairtrial_desktop.store.site_database import ATTACHMENTS, OUTBOX, SITE_DATABASE, SiteDatabase
from hairtrial_desktop.store.writer_token import LOCK
from hairtrial_desktop.study.errors import KnownError

PLACE = "hairtrial-backup"  # in the folder that a person chose, with the number of the site
_DATABASES = (SITE_DATABASE, IDENTITY_DATABASE)


class BackupDamaged(KnownError):
    """Code ``backup_damaged``: the copy just made is not whole (param ``places``); it was removed."""


@dataclass(frozen=True)
class SiteFiles:
    """An open site as files. ``identities`` is None where this login may not open the register: it is closed then."""

    folder: Path
    number: str
    program: str
    database: SiteDatabase
    identities: IdentityDatabase | None


def place_in(folder: Path, number: str) -> Path:
    """Return where the backups of site ``number`` lie in a folder that somebody chose."""
    return folder / f"{PLACE}-{number}"


class Backup:
    """Makes and thins out the sets of one place."""

    def __init__(self, site: SiteFiles, place: Path, clock: Clock) -> None:
        self._site = site
        self._place = place
        self._clock = clock

    def make(self) -> BackupSet:
        """Copy, verify, name, thin out; return the new set. StorageError; BackupDamaged; the earlier sets stay."""
        at = self._clock.now()
        make_folder(self._place / SETS)
        building = self._place / SETS / f".making-{secrets.token_hex(4)}"
        try:
            make_folder(building)
            self._copy(building)
            manifest = self._verified(building, utc_text(at))
            write_durably(building / MANIFEST, manifest.to_bytes())
            final = self._place / SETS / f"{at:%Y%m%dT%H%M%S}Z-{manifest.head_seq:07d}"
            with sorted_disk_errors(final):
                building.rename(final)
            sync_folder(final.parent)
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
        made = BackupSet.read(final)
        self._thin_out()
        return made

    def _copy(self, building: Path) -> None:
        site = self._site
        self._copy_common()  # first: what the record names was written before its commit
        site.database.copy_to(building / SITE_DATABASE)
        if site.identities is not None:
            site.identities.copy_to(building / IDENTITY_DATABASE)
        for path in sorted(site.folder.iterdir()):
            if path.is_file() and path.name != LOCK and not path.name.endswith(".tmp") and not _of_database(path.name):
                _copy_file(path, building / path.name)
        if site.identities is None:  # nobody has it open: one writer, and this one may not
            for path in sorted(site.folder.glob(f"{IDENTITY_DATABASE}*")):
                _copy_file(path, building / path.name)

    def _copy_common(self) -> None:
        for source in _common(self._site.folder):
            target = self._place / source.relative_to(self._site.folder)
            if not target.is_file() or target.stat().st_size != source.stat().st_size:
                make_folder(target.parent)
                _copy_file(source, target)
                if sha256_of(target) != sha256_of(source):
                    raise BackupDamaged("backup_damaged", places=1)

    def _verified(self, building: Path, at: str) -> Manifest:
        site = self._site
        with closing(SiteDatabase.open(building, site.database.key, self._place)) as copy:
            head = copy.commits.head()
            found = tuple(copy.verify_record())
        if found:
            raise BackupDamaged("backup_damaged", places=len(found))
        files = {path.name: sha256_of(path) for path in sorted(building.iterdir()) if path.is_file()}
        common = {
            path.relative_to(self._place).as_posix(): _digest(path)
            for path in _common(self._place)
            if (site.folder / path.relative_to(self._place)).is_file()
        }
        return Manifest(site.number, at, head.seq, head.hash, site.program, files, common)

    def _thin_out(self) -> None:
        sets = sets_of(self._place)
        for each in superseded({one.path: one.manifest.at for one in sets}):
            shutil.rmtree(each, ignore_errors=True)


def verify_set(backup: BackupSet, keys_of: Callable[[Path], Sequence[bytes]]) -> Iterator[Damage]:
    """Yield every damage of a set: its files, then, opened with its own key, its record and the head it should have."""
    damaged = list(backup.damaged_files())
    yield from damaged
    if damaged:
        return
    with closing(SiteDatabase.open(backup.path, keys_of(backup.path), backup.place)) as copy:
        yield from copy.commits.verify()
        if copy.commits.head().hash != backup.manifest.head_hash:
            yield Damage(backup.path.name, "head", "head")


def _common(folder: Path) -> Iterator[Path]:
    for name in (ATTACHMENTS, OUTBOX):
        yield from (path for path in sorted((folder / name).rglob("*")) if path.is_file() and path.suffix != ".tmp")


def _of_database(name: str) -> bool:
    return any(name.startswith(database) for database in _DATABASES)


def _digest(path: Path) -> str:
    """Return SHA-256 (hex); an attachment is named by it, so that years of photographs are not read at every backup."""
    return path.name if path.parent.name == ATTACHMENTS else sha256_of(path)


def _copy_file(source: Path, target: Path) -> None:
    with sorted_disk_errors(source):
        content = source.read_bytes()
    write_durably(target, content)

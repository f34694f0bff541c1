"""One backup of a site: its databases and key files in a folder of their own, and what it needs of the common files.

``<place>/sets/<UTC>-<commit>/`` holds ``site.db``, ``identity.db``, the key files and, written last, ``manifest.json``;
attachments and sealed exports, which never change, lie once for all sets in ``<place>/attachments`` and ``outbox``.
A set without a manifest is none: the power went while it was made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.ports import Head
from hairtrial_desktop.keys.durable import sorted_disk_errors
from hairtrial_desktop.study.errors import KnownError

MANIFEST = "manifest.json"
SETS = "sets"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a set holds: its newest commit, its files and the common files it needs, each with its SHA-256."""

    number: str  # of the site
    at: str  # UTC text
    head_seq: int
    head_hash: str
    program: str
    files: dict[str, str]
    common: dict[str, str]  # path below the place

    @property
    def head(self) -> Head:
        """The newest commit of the copy."""
        return Head(self.head_seq, self.head_hash)

    def to_bytes(self) -> bytes:
        """Return the bytes of ``manifest.json``."""
        return json.dumps({"format": 1, **asdict(self)}, ensure_ascii=False, indent=1, sort_keys=True).encode()


@dataclass(frozen=True)
class BackupSet:
    """A finished set in its place."""

    place: Path
    path: Path
    manifest: Manifest

    @classmethod
    def read(cls, path: Path) -> BackupSet:
        """Read the set in the folder ``path``; KnownError ``backup_unreadable``."""
        try:
            with sorted_disk_errors(path):
                tree = json.loads((path / MANIFEST).read_bytes())
            del tree["format"]
            return cls(path.parent.parent, path, Manifest(**tree))
        except (ValueError, KeyError, TypeError, AttributeError, KnownError) as error:
            raise KnownError("backup_unreadable", backup=path.name) from error

    def damaged_files(self) -> Iterator[Damage]:
        """Yield files that are gone or not what they were; needs no key (``what``: file)."""
        for folder, files in ((self.path, self.manifest.files), (self.place, self.manifest.common)):
            for name, digest in sorted(files.items()):
                path = folder / name
                if not path.is_file() or sha256_of(path) != digest:
                    yield Damage(self.path.name, name, "file")


def sets_of(place: Path) -> tuple[BackupSet, ...]:
    """Return the readable sets of a place, newest first."""
    found = []
    for path in sorted((place / SETS).glob("[0-9]*"), reverse=True):
        try:
            found.append(BackupSet.read(path))
        except KnownError:
            continue  # unfinished or damaged: never counted as a copy, never removed
    return tuple(found)


def sha256_of(path: Path) -> str:
    """Return SHA-256 (hex) of a file; StorageError."""
    digest = hashlib.sha256()
    with sorted_disk_errors(path), path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()

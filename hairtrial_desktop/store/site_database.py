"""``site.db`` and the folders beside it, as the ports the casebook asks for.

A data folder: ``site.db``, ``identity.db``, ``keyring.json``, ``keyslots.age``, ``identity.age``, ``site-ca.age``,
``journal.jsonl``, ``writer.lock``, ``attachments/``, ``outbox/``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.store.attachments import FileAttachments
from hairtrial_desktop.store.commit_store import SqlCommitStore
from hairtrial_desktop.store.connection import CipherDatabase
from hairtrial_desktop.store.drafts import SqlDrafts
from hairtrial_desktop.store.erasing import purge_if_due
from hairtrial_desktop.store.migrations.site import SITE
from hairtrial_desktop.store.outbox import FolderOutbox
from hairtrial_desktop.store.schema import check_schema
from hairtrial_desktop.store.verification import Verification

SITE_DATABASE = "site.db"
ATTACHMENTS = "attachments"
OUTBOX = "outbox"


class SiteDatabase:
    """An open site. ``commits``, ``drafts``, ``attachments`` and ``outbox`` share one connection, from any thread.

    ``altered`` names parts of the schema that are not as they must be; such a site opens read-only (P11-01).
    """

    def __init__(self, folder: Path, database: CipherDatabase) -> None:
        self._database = database
        self.attachments = FileAttachments(database, folder / ATTACHMENTS)
        self.outbox = FolderOutbox(database, folder / OUTBOX)
        self._verification = Verification(database, self.attachments, self.outbox)
        self.commits = SqlCommitStore(database, self._verification, self.attachments.sweep)
        self.drafts = SqlDrafts(database)
        self.altered: tuple[Damage, ...] = tuple(check_schema(database))
        if self.altered:
            self.refuse_writing()
        else:
            purge_if_due(database)

    @classmethod
    def create(cls, folder: Path, key: bytes) -> SiteDatabase:
        """Create ``site.db`` in a data folder; KnownError ``site_exists``; StorageError."""
        return cls(folder, CipherDatabase.create(folder / SITE_DATABASE, key, SITE))

    @classmethod
    def open(cls, folder: Path, keys: bytes | Sequence[bytes], files: Path | None = None) -> SiteDatabase:
        """Open the ``site.db`` of a data folder, which is under one of ``keys``.

        Attachments and outbox lie in ``files`` where that is another folder.

        Raises KnownError ``database_missing``, ``database_foreign_or_damaged``, ``database_newer``; StorageError.
        """
        return cls(files or folder, CipherDatabase.open(folder / SITE_DATABASE, keys, SITE))

    def verify_record(self) -> Iterator[Damage]:
        """Yield the damages of the record and the outbox; attachments, which take long to read, are left out."""
        return self._verification.run(attachments=False)

    def copy_to(self, path: Path) -> None:
        """Write a copy of ``site.db`` as of one moment; see ``CipherDatabase.copy_to``."""
        self._database.copy_to(path)

    def refuse_writing(self) -> None:
        """Turn read-only, as after a verification that found damage: writes raise StorageError ``read_only``."""
        self._database.refuse_writing()

    @property
    def key(self) -> bytes:
        """The raw key that ``site.db`` is under now."""
        return self._database.key

    def rekey(self, key: bytes) -> None:
        """Put ``site.db`` under another key; raises as ``CipherDatabase.rekey``."""
        self._database.rekey(key)

    def allow_writing(self) -> None:
        """Take :meth:`refuse_writing` back: somebody took over writing a record that was found whole."""
        self._database.allow_writing()

    def close(self) -> None:
        """Close the connection."""
        self._database.close()

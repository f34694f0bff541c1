"""``site.db`` and the folders beside it, as the ports the casebook asks for.

A data folder: ``site.db``, ``identity.db``, ``keyring.json``, ``keyslots.age``, ``identity.age``, ``site-ca.age``,
``journal.jsonl``, ``writer.lock``, ``attachments/``, ``outbox/``.
"""

from __future__ import annotations

from pathlib import Path

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.store.attachments import FileAttachments
from hairtrial_desktop.store.commit_store import SqlCommitStore
from hairtrial_desktop.store.connection import CipherDatabase
from hairtrial_desktop.store.drafts import SqlDrafts
from hairtrial_desktop.store.migrations.site import SITE
from hairtrial_desktop.store.outbox import FolderOutbox
from hairtrial_desktop.store.schema import check_schema
from hairtrial_desktop.store.verification import Verification

SITE_DATABASE = "site.db"


class SiteDatabase:
    """An open site. ``commits``, ``drafts``, ``attachments`` and ``outbox`` share one connection, from any thread.

    ``altered`` names parts of the schema that are not as they must be; such a site opens read-only (P11-01).
    """

    def __init__(self, folder: Path, database: CipherDatabase) -> None:
        self._database = database
        self.attachments = FileAttachments(database, folder / "attachments")
        self.outbox = FolderOutbox(database, folder / "outbox")
        self.commits = SqlCommitStore(database, Verification(database, self.attachments, self.outbox))
        self.drafts = SqlDrafts(database)
        self.altered: tuple[Damage, ...] = tuple(check_schema(database))
        if self.altered:
            self.refuse_writing()

    @classmethod
    def create(cls, folder: Path, key: bytes) -> SiteDatabase:
        """Create ``site.db`` in a data folder; KnownError ``site_exists``; StorageError."""
        return cls(folder, CipherDatabase.create(folder / SITE_DATABASE, key, SITE))

    @classmethod
    def open(cls, folder: Path, key: bytes) -> SiteDatabase:
        """Open the ``site.db`` of a data folder.

        Raises KnownError ``database_missing``, ``database_foreign_or_damaged``, ``database_newer``; StorageError.
        """
        return cls(folder, CipherDatabase.open(folder / SITE_DATABASE, key, SITE))

    def refuse_writing(self) -> None:
        """Turn read-only, as after a verification that found damage: writes raise StorageError ``read_only``."""
        self._database.refuse_writing()

    def close(self) -> None:
        """Close the connection."""
        self._database.close()

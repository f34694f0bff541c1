"""``casebook.ports.IdentityRegister``: ``identity.db``, its own file with its own key (PIPL 28)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from hairtrial_desktop.casebook.identity import Identity
from hairtrial_desktop.casebook.identity_mentions import IdentityMentions
from hairtrial_desktop.store.connection import CipherDatabase
from hairtrial_desktop.store.migrations.identity import IDENTITY

IDENTITY_DATABASE = "identity.db"
_COLUMNS = "subject, name, id_number, phone, record_number, birth_date"


class IdentityDatabase:
    """Who is who. Opened only with the identity key, which no export code is given."""

    def __init__(self, database: CipherDatabase) -> None:
        self._database = database
        self._mentions: IdentityMentions | None = None

    @classmethod
    def create(cls, folder: Path, key: bytes) -> IdentityDatabase:
        """Create ``identity.db`` in a data folder; KnownError ``site_exists``; StorageError."""
        return cls(CipherDatabase.create(folder / IDENTITY_DATABASE, key, IDENTITY))

    @classmethod
    def open(cls, folder: Path, keys: bytes | Sequence[bytes]) -> IdentityDatabase:
        """Open it, under one of ``keys``; raises as ``CipherDatabase.open``."""
        return cls(CipherDatabase.open(folder / IDENTITY_DATABASE, keys, IDENTITY))

    def put(self, identity: Identity) -> None:
        """Write or replace; raises StorageError."""
        with self._database.transaction() as db:
            db.execute(
                f"INSERT INTO identities ({_COLUMNS}) "  # noqa: S608 - own names
                "VALUES (:subject, :name, :id_number, :phone, :record_number, :birth_date) "
                "ON CONFLICT (subject) DO UPDATE SET name = excluded.name, id_number = excluded.id_number, "
                "phone = excluded.phone, record_number = excluded.record_number, birth_date = excluded.birth_date",
                asdict(identity),
            )
        self._mentions = None

    def get(self, subject: str) -> Identity | None:
        """Return the identity of ``subject``."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM identities WHERE subject = ?", (subject,))  # noqa: S608 - own names
        return Identity(**rows[0]) if rows else None

    def all(self) -> tuple[Identity, ...]:
        """Return every identity, by subject."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM identities ORDER BY subject")  # noqa: S608 - own names
        return tuple(Identity(**row) for row in rows)

    def mentions_identity(self, text: str) -> bool:
        """Whether ``text`` names anybody of the register, however it is written."""
        mentions = self._mentions or IdentityMentions(self.all())
        self._mentions = mentions
        return mentions.found_in(text)

    def copy_to(self, path: Path) -> None:
        """Write a copy of ``identity.db`` as of one moment; see ``CipherDatabase.copy_to``."""
        self._database.copy_to(path)

    def rekey(self, key: bytes) -> None:
        """Put the file under another key; raises as ``CipherDatabase.rekey``."""
        self._database.rekey(key)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

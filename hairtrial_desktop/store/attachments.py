"""``casebook.ports.Attachments``: immutable encrypted files, one key each, named by the hash of the ciphertext."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.redacted import PAPER, REDACTION
from hairtrial_desktop.keys import envelope
from hairtrial_desktop.keys.durable import make_folder, sorted_disk_errors, write_durably
from hairtrial_desktop.store.connection import CipherDatabase
from hairtrial_desktop.study.errors import KnownError

_NAME = re.compile(r"[0-9a-f]{64}")


class FileAttachments:
    """The folder ``attachments/`` and the table ``attachment_keys``."""

    def __init__(self, database: CipherDatabase, folder: Path) -> None:
        self._database = database
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Encrypt and write durably; return the name (hex). Call it before the commit that refers to it."""
        key = envelope.new_key()
        sealed = envelope.wrap(content, key)
        name = hashlib.sha256(sealed).hexdigest()
        make_folder(self._folder)
        write_durably(self._folder / name, sealed)
        with self._database.transaction() as db:
            db.execute("INSERT INTO attachment_keys (name, key, size) VALUES (?, ?, ?)", (name, key, len(content)))
        return name

    def get(self, name: str) -> bytes:
        """Return the content; KnownError ``attachment_damaged``, ``attachment_missing``, ``attachment_erased``.

        Erased: two persons had its key destroyed (``casebook.redaction``). Param ``name``.
        """
        rows = self._database.rows("SELECT key FROM attachment_keys WHERE name = ?", (name,))
        if not rows and self._erased(name):
            raise KnownError("attachment_erased", name=name)
        path = self._folder / name
        if not rows or not path.is_file():  # only names that this program made are looked up on the disk
            raise KnownError("attachment_missing", name=name)
        with sorted_disk_errors(path):
            sealed = path.read_bytes()
        if hashlib.sha256(sealed).hexdigest() != name:
            raise KnownError("attachment_damaged", name=name)
        try:
            return envelope.unwrap(sealed, rows[0]["key"])
        except KnownError as error:
            raise KnownError("attachment_damaged", name=name) from error

    def sweep(self) -> None:
        """Take the files that two persons erased off the disk: without their keys nobody reads them any more.

        What cannot be removed now, on a disk that is gone or lets nobody write, is harmless.
        """
        sql = (
            "SELECT key FROM records WHERE kind = ? AND key >= ? AND key < ? "
            "AND substr(key, ?) NOT IN (SELECT name FROM attachment_keys)"
        )
        end = f"{PAPER[:-1]}{chr(ord(PAPER[-1]) + 1)}"
        for row in self._database.rows(sql, (REDACTION, PAPER, end, len(PAPER) + 1)):
            name = row["key"].removeprefix(PAPER)
            if _NAME.fullmatch(name):  # whatever stands in the record, nothing else is looked up on the disk
                with suppress(OSError):
                    (self._folder / name).unlink(missing_ok=True)

    def verify(self, papers: Mapping[str, str] = MappingProxyType({})) -> Iterator[Damage]:
        """Yield attachments that are gone or not what they were (``what``: file).

        ``papers``: name -> SHA-256 of the content that a signature in the record names.
        """
        kept = {row["name"] for row in self._database.rows("SELECT name FROM attachment_keys")}
        for name in sorted(kept | papers.keys()):
            try:
                content = self.get(name)
            except KnownError as error:
                if error.code == "attachment_erased":
                    continue
                if not error.code.startswith("attachment_"):
                    raise
                yield Damage("attachments", name, "file")
                continue
            if name in papers and hashlib.sha256(content).hexdigest() != papers[name]:
                yield Damage("attachments", name, "file")

    def _erased(self, name: str) -> bool:
        sql = "SELECT 1 FROM records WHERE key = ? AND kind = ?"
        return bool(self._database.rows(sql, (f"{PAPER}{name}", REDACTION)))

"""How far the record went, remembered outside the data folder: an older copy put in its place is seen (OFF-07).

One file per site in this computer's state folder. Another computer has none, so a restored backup opens there; whoever
can delete the file can hide a rollback on this one (``docs/adr/0004-signature-judgement.md``).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.ports import CommitStore, Head, StorageError
from hairtrial_desktop.casebook.record import canonical_bytes
from hairtrial_desktop.keys.durable import make_folder, sorted_disk_errors, write_durably

_PURPOSE = b"hairtrial/anchor/1"


class HeadAnchor:
    """Remembers the newest commit of one site on this computer."""

    def __init__(self, folder: Path, site: str, database_key: bytes) -> None:
        """``site`` is the fingerprint of the site's CA; only who can open the record can write a valid file."""
        self._path = folder / f"head-{hashlib.sha256(site.encode()).hexdigest()[:32]}.json"
        self._key = hmac.digest(database_key, _PURPOSE, "sha256")

    def keep(self, head: Head) -> None:
        """Remember ``head``. Its commit is durable already, so a full disk here is no failure of the save."""
        tree = {"seq": head.seq, "hash": head.hash, "mac": self._mac(head)}
        with suppress(StorageError):
            make_folder(self._path.parent)
            write_durably(self._path, json.dumps(tree).encode())

    def check(self, store: CommitStore) -> Iterator[Damage]:
        """Yield damage if ``store`` does not hold the commit remembered here (``what``: older)."""
        if not self._path.is_file():
            return
        with sorted_disk_errors(self._path):
            content = self._path.read_bytes()
        try:
            tree = json.loads(content)
            head = Head(int(tree["seq"]), str(tree["hash"]))
            genuine = hmac.compare_digest(str(tree["mac"]).encode(), self._mac(head).encode())
        except (ValueError, KeyError, TypeError):
            head, genuine = Head(), False
        if not genuine:
            yield Damage(self._path.name, "", "unreadable")
        elif not self._holds(store, head):
            yield Damage("commits", f"seq={head.seq}", "older")

    @staticmethod
    def _holds(store: CommitStore, head: Head) -> bool:
        found = next(store.commits(after=head.seq - 1), None)
        return found is not None and (found.seq, found.hash) == (head.seq, head.hash)

    def _mac(self, head: Head) -> str:
        return hmac.new(self._key, canonical_bytes({"seq": head.seq, "hash": head.hash}), "sha256").hexdigest()

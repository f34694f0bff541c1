"""Small files of this computer's state folder that only who can open the site's record can write."""

from __future__ import annotations

import hashlib
import hmac
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from hairtrial_desktop.casebook.ports import StorageError
from hairtrial_desktop.casebook.record import canonical_bytes
from hairtrial_desktop.keys.durable import make_folder, sorted_disk_errors, write_durably


class KeptFile:
    """One JSON tree with a MAC. ``site`` is the fingerprint of the site's CA, ``purpose`` names what is remembered."""

    def __init__(self, folder: Path, purpose: str, site: str, *database_keys: bytes) -> None:
        """Take the keys the record may be under: several where a change was cut short, the last is written with."""
        self.path = folder / f"{purpose}-{hashlib.sha256(site.encode()).hexdigest()[:32]}.json"
        self._purpose = f"hairtrial/{purpose}/1".encode()
        self._keys = tuple(self._derived(key) for key in database_keys)

    def keep(self, tree: dict[str, Any]) -> None:
        """Remember ``tree`` (text, whole numbers, lists). A full disk here is no failure of what led to it."""
        with suppress(StorageError):
            self._write(tree, self._keys[-1])

    def follow(self, database_key: bytes, tree: dict[str, Any]) -> None:
        """Remember ``tree`` under the key that the record is under from now on; StorageError: then nothing changed."""
        key = self._derived(database_key)
        self._write(tree, key)
        self._keys = (key,)

    def read(self) -> dict[str, Any] | None:
        """Return what was remembered, None where there is nothing; ValueError if somebody else wrote it."""
        if not self.path.is_file():
            return None
        with sorted_disk_errors(self.path):
            content = self.path.read_bytes()
        tree = json.loads(content)
        if not isinstance(tree, dict):
            raise ValueError(self.path.name)  # noqa: TRY004 - one error for every way of not being ours
        mac = str(tree.pop("mac", ""))
        if not any(hmac.compare_digest(mac.encode(), _mac(key, tree).encode()) for key in self._keys):
            raise ValueError(self.path.name)
        return tree

    def forget(self) -> None:
        """Remember nothing any more."""
        with sorted_disk_errors(self.path):
            self.path.unlink(missing_ok=True)

    def _write(self, tree: dict[str, Any], key: bytes) -> None:
        make_folder(self.path.parent)
        write_durably(self.path, json.dumps({**tree, "mac": _mac(key, tree)}).encode())

    def _derived(self, database_key: bytes) -> bytes:
        return hmac.digest(database_key, self._purpose, "sha256")


def _mac(key: bytes, tree: dict[str, Any]) -> str:
    return hmac.new(key, canonical_bytes(tree), "sha256").hexdigest()

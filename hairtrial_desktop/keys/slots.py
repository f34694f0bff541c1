"""The sealed files of a data folder: one age file per secret, each to exactly the people who need it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hairtrial_desktop.keys import age_files
from hairtrial_desktop.keys.durable import sorted_disk_errors, write_durably
from hairtrial_desktop.study.errors import KnownError

KEYSLOTS = "keyslots.age"  # database key and seal: every enabled user
IDENTITY = "identity.age"  # key of identity.db: nurses and investigators
SITE_CA = "site-ca.age"  # the CA's private key: administrators


def write_slot(path: Path, tree: dict[str, Any], recipients: list[str]) -> None:
    """Seal ``tree`` (JSON) to ``recipients``; StorageError if the disk refuses."""
    write_durably(path, age_files.seal(json.dumps({"format": 1} | tree).encode(), recipients))


def read_slot(path: Path, secret: str) -> dict[str, Any]:
    """Return the tree of a sealed file; KnownError ``keyring_damaged`` if it is gone, changed or not for this key."""
    if not path.is_file():
        raise KnownError("keyring_damaged", file=path.name)
    with sorted_disk_errors(path):
        sealed = path.read_bytes()
    try:
        tree: dict[str, Any] = json.loads(age_files.unseal(sealed, secret))
    except (age_files.NotOpened, ValueError) as error:
        raise KnownError("keyring_damaged", file=path.name) from error
    return tree

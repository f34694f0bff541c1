"""The sealed files of a data folder: one age file per secret, each to exactly the people who need it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hairtrial_desktop.keys import age_files
from hairtrial_desktop.keys.durable import sorted_disk_errors, write_durably
from hairtrial_desktop.study.errors import KnownError

KEYSLOTS = "keyslots.age"  # database key and seal: every enabled user
IDENTITY = "identity.age"  # key of identity.db: nurses and investigators
SITE_CA = "site-ca.age"  # the CA's private key: administrators


NEXT = "next"  # a key that the database is being moved to; gone once that is proven


class NotShared(KnownError):
    """The sealed file is whole and for other people: code ``keys_not_shared``."""


def write_slot(path: Path, tree: dict[str, Any], recipients: Iterable[str]) -> None:
    """Seal ``tree`` (JSON) to ``recipients``, who are named inside; StorageError if the disk refuses."""
    named = sorted(set(recipients))
    write_durably(path, age_files.seal(json.dumps({"format": 1} | tree | {"recipients": named}).encode(), named))


def read_slot(path: Path, secret: str) -> dict[str, Any]:
    """Return the tree of a sealed file.

    KnownError ``keyring_damaged`` if it is gone or changed; NotShared if this key is none of those it was sealed to.
    """
    if not path.is_file():
        raise KnownError("keyring_damaged", file=path.name)
    with sorted_disk_errors(path):
        sealed = path.read_bytes()
    try:
        tree: dict[str, Any] = json.loads(age_files.unseal(sealed, secret))
    except age_files.NotOpened as error:
        if error.code == "age_not_for_key":
            raise NotShared("keys_not_shared") from error
        raise KnownError("keyring_damaged", file=path.name) from error
    except ValueError as error:
        raise KnownError("keyring_damaged", file=path.name) from error
    return tree

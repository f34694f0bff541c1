"""``keyring.json``: what is public of a site's keys, and the people with what their passwords wrap."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from hairtrial_desktop.keys.durable import sorted_disk_errors, write_durably
from hairtrial_desktop.keys.people import Holder
from hairtrial_desktop.keys.site_public import SitePublic
from hairtrial_desktop.study.errors import KnownError

KEYRING = "keyring.json"
STAGED = "keyring.next.json"  # a change whose commit decides whether it happened


@dataclass(frozen=True)
class Ring:
    """The content of ``keyring.json``."""

    site_id: str
    site_name: str
    ca_pem: str
    seal_pem: str
    recovery_recipient: str
    holders: tuple[Holder, ...]

    def write(self, path: Path) -> None:
        """Write durably; StorageError if the disk refuses."""
        tree = {
            "format": 1,
            "site_id": self.site_id,
            "site_name": self.site_name,
            "ca_pem": self.ca_pem,
            "seal_pem": self.seal_pem,
            "recovery_recipient": self.recovery_recipient,
            "users": [holder.to_tree() for holder in self.holders],
        }
        write_durably(path, (json.dumps(tree, ensure_ascii=False, indent=1) + "\n").encode())

    @classmethod
    def read(cls, path: Path) -> Ring:
        """Read; KnownError ``site_missing`` (no site in this folder) or ``keyring_damaged``."""
        if not path.is_file():
            raise KnownError("site_missing", folder=path.parent.name)
        with sorted_disk_errors(path):
            content = path.read_bytes()
        try:
            tree = json.loads(content)
            holders = tuple(Holder.from_tree(user) for user in tree["users"])
            return cls(
                tree["site_id"],
                tree["site_name"],
                tree["ca_pem"],
                tree["seal_pem"],
                tree["recovery_recipient"],
                holders,
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise KnownError("keyring_damaged", file=path.name) from error

    def holder(self, user: str) -> Holder | None:
        """Return the entry of ``user``, None for nobody."""
        return next((holder for holder in self.holders if holder.user == user), None)

    def with_holder(self, changed: Holder) -> Ring:
        """Return the ring with the entry of one user replaced, or added after the others."""
        others = [changed if holder.user == changed.user else holder for holder in self.holders]
        return replace(self, holders=tuple(others if self.holder(changed.user) else [*others, changed]))

    @property
    def public(self) -> SitePublic:
        """What the sponsor needs to verify this site's exports."""
        return SitePublic(self.site_id, self.site_name, self.ca_pem.encode(), self.seal_pem.encode())

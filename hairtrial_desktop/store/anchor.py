"""How far the record went, remembered outside the data folder: an older copy put in its place is seen (OFF-07).

One file per site in this computer's state folder. Another computer has none, so a restored backup opens there; whoever
can delete the file can hide a rollback on this one (``docs/adr/0004-signature-judgement.md``).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.ports import CommitStore, Head
from hairtrial_desktop.store.kept_file import KeptFile


class HeadAnchor:
    """Remembers the newest commit of one site on this computer."""

    def __init__(self, folder: Path, site: str, *database_keys: bytes) -> None:
        """``site`` is the fingerprint of the site's CA; only who can open the record can write a valid file.

        The last of several keys is the next one, where a change of key was cut short.
        """
        self._file = KeptFile(folder, "head", site, *database_keys)

    def keep(self, head: Head) -> None:
        """Remember ``head``. Its commit is durable already, so a full disk here is no failure of the save."""
        self._file.keep(_tree(head))

    def follow(self, store: CommitStore, database_key: bytes) -> None:
        """Remember what ``store`` holds under the key the record is under now; StorageError: try again later."""
        self._file.follow(database_key, _tree(store.head()))

    def forget(self) -> None:
        """Remember nothing: an older copy was put back on purpose, and the record says so."""
        self._file.forget()

    def check(self, store: CommitStore) -> Iterator[Damage]:
        """Yield damage if ``store`` does not hold the commit remembered here (``what``: older)."""
        try:
            tree = self._file.read()
            head = None if tree is None else Head(int(tree["seq"]), str(tree["hash"]))
        except (ValueError, KeyError, TypeError):
            yield Damage(self._file.path.name, "", "unreadable")
            return
        if head is not None and not holds(store, head):
            yield Damage("commits", f"seq={head.seq}", "older")


def _tree(head: Head) -> dict[str, Any]:
    return {"seq": head.seq, "hash": head.hash}


def holds(store: CommitStore, head: Head) -> bool:
    """Whether ``store`` has the commit of ``head``, the same one."""
    found = next(store.commits(after=head.seq - 1), None)
    return found is not None and (found.seq, found.hash) == (head.seq, head.hash)

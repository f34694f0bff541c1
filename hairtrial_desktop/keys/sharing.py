"""Keeps each sealed file open to exactly the people who should have it, and changes the key when one was lost.

The order makes a power cut harmless. The sealed file first holds the old key and the next one, for those who stay; then
the database moves to the next; when that is proven the sealed file holds the next alone. Whoever comes after a cut goes
on from there. A person who was let go is in neither file: old credentials with the new database open nothing (P11-04).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hairtrial_desktop.keys import envelope, slots

Move = Callable[[bytes, bytes], None]  # (old key, next key): the database is under the next when it returns


@dataclass(frozen=True)
class Shared:
    """One sealed file: the name of the key in it, and how its database moves to another; None: it has no database."""

    path: Path
    key: str
    move: Move | None = None

    def bring_in_line(self, secrets: Sequence[str], wanted: Collection[str]) -> bool:
        """Share the key with the recipients ``wanted`` and nobody else; return whether the key was changed.

        ``secrets`` are the age secrets at hand; where none opens the file nothing happens, a later comer will do it.
        Raises KnownError ``keyring_damaged``, StorageError: then it is as good as before and can be tried again.
        """
        tree = self._opened(secrets)
        if tree is None:
            return False
        changed = slots.NEXT in tree
        if changed:
            tree = self._finish(tree, tree["recipients"])
        shared = set(tree["recipients"]) if "recipients" in tree else None  # None: of 0.1.0, it may be anybody
        if shared == set(wanted):
            return changed
        if self.move is None or (shared is not None and shared <= set(wanted)):
            slots.write_slot(self.path, tree, wanted)
            return changed
        tree |= {slots.NEXT: envelope.new_key().hex()}
        slots.write_slot(self.path, tree, wanted)
        self._finish(tree, wanted)
        return True

    def _opened(self, secrets: Sequence[str]) -> dict[str, Any] | None:
        for secret in secrets:
            try:
                return slots.read_slot(self.path, secret)
            except slots.NotShared:
                continue
        return None

    def _finish(self, tree: dict[str, Any], wanted: Collection[str]) -> dict[str, Any]:
        if self.move is not None:
            self.move(bytes.fromhex(tree[self.key]), bytes.fromhex(tree[slots.NEXT]))
        final = {name: value for name, value in tree.items() if name != slots.NEXT} | {self.key: tree[slots.NEXT]}
        slots.write_slot(self.path, final, wanted)
        return final | {"recipients": list(wanted)}

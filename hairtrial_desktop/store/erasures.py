"""Which erased bodies an act of two persons accounts for: any other is damage (E6(R3) 4.2.2(b), P11-01).

The act stands later in the chain than what it erased. So what is left is read ahead, and counts for nothing until the
walk has come to the act itself and found it sound.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hairtrial_desktop.casebook.projection import Stamp
from hairtrial_desktop.casebook.record import Record
from hairtrial_desktop.casebook.redacted import PAPER, REDACT, Redaction, place_key, place_of
from hairtrial_desktop.store.connection import CipherDatabase

_ACTS = (
    "SELECT r.seq, r.key, r.body, c.subject FROM records r JOIN commits c ON c.seq = r.seq "
    "WHERE r.kind = 'redaction' AND r.body IS NOT NULL ORDER BY r.seq, r.position"
)
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)
_Stored = tuple[int, int, str, str, bytes | None, bytes | None, str]  # as ``chain_walk`` reads them


class Erasures:
    """The redactions of one record, and what they account for."""

    def __init__(self, reader: CipherDatabase) -> None:
        self._reader = reader
        self._ahead: dict[str, Redaction] | None = None
        self._erased: dict[str, tuple[int, int, str]] = {}  # key of its redaction -> seq, position, leaf
        self._accepted: set[str] = set()

    def left(self, row: _Stored, stamp: Stamp) -> Record | None:
        """Take note of an erased record; return what is left of it, None where no act speaks of it."""
        seq, position, kind, key, _, _, leaf = row
        place = place_key(seq, position)
        self._erased[place] = (seq, position, leaf)
        act = self._acts().get(place)
        return act.left() if act is not None and act.covers(seq, leaf, stamp.subject, kind, key) else None

    def holds(self, row: _Stored, record: Record, stamp: Stamp, act: str, roles: Mapping[str, str]) -> bool:
        """Whether a redaction is the act of two persons, and what it names is erased and stands before it."""
        one = Redaction(row[0], stamp.subject, act, stamp.user, stamp.role, record)
        if act != REDACT or not one.by_two(roles):
            return False
        if record.key.startswith(PAPER):
            name = record.key.removeprefix(PAPER)
            return not self._reader.rows("SELECT 1 FROM attachment_keys WHERE name = ?", (name,))
        place = place_of(record.key)
        erased = self._erased.get(record.key)
        if place is None or erased is None or record.key in self._accepted:
            return False
        sound = self._acts().get(record.key) == self._ahead_of(row, record, stamp)
        kind, key = self._indexed(place)
        if not (sound and one.covers(place[0], erased[2], stamp.subject, kind, key)):
            return False
        self._accepted.add(record.key)
        return True

    def uncovered(self) -> Iterator[tuple[int, int, str]]:
        """Yield (seq, position, leaf) of what was erased and no sound act accounts for; after the whole walk."""
        for place in sorted(self._erased.keys() - self._accepted, key=lambda one: self._erased[one]):
            yield self._erased[place]

    def _indexed(self, place: tuple[int, int]) -> tuple[str, str]:
        (row,) = self._reader.rows("SELECT kind, key FROM records WHERE seq = ? AND position = ?", place)
        return row["kind"], row["key"]

    def _acts(self) -> dict[str, Redaction]:
        if self._ahead is None:
            self._ahead = {}
            for row in self._reader.rows(_ACTS):
                try:
                    record = Record.from_bytes(row["body"])
                except _UNREADABLE:
                    continue
                self._ahead.setdefault(row["key"], Redaction(row["seq"], row["subject"], "", "", "", record))
        return self._ahead

    @staticmethod
    def _ahead_of(row: _Stored, record: Record, stamp: Stamp) -> Redaction:
        return Redaction(row[0], stamp.subject, "", "", "", record)

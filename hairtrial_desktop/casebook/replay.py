"""Replaying one subject's records: the same projection as always, but a value written again is only counted.

A casebook holds each value once and its history many times, so that most records of a replay are superseded. They are
hashed like any other; the row is made of the latest one when somebody looks (``state``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.projection import State, apply, apply_latest
from hairtrial_desktop.casebook.record import Record, canonical_bytes
from hairtrial_desktop.casebook.what_stood import held_by, told_of_old, told_truly

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.projection import Stamp

# the stored bytes, the stamp of the commit, the leaf, and how many records of the same value were passed
_Latest = tuple[bytes, "Stamp", str, int]
_MISSHAPEN = (ValueError, KeyError, TypeError, AttributeError)
# what stands around the two sides of a change in the stored bytes; inside a text every quote has a backslash before it
_NEW, _NEW_NULL, _OLD, _OLD_NULL, _REASON = b',"new":', b',"new_null":', b',"old":', b',"old_null":', b',"reason":'


class Replay:
    """The records of one subject, put in the order of their commits."""

    def __init__(self) -> None:
        self._state = State()
        self._latest: dict[str, _Latest] = {}
        self.misshapen: list[tuple[int, str]] = []  # (commit, leaf) of what hashes as it should and is no record

    def put_item(self, key: str, body: bytes, stamp: Stamp, leaf: str) -> bool:
        """Take the next record of the value ``key`` as stored; ``stamp`` is that of its commit.

        Return whether what it says stood there before did.
        """
        before = self._latest.get(key)
        stood = self._held(key) if before is None else _side(before[0], _NEW, _OLD).replace(_NEW_NULL, _OLD_NULL, 1)
        self._latest[key] = (body, stamp, leaf, 0 if before is None else before[3] + 1)
        return _side(body, _OLD, _REASON) == stood

    def put(self, record: Record, stamp: Stamp) -> bool:
        """Take the next record; a value's after those of the same value that were taken as stored.

        Return whether what it says stood there before did, as far as earlier programs said it truly.
        """
        waiting = self._latest.pop(record.key, None)
        if waiting is not None:
            self._apply_latest(*waiting)
        try:
            truly = told_truly(self._state, record) or told_of_old(self._state, record)
            apply(self._state, record, stamp)
        except _MISSHAPEN:
            self.misshapen.append((stamp.seq, stamp.leaf))
            return True
        return truly

    def _held(self, key: str) -> bytes:
        """Return what a record of the value ``key`` has to say stood there, as it would be stored."""
        value, flavour = held_by(self._state.items().get(key))
        return canonical_bytes(value) + _OLD_NULL + canonical_bytes(flavour)

    def state(self) -> State:
        """Return the state that all records so far give."""
        for latest in self._latest.values():
            self._apply_latest(*latest)
        self._latest.clear()
        return self._state

    def _apply_latest(self, body: bytes, stamp: Stamp, leaf: str, passed: int) -> None:
        try:
            apply_latest(self._state, Record.from_bytes(body), stamp.with_leaf(leaf), passed)
        except _MISSHAPEN:
            self.misshapen.append((stamp.seq, leaf))


def _side(body: bytes, start: bytes, end: bytes) -> bytes:
    """Return the bytes of a stored record between two names."""
    first = body.index(start) + len(start)
    return body[first : body.index(end, first)]

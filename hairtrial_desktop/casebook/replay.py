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

# the stored bytes, the stamp of the commit, the leaf, how many records of the same value were passed, and how the next
# one has to say what stands now
_Latest = tuple[bytes, "Stamp", str, int, bytes]
_MISSHAPEN = (ValueError, KeyError, TypeError, AttributeError)
# what stands around the two sides of a change in the stored bytes; inside a text every quote has a backslash before it
_NEW_NULL, _OLD, _OLD_NULL, _REASON = b',"new_null":', b',"old":', b',"old_null":', b',"reason":'
_OF_NOTHING = _OLD + b"null" + _OLD_NULL + b"null" + _REASON


class Replay:
    """The records of one subject, put in the order of their commits."""

    def __init__(self) -> None:
        self._state = State()
        self._latest: dict[str, _Latest] = {}
        self.misshapen: list[tuple[int, str]] = []  # (commit, leaf) of what hashes as it should and is no record

    def put_item(self, key: str, body: bytes, stamp: Stamp, leaf: str, start: int) -> bool:
        """Take the next record of the value ``key`` as stored, whose new value begins at ``start``.

        ``stamp`` is that of its commit. Return whether what it says stood there before did.
        """
        before = self._latest.get(key)
        end = body.index(_OLD, start)
        told, passed = (self._told(key), 0) if before is None else (before[4], before[3] + 1)
        next_told = _OLD + body[start:end].replace(_NEW_NULL, _OLD_NULL, 1) + _REASON
        self._latest[key] = (body, stamp, leaf, passed, next_told)
        return body.startswith(told, end)

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

    def _told(self, key: str) -> bytes:
        """Return what the next record of the value ``key`` has to say of it, as it is stored."""
        row = self._state.items().get(key)
        if row is None:
            return _OF_NOTHING
        value, flavour = held_by(row)
        return _OLD + canonical_bytes(value) + _OLD_NULL + canonical_bytes(flavour) + _REASON

    def state(self) -> State:
        """Return the state that all records so far give."""
        for latest in self._latest.values():
            self._apply_latest(*latest)
        self._latest.clear()
        return self._state

    def _apply_latest(self, body: bytes, stamp: Stamp, leaf: str, passed: int, _told: bytes) -> None:
        try:
            apply_latest(self._state, Record.from_bytes(body), stamp.with_leaf(leaf), passed)
        except _MISSHAPEN:
            self.misshapen.append((stamp.seq, leaf))

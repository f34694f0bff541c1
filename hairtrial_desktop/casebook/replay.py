"""Replaying one subject's records: the same projection as always, but a value written again is only counted.

A casebook holds each value once and its history many times, so that most records of a replay are superseded. They are
hashed like any other; the row is made of the latest one when somebody looks (``state``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.projection import State, apply, apply_latest
from hairtrial_desktop.casebook.record import Record

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.projection import Stamp

# the stored bytes, the stamp of the commit, the leaf, and how many records of the same value were passed
_Latest = tuple[bytes, "Stamp", str, int]
_MISSHAPEN = (ValueError, KeyError, TypeError, AttributeError)


class Replay:
    """The records of one subject, put in the order of their commits."""

    def __init__(self) -> None:
        self._state = State()
        self._latest: dict[str, _Latest] = {}
        self.misshapen: list[tuple[int, str]] = []  # (commit, leaf) of what hashes as it should and is no record

    def put_item(self, key: str, body: bytes, stamp: Stamp, leaf: str) -> None:
        """Take the next record of the value ``key`` as stored; ``stamp`` is that of its commit."""
        before = self._latest.get(key)
        self._latest[key] = (body, stamp, leaf, 0 if before is None else before[3] + 1)

    def put(self, record: Record, stamp: Stamp) -> None:
        """Take the next record; a value's after those of the same value that were taken as stored."""
        waiting = self._latest.pop(record.key, None)
        if waiting is not None:
            self._apply_latest(*waiting)
        try:
            apply(self._state, record, stamp)
        except _MISSHAPEN:
            self.misshapen.append((stamp.seq, stamp.leaf))

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

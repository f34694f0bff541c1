"""Reading the whole chain once, in order: every header, every leaf, every record, and what they project to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from hairtrial_desktop.casebook.acts import ACTS
from hairtrial_desktop.casebook.chain import Damage, check_header, leaf_holds
from hairtrial_desktop.casebook.clock import TOLERANCE
from hairtrial_desktop.casebook.projection import KINDS, Stamp, State
from hairtrial_desktop.casebook.record import GENESIS, LEAF_TAG, Commit, Record, parse_utc
from hairtrial_desktop.casebook.redacted import REDACTION
from hairtrial_desktop.casebook.replay import Replay
from hairtrial_desktop.store.blame import Blame
from hairtrial_desktop.store.claims import Timeline
from hairtrial_desktop.store.connection import CipherDatabase
from hairtrial_desktop.store.erasures import Erasures

_COMMITS = "SELECT seq, subject, subject_salt, header, prev, hash FROM commits ORDER BY seq"
_RECORDS = "SELECT seq, position, kind, key, salt, body, leaf FROM records ORDER BY seq, position"
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)
_TOLD = frozenset(
    {"user", "site", "signature", "attachment", "form", "lock", REDACTION}
)  # kinds judged, or that the timeline hears of


_sha256 = hashlib.sha256
_ITEM = b'{"checks":[],"key":"%s","kind":"item","new":'  # how most bodies begin

_Stored = tuple[int, int, str, str, bytes | None, bytes | None, str]  # a row of ``records``, as _RECORDS names it


def _place(row: _Stored) -> str:
    return f"seq={row[0]} position={row[1]}"


def _parsed(kind: str, key: str, body: bytes) -> Record:
    """Return a stored record; any of ``_UNREADABLE`` where it is none, or another than its index says."""
    record = Record.from_bytes(body)
    if record.key != key or record.kind != kind or kind not in KINDS:
        raise ValueError(key)
    return record


class ChainWalk:
    """One reading of all commits. ``run`` yields the damages; the states are there afterwards."""

    def __init__(self, reader: CipherDatabase, timeline: Timeline, blame: Blame) -> None:
        self._reader = reader
        self._timeline = timeline
        self._blame = blame
        self._erasures = Erasures(reader)
        self._replays: dict[str, Replay] = {}
        self._act = ""  # of the commit that is being read
        self._at = ""  # the time of the commit before
        self._epoch = 0  # of the commits so far; a take-over raises it, nothing lowers it

    def state(self, subject: str) -> State:
        """Return what the record of ``subject`` gives."""
        return self._replay(subject).state()

    def misshapen(self) -> Iterator[Damage]:
        """Yield records that hash as they should and are none; complete after every state was asked for."""
        for replay in self._replays.values():
            for seq, leaf in replay.misshapen:
                yield Damage("records", f"seq={seq} leaf={leaf[:12]}", "unreadable")

    def run(self) -> Iterator[Damage]:
        """Yield every damage of commits and records, in order."""
        records = _Records(self._reader)
        prev, seq = GENESIS, 1
        for row in self._reader.stream(_COMMITS):
            yield from _orphans(records.before(row["seq"]))
            stored = records.of(row["seq"])
            yield from self._commit(row, prev, seq, stored)
            prev, seq = row["hash"], row["seq"] + 1
        yield from _orphans(records.rest())
        for seq, position, leaf in self._erasures.uncovered():
            self._blame.seqs.add(seq)
            self._blame.leaves.add(leaf)
            yield Damage("records", f"seq={seq} position={position}", "erased")
        if self._reader.rows("SELECT epoch FROM writer") != [{"epoch": max(self._epoch, 1)}]:
            yield Damage("writer", "epoch", "value")

    def _commit(self, row: dict[str, Any], prev: str, seq: int, stored: list[_Stored]) -> Iterator[Damage]:
        try:
            commit = Commit.stored(**row, records=())
            damages = list(check_header(commit, prev, seq))
            leaves = commit.head.get("leaves", [])
            if len(leaves) != len(stored):
                damages.append(Damage("records", f"seq={row['seq']}", "count"))
            stamp = Stamp.of(commit, "")
            self._act = str(commit.head["act"])
            if commit.head["epoch"] < self._epoch:
                damages.append(Damage("commits", f"seq={row['seq']}", "epoch"))
            self._epoch = max(self._epoch, commit.head["epoch"])
            if self._ran_backwards(stamp.at):
                damages.append(Damage("commits", f"seq={row['seq']}", "time"))
        except _UNREADABLE:
            self._blame.seqs.add(row["seq"])
            self._blame.leaves.update([leaf for *_, leaf in stored])
            yield Damage("commits", f"seq={row['seq']}", "unreadable")
            return
        if damages:
            self._blame.seqs.add(row["seq"])
            self._blame.leaves.update([leaf for *_, leaf in stored])
            yield from damages
        yield from self._records(stored, leaves, stamp)

    def _ran_backwards(self, at: str) -> bool:
        """Whether a commit is earlier than the one before, and none of those that say so (docs/adr/0014)."""
        before, self._at = self._at, at
        if at >= before:  # the same instant is always written the same way
            return False
        told = self._act in ACTS and ACTS[self._act].of_clock
        return not told and parse_utc(before) - parse_utc(at) > TOLERANCE

    def _records(self, stored: list[_Stored], leaves: list[str], stamp: Stamp) -> Iterator[Damage]:
        """Judge and replay the records of one commit. The loop that a full check spends its time in."""
        replay = self._replay(stamp.subject)
        told: list[tuple[str, str, Any]] = []
        for row, listed in zip(stored, leaves, strict=False):
            _, _, kind, key, salt, body, leaf = row
            try:
                if (
                    leaf != listed
                    or body is None
                    or salt is None
                    or _sha256(LEAF_TAG + salt + body).hexdigest() != leaf
                ):
                    raise ValueError(listed)
                begin = _ITEM % key.encode() if kind == "item" else b""
                if begin and body.startswith(begin):  # canonical, so it need not be parsed to be known; most are
                    truly = replay.put_item(key, body, stamp, leaf, len(begin))  # superseded and never are
                    if not truly:
                        yield from self._untrue(row)
                    continue
                record = _parsed(kind, key, body)
            except _UNREADABLE:
                yield from self._unsound(row, listed, replay, stamp)
                continue
            if kind in _TOLD:
                told.append((kind, key, record.new))
                yield from self._judged(row, record, replay, stamp)
            if not replay.put(record, stamp.with_leaf(leaf)):
                yield from self._untrue(row)
        for kind, key, new in told:  # who is who changes with the commit, not within it
            if isinstance(new, dict):
                self._timeline.note(kind, key, new)

    def _untrue(self, row: _Stored) -> Iterator[Damage]:
        """Yield a record that says something else stood there; after a damage that may be all that is wrong with it."""
        if not self._blame:
            yield Damage("records", _place(row), "old")

    def _judged(self, row: _Stored, record: Record, replay: Replay, stamp: Stamp) -> Iterator[Damage]:
        """Yield what is wrong with a signature, a second person's or a redaction, judged as of its commit."""
        if record.kind == "signature":
            yield from self._timeline.judge_signature(replay.state(), record, stamp)
        vouched = self._timeline.vouched(replay.state, record, stamp)
        if record.kind != REDACTION:
            if not vouched:
                yield Damage("records", _place(row), "second")
            return
        if not vouched or not self._erasures.holds(row, record, stamp, self._act, self._timeline.roles()):
            yield Damage("records", _place(row), "redaction")

    def _unsound(self, row: _Stored, listed: str, replay: Replay, stamp: Stamp) -> Iterator[Damage]:
        """Replay what is left of an erased record, which a later act has to account for; yield any other damage."""
        *_, salt, body, leaf = row
        if body is not None or salt is not None or leaf != listed:
            yield self._damaged(row, listed)
            return
        left = self._erasures.left(row, stamp)
        if left is not None:
            replay.put(left, stamp.with_leaf(leaf))
            self._timeline.note(left.kind, left.key, left.new)

    def _damaged(self, row: _Stored, listed: str) -> Damage:
        """Return what is wrong with a record that is not as it should be."""
        _, _, kind, key, salt, body, leaf = row
        self._blame.seqs.add(row[0])
        self._blame.leaves.add(leaf)
        if not leaf_holds(listed, leaf, salt, body):
            return Damage("records", _place(row), "leaf")
        if body is None:
            return Damage("records", _place(row), "erased")
        try:
            record = Record.from_bytes(body)
        except _UNREADABLE:
            return Damage("records", _place(row), "unreadable")
        known = (record.kind, record.key) == (kind, key)  # else the history of a value would miss the change
        return Damage("records", _place(row), "unreadable" if known else "index")

    def _replay(self, subject: str) -> Replay:
        return self._replays.setdefault(subject, Replay())


class _Records:
    """The rows of ``records`` in order, handed out commit by commit."""

    def __init__(self, reader: CipherDatabase) -> None:
        self._rows: Iterator[_Stored] = reader.tuples(_RECORDS)
        self._next = next(self._rows, None)

    def of(self, seq: int) -> list[_Stored]:
        """Return the rows of commit ``seq``, which must be next."""
        found: list[_Stored] = []
        row, rows = self._next, self._rows
        while row is not None and row[0] == seq:
            found.append(row)
            row = next(rows, None)
        self._next = row
        return found

    def before(self, seq: int) -> Iterator[_Stored]:
        """Yield the rows of commits that are not there any more."""
        while self._next is not None and self._next[0] < seq:
            yield self._next
            self._next = next(self._rows, None)

    def rest(self) -> Iterator[_Stored]:
        """Yield what is left after the last commit."""
        while self._next is not None:
            yield self._next
            self._next = next(self._rows, None)


def _orphans(records: Iterator[_Stored]) -> Iterator[Damage]:
    for record in records:
        yield Damage("records", _place(record), "orphan")

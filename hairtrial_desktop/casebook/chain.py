"""Judging commits as stored: leaves, subject digest, link and hash. Nothing is re-serialised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hairtrial_desktop.casebook.record import GENESIS, Commit, commit_hash, leaf_of, subject_digest


@dataclass(frozen=True)
class Damage:
    """A place that is not what it was: ``table``, ``row`` (its key), and what is wrong (a code of ``messages``)."""

    table: str
    row: str
    what: str


def check_commit(commit: Commit, prev: str, seq: int) -> Iterator[Damage]:
    """Yield what is wrong with ``commit``, expected to be number ``seq`` after hash ``prev``."""
    yield from check_header(commit, prev, seq)
    leaves = commit.head.get("leaves", [])
    row = f"seq={seq}"
    if len(leaves) != len(commit.records):
        yield Damage("records", row, "count")
    for position, (sealed, leaf) in enumerate(zip(commit.records, leaves, strict=False)):
        if not leaf_holds(leaf, sealed.leaf, sealed.salt, sealed.body):
            yield Damage("records", f"{row} position={position}", "leaf")


def check_header(commit: Commit, prev: str, seq: int) -> Iterator[Damage]:
    """Yield what is wrong with the header of ``commit``; its records are not looked at."""
    row = f"seq={seq}"
    if commit.seq != seq or commit.head.get("seq") != seq:
        yield Damage("commits", row, "sequence")
    if commit.prev != prev:
        yield Damage("commits", row, "link")
    if commit_hash(commit.prev, commit.header) != commit.hash:
        yield Damage("commits", row, "hash")
    if subject_digest(commit.subject_salt, commit.subject) != commit.head.get("subject"):
        yield Damage("commits", row, "subject")


def leaf_holds(listed: str, leaf: str, salt: bytes | None, body: bytes | None) -> bool:
    """Whether a stored record is the one that the header lists; of an erased one only the leaf is left."""
    return leaf == listed and (body is None or (salt is not None and leaf_of(salt, body) == listed))


def check_chain(commits: Iterable[Commit]) -> Iterator[Damage]:
    """Yield every damage of a whole chain, from the first commit on."""
    prev, seq = GENESIS, 1
    for commit in commits:
        yield from check_commit(commit, prev, seq)
        prev, seq = commit.hash, commit.seq + 1

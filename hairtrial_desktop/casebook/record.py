"""Records and commits: the stored format. Later work must not change it (``architecture.md``, The record).

A record is canonical JSON bytes plus a 16-byte salt; its leaf is ``SHA-256(tag ‖ salt ‖ bytes)``. A commit's header
holds the ordered leaves and a salted digest of the subject; ``hash = SHA-256(tag ‖ prev ‖ header)``. An export
carries every header, but bodies only of what is released, so that the chain verifies without the withheld ones.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

LEAF_TAG = b"hairtrial/leaf/1\x00"
SUBJECT_TAG = b"hairtrial/subject/1\x00"
COMMIT_TAG = b"hairtrial/commit/1\x00"
GENESIS = "0" * 64  # the ``prev`` of the first commit
SITE = ""  # the subject of commits that concern the site


def canonical_bytes(value: Any) -> bytes:  # noqa: ANN401 - any JSON tree of text, whole numbers, null
    """Return JSON bytes: sorted keys, NFC, no blanks; TypeError on anything but text, int, null, list, dict."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:  # noqa: ANN401 - a JSON tree in, the same in NFC out
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", str(value))
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {unicodedata.normalize("NFC", str(key)): _plain(part) for key, part in value.items()}
    raise TypeError(type(value).__name__)


@dataclass(frozen=True)
class Record:
    """One change. ``kind`` names the table of the projection it goes to (``projection.KINDS``).

    ``key`` is a data key (``data_keys``) or the key of the thing in its table. For items ``old`` and ``new`` are
    canonical values and the ``*_null`` are null flavours; for every other kind they are JSON trees.
    """

    kind: str
    key: str
    old: Any = None
    new: Any = None
    old_null: str | None = None
    new_null: str | None = None
    reason: str | None = None
    checks: tuple[str, ...] = ()  # checks that prompted the change (FDA Q13)
    source: str = "direct"

    def to_bytes(self) -> bytes:
        """Return the canonical bytes that are stored and hashed."""
        return canonical_bytes(self.to_tree())

    def to_tree(self) -> dict[str, Any]:
        """Return the record as a JSON tree."""
        return {
            "kind": self.kind,
            "key": self.key,
            "old": self.old,
            "new": self.new,
            "old_null": self.old_null,
            "new_null": self.new_null,
            "reason": self.reason,
            "checks": list(self.checks),
            "source": self.source,
        }

    @classmethod
    def from_bytes(cls, body: bytes) -> Record:
        """Read stored bytes; ValueError or KeyError if they are not a record."""
        return cls.from_tree(json.loads(body))

    @classmethod
    def from_tree(cls, tree: dict[str, Any]) -> Record:
        """Read what :meth:`to_tree` gave; TypeError or KeyError if it is no record."""
        return cls(**{**tree, "checks": tuple(tree["checks"])})


@dataclass(frozen=True)
class SealedRecord:
    """A record as stored: body and salt, or only the leaf after a redaction.

    ``redaction`` is the later record by which two persons erased it (``casebook.redaction``), where the reader knows
    it: that holds what was left of the record.
    """

    body: bytes | None
    salt: bytes | None
    leaf: str
    redaction: Record | None = None

    @classmethod
    def seal(cls, record: Record) -> SealedRecord:
        """Give ``record`` a fresh salt and its leaf."""
        body, salt = record.to_bytes(), secrets.token_bytes(16)
        return cls(body, salt, leaf_of(salt, body))

    def record(self) -> Record | None:
        """Return the record; of a redacted one what was left of it, None where nothing is known of that."""
        if self.body is not None:
            return Record.from_bytes(self.body)
        return None if self.redaction is None else Record.from_tree(self.redaction.new["left"])


def leaf_of(salt: bytes, body: bytes) -> str:
    """Return the leaf hash (hex) of stored bytes."""
    return hashlib.sha256(LEAF_TAG + salt + body).hexdigest()


def subject_digest(salt: bytes, subject: str) -> str:
    """Return the salted digest (hex) that stands for the subject in a header."""
    return hashlib.sha256(SUBJECT_TAG + salt + subject.encode()).hexdigest()


def utc_text(moment: datetime) -> str:
    """Return ``2026-11-22T04:40:00.123Z`` (UTC, milliseconds); ValueError for a naive time."""
    if moment.tzinfo is None:
        raise ValueError("naive time")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_utc(text: str) -> datetime:
    """Read what :func:`utc_text` wrote."""
    return datetime.fromisoformat(text)


@dataclass(frozen=True)
class Author:
    """Who acts, in which role, from which workstation, with which program and definitions."""

    user: str
    role: str
    workstation: str
    program: str
    definitions: str  # sha256 of the study version in force


@dataclass(frozen=True)
class Draft:
    """What a use case wants to commit: one act on one subject (or ``SITE``)."""

    subject: str
    act: str  # "save", "complete", "sign", "export" ...: never free text, the header travels everywhere
    records: tuple[Record, ...]


@dataclass(frozen=True)
class Commit:
    """One durable, chained act. ``header`` is the stored bytes; the other fields are read from it."""

    seq: int
    subject: str
    subject_salt: bytes
    header: bytes
    prev: str
    hash: str
    records: tuple[SealedRecord, ...]
    head: dict[str, Any] = field(repr=False)

    @property
    def act(self) -> str:
        """What was done."""
        return str(self.head["act"])

    @property
    def user(self) -> str:
        """Who did it (user id)."""
        return str(self.head["user"])

    @property
    def role(self) -> str:
        """In which role."""
        return str(self.head["role"])

    @property
    def at(self) -> datetime:
        """When, UTC."""
        return parse_utc(self.head["at"])

    @classmethod
    def build(cls, draft: Draft, author: Author, *, seq: int, prev: str, at: datetime, zone: str, epoch: int) -> Commit:
        """Seal the records of ``draft`` and chain them after ``prev``."""
        salt = secrets.token_bytes(16)
        sealed = tuple(SealedRecord.seal(record) for record in draft.records)
        head = {
            "v": 1,
            "seq": seq,
            "epoch": epoch,
            "subject": subject_digest(salt, draft.subject),
            "act": draft.act,
            "user": author.user,
            "role": author.role,
            "at": utc_text(at),
            "zone": zone,
            "workstation": author.workstation,
            "program": author.program,
            "definitions": author.definitions,
            "leaves": [record.leaf for record in sealed],
        }
        header = canonical_bytes(head)
        return cls(seq, draft.subject, salt, header, prev, commit_hash(prev, header), sealed, head)

    @classmethod
    def stored(
        cls,
        *,
        seq: int,
        subject: str,
        subject_salt: bytes,
        header: bytes,
        prev: str,
        hash: str,  # noqa: A002 - the field's own name
        records: tuple[SealedRecord, ...],
    ) -> Commit:
        """Rebuild a commit from stored parts without judging it (``chain.check_commit`` judges)."""
        return cls(seq, subject, subject_salt, header, prev, hash, records, json.loads(header))


def commit_hash(prev: str, header: bytes) -> str:
    """Return the chained hash (hex) of stored header bytes."""
    return hashlib.sha256(COMMIT_TAG + bytes.fromhex(prev) + header).hexdigest()

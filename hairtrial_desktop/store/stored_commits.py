"""Commits as stored: rows to ``Commit`` without judging them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from hairtrial_desktop.casebook.record import Commit, Record, SealedRecord

# of a record that was erased, what the act says that erased it
_REDACTION = (
    "CASE WHEN r.body IS NULL THEN (SELECT act.body FROM records AS act WHERE act.key = r.seq || '.' || r.position "
    "AND act.seq > r.seq AND act.kind = 'redaction' ORDER BY act.seq, act.position LIMIT 1) END AS redaction"
)
COLUMNS = (
    "c.seq, c.subject, c.subject_salt, c.header, c.prev, c.hash, "
    f"r.position, r.kind, r.key, r.salt, r.body, r.leaf, {_REDACTION} "
    "FROM commits c LEFT JOIN records r ON r.seq = c.seq"
)
ORDER = "ORDER BY c.seq, r.position"


def grouped(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of one commit after the other."""
    for _, group in groupby(rows, key=itemgetter("seq")):
        yield list(group)


def commit_of(rows: list[dict[str, Any]]) -> Commit:
    """Return the commit of its joined rows; ValueError if the header is no JSON."""
    first = rows[0]
    records = tuple(_sealed(row) for row in rows if row["position"] is not None)
    return Commit.stored(
        seq=first["seq"], subject=first["subject"], subject_salt=first["subject_salt"], header=first["header"],
        prev=first["prev"], hash=first["hash"], records=records,
    )  # fmt: skip


def _sealed(row: dict[str, Any]) -> SealedRecord:
    redaction = None if row["redaction"] is None else Record.from_bytes(row["redaction"])
    return SealedRecord(row["body"], row["salt"], row["leaf"], redaction)

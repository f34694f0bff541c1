"""The record in a bundle: every commit's header, and the bodies and salts of what is released.

The sponsor links all headers (``hash = SHA-256(tag ‖ prev ‖ header)``) and matches released bodies with the leaves in
them; a withheld subject is headers only and the chain still verifies.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hairtrial_desktop.casebook.record import Commit, SealedRecord
from hairtrial_desktop.casebook.redacted import redactions, with_redactions
from hairtrial_desktop.exchange.privacy_gate import GatedCommit, GatedRecord
from hairtrial_desktop.study.errors import KnownError


def headers_jsonl(commits: Iterable[Commit]) -> bytes:
    """Return one line per commit: number, link, hash, header bytes (base64)."""
    return _lines({"seq": c.seq, "prev": c.prev, "hash": c.hash, "header": _b64(c.header)} for c in commits)


def bodies_jsonl(commits: Iterable[GatedCommit]) -> bytes:
    """Return one line per released commit: subject and its salt, bodies and salts by position; why others are held.

    Of a held record the key goes along only where it is exported data: so the sponsor knows which value is masked.
    """
    return _lines(
        {
            "seq": gated.commit.seq,
            "subject": gated.commit.subject,
            "subject_salt": gated.commit.subject_salt.hex(),
            "records": [
                {"position": one.position, "salt": (one.sealed.salt or b"").hex(), "body": _b64(one.sealed.body or b"")}
                for one in gated.records if one.held == ""
            ],
            "held": [
                {"position": one.position, "why": one.held,
                 "key": _masked_key(one)}
                for one in gated.records if one.held != ""
            ],
        }
        for gated in commits
    )  # fmt: skip


@dataclass(frozen=True)
class ReceivedRecord:
    """The record as received, not yet judged. Commits that stayed home are header only, their subject ""."""

    commits: tuple[Commit, ...]
    open: frozenset[int]  # numbers of the commits of released subjects
    masked: Mapping[str, int]  # item key -> newest commit whose record of it was held
    erased: frozenset[tuple[int, int]] = frozenset()  # (seq, position) of what the site says was redacted


def read_record(headers: bytes, bodies: bytes) -> ReceivedRecord:
    """Read both files, redactions told to what they erased; KnownError ``record_unreadable``."""
    try:
        released = {line["seq"]: line for line in _parse(bodies)}
        received = tuple(_commit(line, released.get(line["seq"])) for line in _parse(headers))
        known = redactions(commit for commit in received if commit.seq in released)
        commits = tuple(with_redactions(commit, known) if commit.seq in released else commit for commit in received)
        erased = frozenset(
            (seq, one["position"]) for seq, line in released.items() for one in line["held"] if one["why"] == "redacted"
        )
        masked = {one["key"]: seq for seq, line in sorted(released.items()) for one in line["held"] if one["key"]}
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, binascii.Error) as error:
        raise KnownError("record_unreadable") from error
    return ReceivedRecord(commits, frozenset(released), masked, erased)


def _commit(line: dict[str, Any], released: dict[str, Any] | None) -> Commit:
    header = base64.b64decode(line["header"], validate=True)
    leaves = json.loads(header)["leaves"]
    records = [SealedRecord(None, None, leaf) for leaf in leaves]
    subject, salt = "", b""
    if released is not None:
        subject, salt = released["subject"], bytes.fromhex(released["subject_salt"])
        for one in released["records"]:
            if not 0 <= one["position"] < len(records):
                raise ValueError(one["position"])
            body = base64.b64decode(one["body"], validate=True)
            records[one["position"]] = SealedRecord(body, bytes.fromhex(one["salt"]), leaves[one["position"]])
    return Commit.stored(
        seq=line["seq"], subject=subject, subject_salt=salt, header=header, prev=line["prev"], hash=line["hash"],
        records=tuple(records),
    )  # fmt: skip


def _masked_key(one: GatedRecord) -> str | None:
    masked = one.held == "identity" and one.record is not None and one.record.kind == "item"
    return one.record.key if masked and one.record is not None else None


def _lines(trees: Iterable[dict[str, Any]]) -> bytes:
    lines = (json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n" for tree in trees)
    return "".join(lines).encode()


def _parse(content: bytes) -> Iterator[dict[str, Any]]:
    for line in content.decode().split("\n"):
        if not line:
            continue
        yield json.loads(line)


def _b64(content: bytes) -> str:
    return base64.b64encode(content).decode()

"""What rows claim of the chain as a whole: who signed with which certificate, and how far the record went.

A holder of the database key could rewrite a keyless chain; these claims are its anchors (architecture, The record).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.projection import Stamp, State, ThingRow
from hairtrial_desktop.casebook.record import Commit, Record
from hairtrial_desktop.casebook.standing import covers
from hairtrial_desktop.keys.signature_rows import signature_fault

_MISSHAPEN = (ValueError, KeyError, TypeError, AttributeError)


@dataclass
class Timeline:
    """What the whole chain says: its hashes, the people of every moment, the site's CA as founded.

    Filled in the order of commits by :meth:`note`.
    """

    hashes: dict[int, str] = field(default_factory=dict)  # commit -> hash
    papers: dict[str, str] = field(default_factory=dict)  # attachment -> SHA-256 of the paper signed
    _seqs: dict[str, int] = field(default_factory=dict)
    _people: dict[str, list[tuple[int, dict[str, Any]]]] = field(default_factory=dict)
    _ca_pem: bytes | None = None

    def note(self, commit: Commit) -> None:
        """Take in one commit whose leaves hold."""
        self.hashes[commit.seq] = commit.hash
        self._seqs[commit.hash] = commit.seq
        for sealed in commit.records:
            record = sealed.record()
            if record is None or not isinstance(record.new, dict):
                continue
            if record.kind == "user":
                self._people.setdefault(record.key, []).append((commit.seq, record.new))
            elif record.kind == "site" and record.key == "authority" and self._ca_pem is None:
                self._ca_pem = str(record.new.get("ca_pem", "")).encode()
            elif record.kind == "signature":
                self.papers[str(record.new.get("attachment"))] = str(record.new.get("pdf_sha256"))

    def certificate(self, user: str, seq: int) -> bytes | None:
        """Return the certificate (PEM) the record gave an enabled ``user`` before commit ``seq``, or None."""
        earlier = [data for at, data in self._people.get(user, []) if at < seq]
        if not earlier or earlier[-1].get("enabled") == "N" or "certificate_pem" not in earlier[-1]:
            return None
        return str(earlier[-1]["certificate_pem"]).encode()

    def holds(self, seq: object, digest: object) -> bool:
        """Whether commit ``seq`` of the chain has the hash ``digest``."""
        return isinstance(seq, int) and self.hashes.get(seq) == digest

    def judge_signature(self, state: State, record: Record, stamp: Stamp) -> Iterator[Damage]:
        """Yield what is wrong with a signature put over ``state`` (``what``: signature, head)."""
        try:
            certificate = self.certificate(stamp.user, stamp.seq)
            sound = signature_fault(record, stamp, certificate, self._ca_pem) is None and covers(state, record.new)
            known = self._seqs.get(record.new["head"], stamp.seq) < stamp.seq
        except _MISSHAPEN:
            sound, known = False, True
        if not sound:
            yield Damage("signature_data", record.key, "signature")
        elif not known:
            yield Damage("signature_data", record.key, "head")

    def judge_heads(self, state: State) -> Iterator[Damage]:
        """Yield exports and receipts that speak of commits which this chain does not have (``what``: head)."""
        for table, head_of in (("export_data", _export_head), ("receipt_data", _receipt_head)):
            for row in state.things(table).values():
                head = head_of(row)
                if head is not None and not self.holds(*head):
                    yield Damage(table, row.key, "head")


def _export_head(row: ThingRow) -> tuple[object, object]:
    try:
        return row.data["head_seq"], row.data["head_hash"]
    except _MISSHAPEN:
        return None, None


def _receipt_head(row: ThingRow) -> tuple[object, object] | None:
    """Return the head a receipt names; a refusal names none, the export may not have opened."""
    try:
        head = row.data.get("head")
        return None if head is None else (head["seq"], head["hash"])
    except _MISSHAPEN:
        return None, None

"""What rows claim of the chain as a whole: who signed with which certificate, and how far the record went.

A holder of the database key could rewrite a keyless chain; these claims are its anchors (architecture, The record).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.locks import undoes_truly
from hairtrial_desktop.casebook.projection import Stamp, State, ThingRow
from hairtrial_desktop.casebook.record import Record
from hairtrial_desktop.casebook.redacted import REDACTION
from hairtrial_desktop.casebook.standing import covers
from hairtrial_desktop.casebook.vouching import RULE, SIGNED, checked_truly, vouchers
from hairtrial_desktop.keys.second_rows import second_fault
from hairtrial_desktop.keys.signature_rows import signature_fault
from hairtrial_desktop.store.connection import CipherDatabase

_MISSHAPEN = (ValueError, KeyError, TypeError, AttributeError)


class Timeline:
    """What the chain says up to the commit that was read last: its people, the site's CA as founded, its papers.

    Told in the order of commits by :meth:`note`. ``reader`` answers for the hashes, so that memory does not grow.
    """

    def __init__(self, reader: CipherDatabase) -> None:
        self.papers: dict[str, str] = {}  # file in the store -> SHA-256 that the record gives it
        self._reader = reader
        self._people: dict[str, dict[str, Any]] = {}
        self._ca_pem: bytes | None = None
        self._seconds_sign = False  # as soon as one of them signed, or from the founding of the site

    def note(self, kind: str, key: str, new: dict[str, Any]) -> None:
        """Take in a record of a commit that was read."""
        if kind == "user":
            self._people[key] = new
        elif kind == "site" and key == "authority" and self._ca_pem is None:
            self._ca_pem = str(new.get("ca_pem", "")).encode()
        elif kind == "site" and key == RULE:
            self._seconds_sign = True
        elif kind == "signature":
            self.papers[str(new.get("attachment"))] = str(new.get("pdf_sha256"))
        elif kind == "attachment" and "store" in new:
            self.papers[str(new["store"])] = str(new.get("sha256"))

    def certificate(self, user: str) -> bytes | None:
        """Return the certificate (PEM) the record has given an enabled ``user`` so far, or None."""
        data = self._people.get(user, {})
        if data.get("enabled") == "N" or "certificate_pem" not in data:
            return None
        return str(data["certificate_pem"]).encode()

    def roles(self) -> dict[str, str]:
        """Return the role of everybody the record knows so far."""
        return {user: str(data.get("role", "")) for user, data in self._people.items()}

    def holds(self, seq: object, digest: object) -> bool:
        """Whether commit ``seq`` of the chain has the hash ``digest``."""
        return isinstance(seq, int) and bool(
            self._reader.rows("SELECT 1 FROM commits WHERE seq = ? AND hash = ?", (seq, str(digest)))
        )

    def _precedes(self, digest: str, seq: int) -> bool:
        return bool(self._reader.rows("SELECT 1 FROM commits WHERE hash = ? AND seq < ?", (digest, seq)))

    def judge_signature(self, state: State, record: Record, stamp: Stamp) -> Iterator[Damage]:
        """Yield what is wrong with a signature put over ``state`` (``what``: signature, head)."""
        try:
            certificate = self.certificate(stamp.user)
            sound = signature_fault(record, stamp, certificate, self._ca_pem) is None and covers(state, record.new)
            known = self._precedes(str(record.new["head"]), stamp.seq)
        except _MISSHAPEN:
            sound, known = False, True
        if not sound:
            yield Damage("signature_data", record.key, "signature")
        elif not known:
            yield Damage("signature_data", record.key, "head")

    def vouched(self, state: Callable[[], State], record: Record, stamp: Stamp) -> bool:
        """Whether the persons that a row names beside who committed it signed it with the keys they had then.

        Rows of programs whose second persons only gave their names hold until the first that one signed, an erasing
        never. ``state``: the participant's with the rest of the commit, which a double check is compared with.
        """
        try:
            if not vouchers(record, stamp.user):
                return True
            if record.kind != REDACTION and SIGNED not in record.new:
                return not self._seconds_sign
        except _MISSHAPEN:
            return False
        if second_fault(record, stamp, lambda one: self.certificate(str(one["user"])), self._ca_pem) is not None:
            return False
        self._seconds_sign = True
        if record.kind == "lock":
            return undoes_truly(state(), record)
        return record.kind != "form" or checked_truly(state(), record)

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

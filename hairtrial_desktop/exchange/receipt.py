"""The sponsor's signed answer to an export (R3-11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hairtrial_desktop.casebook.outbox import OutboxEntry
from hairtrial_desktop.exchange.seal import sha256
from hairtrial_desktop.exchange.signed_text import SignedText
from hairtrial_desktop.study.errors import KnownError

FORMAT = "hairtrial-receipt/1"
ACCEPTED, REFUSED = "accepted", "refused"
ANSWERED = "parts_manifest_sha256"  # the field that ties a receipt to the bytes it answers; "" answers nothing


class ReceiptRefused(KnownError):
    """Codes ``receipt_unreadable``, ``receipt_foreign_signature``, ``receipt_mismatch``; param ``key``."""


@dataclass(frozen=True)
class Receipt:
    """A receipt whose signature and subject were checked. ``data`` is what goes into the record."""

    key: str
    verdict: str
    code: str | None
    received_at: str  # UTC text
    sealed_sha256: str
    data: dict[str, Any]

    @property
    def accepted(self) -> bool:
        """Whether the sponsor could open and verify everything."""
        return self.verdict == ACCEPTED


def receipt_names(site: str, key: str, sealed_sha256: str) -> tuple[str, str]:
    """Return where a receipt may lie: the export's own name, or, where that is taken, one with its hash."""
    return f"{site}/receipts/{key}.json", f"{site}/receipts/{key}-{sealed_sha256[:16]}.json"


def read_receipt(
    content: bytes, entry: OutboxEntry, site: str, sponsor_certificate_pem: bytes, manifest: bytes
) -> Receipt:
    """Return the receipt of ``entry``, whose signed list of parts is ``manifest``; raises ReceiptRefused.

    The certificate is the one handed over at set-up, never one that came along. Every receipt names the SHA-256 of
    the list of parts that it answers: without it, an answer to something else under this number could be replayed.
    A refusal may lack the hash of the sealed bundle, which the sponsor reads from a list that it trusts only.
    """
    try:
        tree = SignedText.parse(content).tree(sponsor_certificate_pem)
    except (KnownError, ValueError) as error:
        raise ReceiptRefused("receipt_unreadable", key=entry.key) from error
    if tree is None:
        raise ReceiptRefused("receipt_foreign_signature", key=entry.key)
    verdict = tree.get("verdict")
    about = {"format": FORMAT, "site": site, "key": entry.key, ANSWERED: sha256(manifest)}
    hashes = (entry.sealed_sha256, "") if verdict == REFUSED else (entry.sealed_sha256,)
    same = all(tree.get(name) == value for name, value in about.items()) and tree.get("sealed_sha256") in hashes
    if not same or verdict not in (ACCEPTED, REFUSED):
        raise ReceiptRefused("receipt_mismatch", key=entry.key)
    return Receipt(entry.key, verdict, tree.get("code"), str(tree.get("received_at", "")), entry.sealed_sha256, tree)

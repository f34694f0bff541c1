"""The record of what left and what came back: exports and the sponsor's receipts as commits (R3-11, OFF-03)."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.record import SITE, Draft, Record
from hairtrial_desktop.study.definitions import Source

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.outbox import OutboxEntry
    from hairtrial_desktop.casebook.site_book import SiteBook


def record_export(book: SiteBook, entry: OutboxEntry) -> None:
    """Commit that an export was built and sealed."""
    book.actor.require(Action.BUILD_EXPORT)
    new = {
        key: value
        for key, value in asdict(entry).items()
        if key in ("series", "number", "month", "built_at", "head_seq", "head_hash", "counts", "sealed_sha256")
    }
    new["withheld"] = list(entry.withheld)
    if entry.subject:
        new["subject"] = entry.subject
    _commit(book, "export", "export", entry.key, new)


def record_send(book: SiteBook, entry: OutboxEntry) -> None:
    """Commit that an export lies with the transport, whole: who brought it out and when; KeyError if it is none."""
    book.actor.require(Action.SEND_EXPORT)
    built = book.state(SITE).things("export_data")[entry.key].data
    new = built | {"sent_at": entry.sent_at, "sealed_sha256": entry.sealed_sha256}
    _commit(book, "send", "export", entry.key, new)


def record_receipt(book: SiteBook, key: str, receipt: dict[str, Any]) -> None:
    """Commit a verified receipt of the sponsor (acknowledged, or refused and why)."""
    book.actor.require(Action.SEND_EXPORT)
    _commit(book, "receipt", "receipt", key, receipt)


def _commit(book: SiteBook, act: str, kind: str, key: str, new: dict[str, Any]) -> None:
    before = book.state(SITE).things(f"{kind}_data").get(key)
    old = None if before is None else before.data
    book.commit(Draft(SITE, act, (Record(kind, key, old, new, source=Source.SYSTEM),)))

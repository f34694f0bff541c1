"""Bringing exports to the sponsor and receipts back. Everything can be interrupted and done again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from hairtrial_desktop.casebook.outbox import ExportState, OutboxEntry
from hairtrial_desktop.casebook.ports import Clock, Outbox
from hairtrial_desktop.casebook.record import utc_text
from hairtrial_desktop.exchange.receipt import Receipt, ReceiptRefused, read_receipt, receipt_names
from hairtrial_desktop.exchange.seal import sha256
from hairtrial_desktop.exchange.signed_text import LARGEST
from hairtrial_desktop.exchange.transports.transport import Transport, TransportError
from hairtrial_desktop.keys.sponsor_keys import SponsorPublic
from hairtrial_desktop.study.errors import KnownError

Progress = Callable[[int, int], None]
_WAITING = (ExportState.SENT, ExportState.SENDING, ExportState.REFUSED)


@dataclass(frozen=True)
class Collected:
    """What came back for one export: a verified receipt, or why what lies there is none."""

    entry: OutboxEntry
    receipt: Receipt | None
    error: KnownError | None = None


class Known(Enum):
    """What the record already knows of a verified receipt."""

    NEW = auto()
    RECORDED = auto()  # committed before: settles the outbox if that was missed, and is told to nobody again
    OUTDATED = auto()  # a refusal from before the export was sent again: the answer to that is still to come


def _ignore_progress(_done: int, _total: int) -> None:
    return


def _never() -> bool:
    return False


class Delivery:
    """Sends the entries of ``outbox`` for ``site`` over ``transport`` and collects receipts.

    ``on_receipt`` is called with each new verified receipt, ``on_sent`` with each sending that came to its end, BEFORE
    the outbox says so: the caller commits it. If that fails, it is done again the next time. ``known`` says what the
    record already holds of a receipt.
    """

    def __init__(
        self, outbox: Outbox, transport: Transport, sponsor: SponsorPublic, site: str, clock: Clock, *,
        on_receipt: Callable[[OutboxEntry, Receipt], None] = lambda _entry, _receipt: None,
        on_sent: Callable[[OutboxEntry], None] = lambda _entry: None,
        known: Callable[[OutboxEntry, Receipt], Known] | None = None,
    ) -> None:  # fmt: skip
        self._outbox = outbox
        self._transport = transport
        self._sponsor = sponsor
        self._site = site
        self._clock = clock
        self._on_receipt = on_receipt
        self._on_sent = on_sent
        self._known = known or _known_by_state

    def send(
        self, key: str, progress: Progress = _ignore_progress, cancelled: Callable[[], bool] = _never
    ) -> OutboxEntry:
        """Put what is not there, read everything back, put the manifest last.

        Raises TransportError, KnownError ``export_unknown``, ``transport_foreign_export`` (another computer used this
        number), ``transport_damaged`` (what was read back differs), ``outbox_object_missing``; the entry keeps how
        far it came and the code. Cancelled between parts it returns the entry as ``sending``.
        """
        entry = self._outbox.get(key)
        if entry is None:
            raise KnownError("export_unknown", key=key)
        if entry.state is ExportState.ACKNOWLEDGED:
            return entry
        entry = replace(
            entry, state=ExportState.SENDING, attempts=entry.attempts + 1, sent_parts=0,
            transport=self._transport.name, last_error=None,
        )  # fmt: skip
        self._outbox.put(entry)
        try:
            return self._put_all(entry, progress, cancelled)
        except KnownError as error:
            latest = self._outbox.get(key) or entry
            self._outbox.put(replace(latest, last_error=error.code))
            raise

    def _put_all(self, entry: OutboxEntry, progress: Progress, cancelled: Callable[[], bool]) -> OutboxEntry:
        base = f"{self._site}/{entry.key}/"
        present = self._transport.list(base)
        manifest = self._outbox.read(entry.key, entry.manifest)
        if self._another_lies_there(base + entry.manifest, manifest, present):
            raise KnownError("transport_foreign_export", key=entry.key, place=self._transport.name)
        total = len(entry.parts) + 1
        for done, part in enumerate(entry.parts):
            if cancelled():
                return entry
            progress(done, total)
            self._put_one(base + part.name, self._outbox.read(entry.key, part.name), present)
            entry = replace(entry, sent_parts=done + 1)
            self._outbox.put(entry)
        progress(total - 1, total)
        self._put_one(base + entry.manifest, manifest, present)
        entry = replace(entry, state=ExportState.SENT, sent_at=utc_text(self._clock.now()))
        self._on_sent(entry)
        self._outbox.put(entry)
        progress(total, total)
        return entry

    def _another_lies_there(self, name: str, content: bytes, present: Mapping[str, int]) -> bool:
        return name in present and (present[name] != len(content) or self._transport.get(name) != content)

    def _put_one(self, name: str, content: bytes, present: dict[str, int]) -> None:
        """Put and read back: servers and sticks accept bytes that they then do not have."""
        wanted = sha256(content)
        if present.get(name) == len(content) and sha256(self._transport.get(name)) == wanted:
            return
        self._transport.put(name, content)
        if sha256(self._transport.get(name)) != wanted:
            raise TransportError("transport_damaged", place=self._transport.name)

    def collect_receipts(self) -> tuple[Collected, ...]:
        """Return what came back for every export that waits, oldest first; verified ones settle their entry.

        Raises TransportError ``receipts_unreachable`` if the transport cannot be read. A bad receipt settles nothing
        and hides no other.
        """
        try:
            present = self._transport.list(f"{self._site}/receipts/")
        except TransportError as error:
            raise TransportError("receipts_unreachable", place=self._transport.name) from error
        waiting = [entry for entry in reversed(self._outbox.entries()) if entry.state in _WAITING]
        found = [self._collect(entry, present) for entry in waiting]
        return tuple(collected for collected in found if collected is not None)

    def _collect(self, entry: OutboxEntry, present: Mapping[str, int]) -> Collected | None:
        receipts, errors = [], []
        for name in receipt_names(self._site, entry.key, entry.sealed_sha256):
            if name in present:
                try:
                    receipts.append(self._receipt(entry, name, present[name]))
                except KnownError as error:
                    errors.append(error)
        if receipts:
            return self._settle(entry, max(receipts, key=lambda one: (one.accepted, one.received_at)))
        if not errors:
            return None
        self._outbox.put(replace(entry, last_error=errors[0].code))
        return Collected(entry, None, errors[0])

    def _receipt(self, entry: OutboxEntry, name: str, size: int) -> Receipt:
        if size > LARGEST:
            raise ReceiptRefused("receipt_unreadable", key=entry.key)
        manifest = self._outbox.read(entry.key, entry.manifest)
        try:
            content = self._transport.get(name)
        except TransportError as error:
            raise TransportError("receipts_unreachable", place=self._transport.name) from error
        return read_receipt(content, entry, self._site, self._sponsor.receipt_certificate_pem, manifest)

    def _settle(self, entry: OutboxEntry, receipt: Receipt) -> Collected | None:
        known = self._known(entry, receipt)
        if known is Known.OUTDATED:
            return None
        state = ExportState.ACKNOWLEDGED if receipt.accepted else ExportState.REFUSED
        settled = replace(entry, state=state, last_error=None if receipt.accepted else receipt.code)
        if known is Known.NEW:
            try:
                self._on_receipt(entry, receipt)
            except KnownError as error:  # not committed, so not settled; the next ones still are
                return Collected(entry, None, error)
        if settled != entry:
            self._outbox.put(settled)
        return Collected(settled, receipt) if known is Known.NEW else None


def _known_by_state(entry: OutboxEntry, receipt: Receipt) -> Known:
    refused_so = entry.state is ExportState.REFUSED and not receipt.accepted and entry.last_error == receipt.code
    return Known.RECORDED if refused_so else Known.NEW

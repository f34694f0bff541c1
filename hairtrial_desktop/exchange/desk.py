"""The exchange desk of an open site: build, send, collect; what leaves and what comes back is committed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.exporting import record_export, record_receipt, record_send
from hairtrial_desktop.casebook.outbox import ExportState, OutboxEntry
from hairtrial_desktop.casebook.package_kinds import TAKERS
from hairtrial_desktop.casebook.packages import FoundPackage
from hairtrial_desktop.casebook.ports import Outbox
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.exchange.delivery import Delivery, Known
from hairtrial_desktop.exchange.monthly import SERIES, MonthlyExport
from hairtrial_desktop.exchange.package_inbox import PackageInbox
from hairtrial_desktop.exchange.receipt import ACCEPTED, Receipt
from hairtrial_desktop.exchange.transports.folder import FolderTransport
from hairtrial_desktop.keys.durable import write_durably
from hairtrial_desktop.keys.sponsor_keys import SponsorPublic
from hairtrial_desktop.study.errors import KnownError


@dataclass(frozen=True)
class Preview:
    """What the next export would bring: values committed since the last one, and this person's forms not saved yet."""

    new_values: int
    open_drafts: int


@dataclass(frozen=True)
class Desk:
    """What the exchange page works with. ``export`` and ``sponsor`` are None until the sponsor's file is known.

    ``choice`` is a file that remembers the transport folder: it is this computer's, so it is no part of the record.
    """

    book: SiteBook
    outbox: Outbox
    export: MonthlyExport | None
    sponsor: SponsorPublic | None
    choice: Path

    @property
    def folder(self) -> Path | None:
        """The transport folder (USB stick or network share), None until one is chosen."""
        return Path(self.choice.read_text(encoding="utf-8")) if self.choice.is_file() else None

    def choose_folder(self, folder: Path) -> None:
        """Remember the transport folder."""
        self.book.actor.require(Action.SEND_EXPORT)
        write_durably(self.choice, str(folder).encode())

    def build(self, month: str) -> OutboxEntry:
        """Collect, sign and seal the export of ``month`` (``2026-11``), and commit that it was built.

        Raises NotPermitted; KnownError ``sponsor_unknown`` and what ``MonthlyExport.build`` raises.
        """
        self.book.actor.require(Action.BUILD_EXPORT)
        if self.export is None:
            raise KnownError("sponsor_unknown")
        self._record_built()
        entry = self.export.build(month)
        self._record_built()
        return entry

    def build_sae(self, subject: str) -> OutboxEntry:
        """Collect, sign and seal the report of a serious event of ``subject``, apart from the month (OFF-05).

        Raises NotPermitted; KnownError ``sponsor_unknown`` and what ``MonthlyExport.build_sae`` raises.
        """
        self.book.actor.require(Action.BUILD_EXPORT)
        if self.export is None:
            raise KnownError("sponsor_unknown")
        self._record_built()
        entry = self.export.build_sae(subject)
        self._record_built()
        return entry

    def _record_built(self) -> None:
        """Commit every export that is not in the record yet: a power cut may fall between sealing and its commit."""
        recorded = self.book.state(SITE).things("export_data")
        for entry in reversed(self.outbox.entries()):
            if entry.key not in recorded and self.book.actor.may(Action.BUILD_EXPORT):
                record_export(self.book, entry)

    def preview(self) -> Preview:
        """Count what the next export would bring, for the page to say before anything is built."""
        months = [entry for entry in self.outbox.entries() if entry.series == SERIES]
        standing = [entry.head_seq for entry in months if entry.state is not ExportState.REFUSED]
        values = sum(
            1 for commit in self.book.shelves.store.commits(max(standing, default=0))
            for sealed in commit.records if (record := sealed.record()) is not None and record.kind == "item"
        )  # fmt: skip
        return Preview(values, len(self.book.shelves.drafts.forms(self.book.actor.user)))

    def send(self, key: str, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> OutboxEntry:
        """Put what is not yet with the transport, and commit that all is there. What was put stays if it breaks off."""
        self.book.actor.require(Action.SEND_EXPORT)
        self._record_built()
        return self._delivery().send(key, progress, cancelled)

    def collect_receipts(self) -> tuple[OutboxEntry, ...]:
        """Pick up and verify receipts; return the entries they settled.

        Raises the first bad receipt's error, after all good ones were settled and every bad one's code was kept in
        its entry (``last_error``).
        """
        self.book.actor.require(Action.SEND_EXPORT)
        collected = self._delivery().collect_receipts()
        for one in collected:
            if one.error is not None:
                raise one.error
        return tuple(one.entry for one in collected)

    def read_packages(self) -> tuple[FoundPackage, ...]:
        """Take in what the sponsor put into the transport folder; return what was found and what became of it.

        Raises NotPermitted; KnownError ``transport_not_chosen``, ``sponsor_unknown`` and what ``PackageInbox.read``
        raises.
        """
        self.book.actor.require(Action.RECEIVE_PACKAGE)
        transport, sponsor = self._way()
        return PackageInbox(self.book, transport, sponsor, TAKERS).read()

    def _delivery(self) -> Delivery:
        transport, sponsor = self._way()
        return Delivery(
            self.outbox, transport, sponsor, self.book.site.number, self.book.clock,
            on_receipt=lambda entry, receipt: record_receipt(self.book, entry.key, receipt.data),
            on_sent=lambda entry: record_send(self.book, entry), known=self._known,
        )  # fmt: skip

    def _way(self) -> tuple[FolderTransport, SponsorPublic]:
        folder = self.folder
        if folder is None:
            raise KnownError("transport_not_chosen")
        if self.sponsor is None:
            raise KnownError("sponsor_unknown")
        return FolderTransport(folder), self.sponsor

    def _known(self, entry: OutboxEntry, receipt: Receipt) -> Known:
        """Compare a receipt with the last one in the record.

        The sponsor refuses anew at every look, and the refusal an export was sent again for still lies on the stick.
        """
        site = self.book.state(SITE)
        recorded, sent = site.things("receipt_data").get(entry.key), site.things("export_data").get(entry.key)
        if recorded is None:
            return Known.NEW
        was, at = recorded.data, recorded.data["received_at"]
        if receipt.accepted:
            return Known.RECORDED if was["verdict"] == ACCEPTED else Known.NEW
        sent_again = sent is not None and sent.seq > recorded.seq
        if was["verdict"] == ACCEPTED or receipt.received_at < at or (sent_again and receipt.received_at == at):
            return Known.OUTDATED  # an acceptance is final; of refusals, the last one counts
        return Known.RECORDED if was["code"] == receipt.code and not sent_again else Known.NEW

"""The monthly export and the sponsor's receipts: build, send, pick up, and what leaves this computer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.outbox import ExportState, OutboxEntry
from hairtrial_desktop.casebook.packages import FoundPackage, PackageState
from hairtrial_desktop.casebook.views.sae_packages import sae_to_send
from hairtrial_desktop.casebook.views.transfer_lag import (
    Entered,
    ItemLag,
    item_lags,
    lag_csv,
    longest_by_export,
    summary_of,
)
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Cell, Column, EmptyState, ScrollArea, Table, TableRow
from hairtrial_desktop.ui.dates import moment
from hairtrial_desktop.ui.export_look import (
    UNSENT,
    content_words,
    export_look,
    export_number,
    trouble_words,
    unsettled,
)  # fmt: skip
from hairtrial_desktop.ui.jobs import Job, Lane
from hairtrial_desktop.ui.pages.exchange_cards import DeskState, ExportDesk, LeavesCard
from hairtrial_desktop.ui.pages.exchange_detail import ExportDetail
from hairtrial_desktop.ui.pages.lag_card import LagCard, lag_words
from hairtrial_desktop.ui.pages.list_card import ListCard
from hairtrial_desktop.ui.pages.packages_card import PackagesCard
from hairtrial_desktop.ui.pages.page import Heading, Page
from hairtrial_desktop.ui.pages.sae_card import SaeCard
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.saved_list import SavedList, save_list
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words


class ExchangePage(Page):
    """Months as rows; work runs in lanes, so that the window stays alive and closing loses nothing."""

    NAME = RAIL = "exchange"

    def __init__(self, bench: Bench, site: OpenSite) -> None:
        super().__init__(bench)
        self.site = site
        theme = bench.theme
        self._entries: tuple[OutboxEntry, ...] = ()
        self._job: Job | None = None
        self._folder_gone = False
        self._found: tuple[FoundPackage, ...] = ()  # at the last reading
        self._desk = ExportDesk(theme)
        self._table = Table(theme, name="exports_table", row_height=42)
        self._empty = EmptyState(theme, "package")
        months = ListCard.around(theme, self._table, self._empty)
        self._leaves = LeavesCard(theme)
        self._packages = PackagesCard(theme)
        self._sae, self._lag = SaeCard(theme), LagCard(theme)
        self._lags: tuple[ItemLag, ...] = ()
        self._entered = Entered(site.book)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.S3)
        for card in (self._sae, self._desk, months, self._packages, self._lag, self._leaves):
            column.addWidget(card)
        column.addStretch(1)
        self.column.addWidget(ScrollArea(inner))
        self._table.activated_key.connect(self._show_detail)
        self._desk.build_asked.connect(self.build)
        self._desk.send_asked.connect(self.send)
        self._desk.receipts_asked.connect(self.collect)
        self._desk.folder_asked.connect(self._ask_folder)
        self._desk.copy_asked.connect(self._copy)
        self._desk.stop_asked.connect(self._stop)
        self._packages.read_asked.connect(self.read_packages)
        self._sae.send_asked.connect(self.send_sae)
        self._lag.table_asked.connect(self._save_lags)

    def heading(self, tr: Words) -> Heading:
        """Return the title and what happens here."""
        return Heading(tr("Data exchange"), tr("monthly export and the sponsor's receipts"))

    def refresh(self) -> None:
        """Read the outbox anew, and see whether the folder can be reached."""
        self.show_view(self.site.outbox.entries())
        folder = self.site.exchange.folder
        if folder is None:
            self._folder_seen(True)
        else:  # a network share may take its time to answer
            self.bench.jobs.run(Lane.NETWORK, lambda _job: folder.is_dir(), self._folder_seen)

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        self._desk.retranslate(tr)
        self._leaves.retranslate(tr)
        self._packages.retranslate(tr)
        self._table.setAccessibleName(tr("Exports"))
        self._table.set_columns([
            Column(tr("Month"), 110), Column(tr("Number"), 90), Column(tr("State"), 190),
            Column(tr("Content"), 250, drop=1), Column(tr("Sponsor's receipt")),
        ])  # fmt: skip
        self._show()

    def show_view(self, entries: tuple[OutboxEntry, ...]) -> None:
        """Show exports, newest first."""
        self._entries = entries
        book = self.site.book
        self._lags = item_lags(book, entries, self._entered) if book.actor.may(Action.READ_DATA) else ()
        self._show()
        self.heading_changed.emit()

    def choose_folder(self, folder: Path) -> None:
        """Take a transport folder (a USB stick or a network share)."""
        self.site.exchange.choose_folder(folder)
        self.bench.messages.say(self.words("Exports will be put into {folder}.", folder=str(folder)))
        self._folder_seen(True)

    def build(self) -> None:
        """Collect, sign and seal this month's export."""
        month = f"{self.site.book.now():%Y-%m}"
        self._work(self.words("Collecting, signing and sealing …"))
        self._job = self.bench.jobs.run(
            Lane.WRITE, lambda _job: self.site.exchange.build(month), self._built, self._failed
        )

    def send(self) -> None:
        """Put what is not yet with the transport."""
        entry = self._waiting() or self._unanswered()
        if entry is None:
            return
        if self.site.exchange.folder is None:
            self._ask_folder()
            if self.site.exchange.folder is None:
                return
        self._work(self.words("Sending …"))

        def work(job: Job) -> OutboxEntry:
            return self.site.exchange.send(entry.key, job.progress, job.cancelled)

        self._job = self.bench.jobs.run(Lane.NETWORK, work, self._sent, self._failed)
        self._job.progressed.connect(self._desk.show_progress)

    def send_sae(self, subject: str) -> None:
        """Build the report of a serious event and bring it on its way, apart from the month (OFF-05)."""
        if self.site.exchange.folder is None and not self._ask_folder():
            return
        self._work(self.words("Collecting, signing, sealing and sending …"))

        def work(job: Job) -> OutboxEntry:
            entry = self.site.exchange.build_sae(subject)
            return self.site.exchange.send(entry.key, job.progress, job.cancelled)

        self._job = self.bench.jobs.run(Lane.WRITE, work, self._sent, self._failed)
        self._job.progressed.connect(self._desk.show_progress)

    def collect(self) -> None:
        """Pick up the sponsor's receipts."""
        self._work(self.words("Looking for receipts …"))
        self._job = self.bench.jobs.run(
            Lane.NETWORK, lambda _job: self.site.exchange.collect_receipts(), self._collected, self._failed
        )

    def read_packages(self) -> None:
        """Take in what the sponsor put into the transport folder; ask for the folder where none is chosen."""
        if self.site.exchange.folder is None and not self._ask_folder():
            return
        self._work(self.words("Reading packages …"))
        self._job = self.bench.jobs.run(
            Lane.WRITE, lambda _job: self.site.exchange.read_packages(), self._read, self._failed
        )

    def _read(self, found: tuple[FoundPackage, ...]) -> None:
        tr, self._found = self.words, found
        new = sum(one.state is PackageState.TAKEN_IN for one in found)
        refused = sum(one.state is PackageState.REFUSED for one in found)
        if refused:
            self._end(tr("Taken in: {new}; refused: {refused}. The list says why.", new=new, refused=refused), Tone.BAD)
        elif new:
            self._end(tr.many("{n} package was taken in.", "{n} packages were taken in.", new))
        else:
            self._end(tr("No new package."), Tone.NEUTRAL)

    def _show(self) -> None:
        tr, actor = self.words, self.site.book.actor
        self._table.set_rows([self._row(entry, tr) for entry in self._entries])
        self._empty.set(tr("No export yet"), tr("Build the first one above; it stays here until you send it."))
        month = f"{self.site.book.now():%Y-%m}"
        self._desk.show_state(tr, DeskState(
            month, self._waiting(), self._unanswered(), self.site.exchange.folder, is_built=self._stands(month),
            may_build=actor.may(Action.BUILD_EXPORT), may_send=actor.may(Action.SEND_EXPORT), trouble=self._trouble(),
        ))  # fmt: skip
        may_read = actor.may(Action.RECEIVE_PACKAGE)
        self._packages.show_packages(tr, self.site.book, self._found, may_read=may_read)
        self._leaves.show_export(tr, self._entries[0] if self._entries else None)
        self._show_data(tr)

    def _show_data(self, tr: Words) -> None:
        """Show what takes sight of participants' data: serious events to report, and how long values are under way."""
        book = self.site.book
        sees = book.actor.may(Action.READ_DATA)
        events = sae_to_send(book, self._entries) if sees else ()
        self._sae.show_events(tr, book, events, may_send=book.actor.may(Action.BUILD_EXPORT))
        self._lag.setVisible(sees)
        self._lag.show_lag(tr, book, summary_of(self._lags))

    def _waiting(self) -> OutboxEntry | None:
        unsent = [entry for entry in self._entries if entry.state in UNSENT]
        return unsent[-1] if unsent else None

    def _unanswered(self) -> OutboxEntry | None:
        sent = [entry for entry in self._entries if entry.state is ExportState.SENT]
        return sent[-1] if sent else None

    def _stands(self, month: str) -> bool:
        """Whether this month, or a later one, is built and not refused: months ascend (``MonthlyExport.build``)."""
        return any(
            entry.series == "monthly" and entry.month >= month and entry.state is not ExportState.REFUSED
            for entry in self._entries
        )

    def _trouble(self) -> str:
        """Return the sentence of what stands in the way: the folder first, then the oldest failure."""
        tr, folder = self.words, self.site.exchange.folder
        if self._folder_gone and folder is not None:
            return tr.error(KnownError("transport_unreachable", place=str(folder)))
        failed = [entry for entry in unsettled(self._entries) if entry.last_error]
        if not failed:
            return ""
        return tr("{number}: {sentence}", number=export_number(failed[-1], tr), sentence=trouble_words(failed[-1], tr))

    def _folder_seen(self, seen: bool) -> None:
        self._folder_gone = not seen
        self._show()

    def _row(self, entry: OutboxEntry, tr: Words) -> TableRow:
        tone, word = export_look(entry, tr, self.site.book.now())
        month = f"{entry.month} SAE" if entry.series == "sae" else entry.month
        return TableRow(entry.key, (
            Cell(month, bold=True), Cell(export_number(entry, tr)), Cell(word, tone), Cell(content_words(entry, tr)),
            Cell(self._receipt(entry, tr), ink="text2"),
        ))  # fmt: skip

    def _receipt(self, entry: OutboxEntry, tr: Words) -> str:
        book = self.site.book
        if entry.state is ExportState.ACKNOWLEDGED:
            agreed = tr("checked and agreed · record check {digest}…", digest=entry.head_hash[:8])
            longest = longest_by_export(self._lags).get(entry.key)
            if longest is None:
                return agreed
            return f"{agreed} · " + tr("up to {span} after entry", span=lag_words(longest, tr))
        if entry.last_error:
            return trouble_words(entry, tr)
        if entry.state is ExportState.REFUSED:
            return tr("see the details for the reason")
        if entry.sent_at:
            return tr("sent {when}, no receipt yet", when=moment(entry.sent_at, book.zone, book.now(), tr))
        return "—"

    def _work(self, sentence: str) -> None:
        self._desk.show_working(sentence)

    def _built(self, entry: OutboxEntry) -> None:
        tr = self.words
        self._end(tr("Export {number} is built, signed and sealed.", number=export_number(entry, tr)))

    def _sent(self, entry: OutboxEntry) -> None:
        tr = self.words
        number = export_number(entry, tr)
        if entry.state is ExportState.SENDING:
            self._end(tr("Export {number} is paused; sending goes on where it stopped.", number=number))
        else:
            self._end(tr("Export {number} is sent. It counts once the sponsor's receipt is here.", number=number))

    def _collected(self, entries: tuple[OutboxEntry, ...]) -> None:
        tr = self.words
        if not entries:
            self._end(tr("No new receipt."), Tone.NEUTRAL)
            return
        refused = [entry for entry in entries if entry.state is ExportState.REFUSED]
        numbers = [export_number(entry, tr) for entry in entries]
        if refused:
            self._end(tr("The sponsor refused {numbers}: see the details.", numbers=numbers), Tone.BAD)
        else:
            self._end(tr("The sponsor acknowledged {numbers}.", numbers=numbers))

    def _failed(self, error: BaseException) -> None:
        self._end("")
        self.bench.messages.fail(error)

    def _end(self, sentence: str, tone: Tone = Tone.OK) -> None:
        self._job = None
        self._desk.show_working("")
        if sentence:
            self.bench.messages.say(sentence, tone)
        self.refresh()
        self.data_changed.emit()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _save_lags(self) -> None:
        name = f"transfer-{self.site.book.now():%Y-%m-%d}.csv"
        chosen, _ = QFileDialog.getSaveFileName(self, self.words("Save a copy"), name, "CSV (*.csv)")
        if chosen:
            try:
                save_list(self.site.book, Path(chosen), SavedList("transfer", len(self._lags), lag_csv(self._lags)))
            except KnownError as error:
                self.bench.messages.fail(error)
                return
            self.bench.messages.say(self.words("Saved as {file}.", file=chosen))

    def _copy(self) -> None:
        """Send to another folder than before, a stick; its receipts are looked for there too."""
        if self._ask_folder():
            self.send()

    def _ask_folder(self) -> bool:
        start = self.site.exchange.folder or Path.home()
        chosen = QFileDialog.getExistingDirectory(self, self.words("Folder for exports"), str(start))
        if chosen:
            self.choose_folder(Path(chosen))
        return bool(chosen)

    def _show_detail(self, key: str) -> None:
        entry = next(entry for entry in self._entries if entry.key == key)
        ExportDetail(self.bench, self.site.book, self, entry).open()

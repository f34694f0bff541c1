"""Backups: where they go, how old the newest is, making one, and trying it out (FDA 2024 Q5; EMA 6.8)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from hairtrial_desktop.casebook.backups import REHEARSED, newest_backup
from hairtrial_desktop.casebook.ports import Head
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import (
    Button,
    ButtonKind,
    Cell,
    Column,
    EmptyState,
    Table,
    TableRow,
)  # fmt: skip
from hairtrial_desktop.ui.dates import moment
from hairtrial_desktop.ui.jobs import Lane
from hairtrial_desktop.ui.pages.act_card import ActCard
from hairtrial_desktop.ui.pages.list_card import ListCard
from hairtrial_desktop.ui.pages.page import Heading, Page
from hairtrial_desktop.ui.pages.writing_card import WritingCard
from hairtrial_desktop.ui.rooms import Copy, OpenSite
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words


class BackupPage(Page):
    """The folder, two buttons, and the backups that lie there."""

    NAME = RAIL = "backup"

    def __init__(self, bench: Bench, site: OpenSite) -> None:
        super().__init__(bench)
        self.site = site
        theme = bench.theme
        self._choose = Button(theme, icon="folder", name="backup_folder")
        self._make = Button(theme, kind=ButtonKind.PRIMARY, icon="backup", name="backup_now")
        self._try = Button(theme, icon="check", name="backup_try")
        self._card = ActCard(theme, self._choose, self._try, self._make)
        self._table = Table(theme, name="backups_table", opens=False)
        self._empty = EmptyState(theme, "backup")
        self.column.addWidget(self._card)
        self.column.addWidget(ListCard.around(theme, self._table, self._empty))
        self._writing = WritingCard(bench, site)
        self.column.addWidget(self._writing)
        self.column.addStretch(1)
        self._writing.changed.connect(self._writing_changed)
        self._choose.clicked.connect(self._ask_folder)
        self._make.clicked.connect(self.make)
        self._try.clicked.connect(self.rehearse)

    def heading(self, tr: Words) -> Heading:
        """Return the title; a mark where nothing is safe yet."""
        marks = ((Tone.WARN, tr("Not everything is backed up")),) if self.site.backups.due else ()
        return Heading(tr("Backup"), tr("copies of the whole site in a second place"), marks)

    def refresh(self) -> None:
        """Look into the folder anew."""
        self._show()
        self.heading_changed.emit()

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        self._choose.setText(tr("Choose the folder …"))
        self._make.setText(tr("Back up now"))
        self._try.setText(tr("Try the newest"))
        self._table.setAccessibleName(tr("Backups"))
        self._table.set_columns([
            Column(tr("Made"), 190), Column(tr("Up to entry"), 120, right=True), Column(tr("Folder")),
            Column(tr("Tried"), 190),
        ])  # fmt: skip
        self._empty.set(tr("No backup yet"), tr("Choose a folder on another disk or stick, then back up."))
        self._show()

    def choose_folder(self, folder: Path) -> None:
        """Take a folder, best on another disk."""
        try:
            self.site.backups.choose_folder(folder)
        except KnownError as error:
            self.bench.messages.fail(error)
        self.refresh()

    def make(self) -> None:
        """Make a backup and verify it by opening."""
        if self.site.backups.folder is None:
            self._ask_folder()
            if self.site.backups.folder is None:
                return
        self._work(self.words("Copying, and reading the copy …"))
        self.bench.jobs.run(Lane.READ, lambda _job: self.site.backups.make(), self._made, self._failed)

    def rehearse(self) -> None:
        """Lay the newest backup out as a site would be, and compare it with the record."""
        sets = self.site.backups.sets()
        if not sets:
            return
        newest, backups = sets[0], self.site.backups
        self._work(self.words("Laying out the copy, and reading all of it …"))
        self.bench.jobs.run(Lane.READ, lambda _job: (newest, backups.rehearse(newest)), self._tried, self._failed)

    def _writing_changed(self) -> None:
        self.refresh()
        self.data_changed.emit()

    def _made(self, made: Copy) -> None:
        self._record(lambda: self.site.backups.record(made))
        self._rest(self.words("The backup is made; it was opened and read."))

    def _tried(self, outcome: tuple[Copy, Head]) -> None:
        backup, head = outcome
        self._record(lambda: self.site.backups.record_rehearsal(backup, head))
        self._rest(self.words("The backup opens, and equals the record up to entry {seq}.", seq=head.seq))

    def _record(self, act: object) -> None:
        try:
            act()  # type: ignore[operator]  # a call without arguments
        except KnownError as error:
            self.bench.messages.fail(error)

    def _work(self, sentence: str) -> None:
        self._card.state.setText(sentence)
        for button in (self._choose, self._make, self._try):
            button.setEnabled(False)

    def _rest(self, sentence: str) -> None:
        self.bench.messages.say(sentence)
        self.refresh()
        self.data_changed.emit()

    def _failed(self, error: BaseException) -> None:
        self.bench.messages.fail(error)
        self.refresh()

    def _ask_folder(self) -> None:
        start = str(self.site.backups.folder or Path.home())
        chosen = QFileDialog.getExistingDirectory(self, self.words("Where backups go"), start)
        if chosen:
            self.choose_folder(Path(chosen))

    def _show(self) -> None:
        tr, backups, book = self.words, self.site.backups, self.site.book
        sets = backups.sets()
        tried = newest_backup(book, REHEARSED)
        self._table.set_rows([self._row(one, tried) for one in sets])
        self._card.state.setText(backup_words(self.site, tr))
        folder = backups.folder
        self._card.note.setText(
            tr("No folder is chosen: after a broken disk everything would be lost.")
            if folder is None
            else tr("{folder} · after each day with entries, and on leaving", folder=str(folder))
        )
        self._writing.show_state(tr)
        self._choose.setEnabled(True)
        self._make.setEnabled(True)
        self._try.setEnabled(bool(sets))

    def _row(self, one: Copy, tried: dict[str, object] | None) -> TableRow:
        tr, book = self.words, self.site.book
        when = moment(one.manifest.at, book.zone, book.now(), tr)
        was = tried is not None and tried["set"] == one.path.name
        seen = moment(str(tried["at"]), book.zone, book.now(), tr) if was and tried is not None else "—"
        return TableRow(one.path.name, (
            Cell(when, bold=True), Cell(str(one.manifest.head.seq)), Cell(one.path.name, ink="text2"),
            Cell(seen, Tone.OK if was else None),
        ))  # fmt: skip


def backup_words(site: OpenSite, tr: Words) -> str:
    """Say how old the newest backup is, and whether anything came since."""
    book, newest = site.book, newest_backup(site.book)
    if newest is None:
        return tr("No backup was made yet")
    when = moment(str(newest["at"]), book.zone, book.now(), tr)
    if site.backups.due:
        return tr("Last backup {when}; entries came since", when=when)
    return tr("Everything is backed up, last {when}", when=when)

"""What the sponsor sent: read from the transport folder, each file taken in or refused with its reason."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from hairtrial_desktop.casebook.packages import FoundPackage, PackageKind, PackageState, taken_in
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Button, Card, Cell, Column, Label, Table, TableRow
from hairtrial_desktop.ui.dates import moment
from hairtrial_desktop.ui.kit_look import package_word
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words


class PackagesCard(Card):
    """The button, and a row for every package in the record and every file that was refused at the last reading."""

    read_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._note = Label("", "small", "text2", wrap=True)
        self._read = Button(theme, icon="inbox", name="packages_read")
        self._table = Table(theme, name="packages_table", opens=False)
        line = QHBoxLayout()
        line.setSpacing(tokens.S3)
        line.addWidget(self._note, 1)
        line.addWidget(self._read)
        self.body.addLayout(line)
        self.body.addWidget(self._table)
        self._read.clicked.connect(self.read_asked)

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        self.set_title(tr("From the sponsor"))
        self._read.setText(tr("Read packages"))
        self._table.setAccessibleName(tr("From the sponsor"))
        self._table.set_columns([
            Column(tr("Package"), 150), Column(tr("Brings"), 220), Column(tr("Made at"), 150, drop=1),
            Column(tr("State"), 190), Column(tr("Remark")),
        ])  # fmt: skip

    def show_packages(self, tr: Words, book: SiteBook, found: tuple[FoundPackage, ...], *, may_read: bool) -> None:
        """Show what is in the record, newest first, above it what was refused just now."""
        self._read.setVisible(may_read)
        refused = [one for one in found if one.state is PackageState.REFUSED]
        self._note.setText(
            tr("Kit lists, cohorts, queries and versions of the forms; only what the sponsor signed for this site.")
        )
        rows = [self._refused(one, tr) for one in refused]
        kept = sorted(taken_in(book).items(), key=lambda entry: entry[1]["made_at"], reverse=True)
        seqs = {key: row.seq for key, row in book.state(SITE).things("package_data").items()}
        for key, tree in kept:
            rows.append(TableRow(key, (
                Cell(key, bold=True), Cell(package_word(PackageKind(tree["kind"]), tr)),
                Cell(moment(tree["made_at"], book.zone, book.now(), tr), ink="text2"),
                Cell(tr("Taken in"), Tone.OK), Cell(f"#{seqs[key]} · SHA-256 {tree['sha256'][:12]}", ink="text3"),
            )))  # fmt: skip
        self._table.set_rows(rows)
        self._table.setVisible(bool(rows))

    @staticmethod
    def _refused(one: FoundPackage, tr: Words) -> TableRow:
        brings = package_word(one.package.kind, tr) if one.package is not None else "—"
        why = tr.error(one.error) if one.error is not None else ""
        return TableRow(f"refused:{one.name}", (
            Cell(one.name, bold=True), Cell(brings), Cell("—", ink="text3"), Cell(tr("Refused"), Tone.BAD), Cell(why),
        ))  # fmt: skip

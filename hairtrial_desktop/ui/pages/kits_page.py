"""Cohorts as they stand, and the blinded accountability of every kit: shown, printed, saved as CSV."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.cohorts import CohortLine, cohort_lines
from hairtrial_desktop.casebook.kit_accounts import KitLine, kit_csv, kit_lines
from hairtrial_desktop.casebook.list_paper import PrintedList
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, Cell, Column, EmptyState, Label, Table, TableRow
from hairtrial_desktop.ui.dates import moment
from hairtrial_desktop.ui.dialogs.kit_sheet import KitSheet
from hairtrial_desktop.ui.dialogs.print_list import preview_list
from hairtrial_desktop.ui.kit_look import cohort_look, kit_look
from hairtrial_desktop.ui.list_rows import kit_table
from hairtrial_desktop.ui.pages.list_card import ListCard
from hairtrial_desktop.ui.pages.page import Heading, Page
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.saved_list import SavedList, save_list
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words


class KitsPage(Page):
    """Above, each cohort with its reason; below, each kit with where it is, since when and by whom. No syringe."""

    NAME = RAIL = "kits"

    def __init__(self, bench: Bench, site: OpenSite) -> None:
        super().__init__(bench)
        self.site = site
        theme = bench.theme
        self._cohorts: tuple[CohortLine, ...] = ()
        self._lines: tuple[KitLine, ...] = ()
        self._cohort_table = Table(theme, name="cohorts_table", opens=False)
        self._note = Label("", "small", "text2", wrap=True)
        self._save = Button(theme, icon="document", name="kits_csv")
        self._print = Button(theme, icon="print", name="kits_print")
        self._table = Table(theme, name="kits_table")
        self._empty = EmptyState(theme, "kits")
        bar = QHBoxLayout()
        bar.setSpacing(tokens.S3)
        bar.addWidget(self._note, 1)
        bar.addWidget(self._print)
        bar.addWidget(self._save)
        self.column.addWidget(ListCard.around(theme, self._cohort_table))
        self.column.addLayout(bar)
        self.column.addWidget(ListCard.around(theme, self._table, self._empty))
        self.column.addStretch(1)
        self._save.clicked.connect(self._ask_file)
        self._print.clicked.connect(self.print_list)
        self._table.activated_key.connect(self._open)

    def heading(self, tr: Words) -> Heading:
        """Return the title and how many kits are left."""
        study = self.site.book.study
        enrolled = sum(line.enrolled for line in self._cohorts)
        counted = tr("{n} of {target} participants were given kits", n=enrolled, target=study.enrolment_target)
        full = enrolled >= study.enrolment_target
        marks = ((Tone.WARN, tr("Enrolment target reached")),) if full else ()
        return Heading(tr("Kits & cohorts"), counted, marks)

    def refresh(self) -> None:
        """Read cohorts and kits anew."""
        self._cohorts = cohort_lines(self.site.book)
        self._lines = kit_lines(self.site.book)
        self._show()
        self.heading_changed.emit()

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        self._save.setText(tr("Save as CSV …"))
        self._print.setText(tr("Print …"))
        self._print.setVisible(self.site.book.actor.may(Action.PRINT))
        self._note.setText(
            tr("Blinded kit accountability. A row records damage, temperature, loss or return of a kit.")
        )
        self._cohort_table.setAccessibleName(tr("Dose cohorts"))
        self._cohort_table.set_columns([
            Column(tr("Dose cohort"), 160), Column(tr("Participants"), 130), Column(tr("Open since"), 120),
            Column(tr("State")),
        ])  # fmt: skip
        self._table.setAccessibleName(tr("Kits"))
        self._table.set_columns([
            Column(tr("Kit"), 110), Column(tr("Randomisation no."), 100), Column(tr("Visit"), 90),
            Column(tr("Expiry"), 100), Column(tr("State"), 170), Column(tr("Participant"), 110),
            Column(tr("Since"), 130, drop=2), Column(tr("Recorded by"), 100, drop=1), Column(tr("Remark"), drop=3),
        ])  # fmt: skip
        self._show()

    def save_csv(self, path: Path) -> None:
        """Write the list as CSV; what fails is said."""
        content = kit_csv(self._lines).encode("utf-8-sig")
        try:
            save_list(self.site.book, path, SavedList("kits", len(self._lines), content))
        except KnownError as error:
            self.bench.messages.fail(error)
            return
        self.bench.messages.say(self.words("The kit list is saved as {file}.", file=path.name))

    def _show(self) -> None:
        tr = self.words
        self._cohort_table.set_rows([self._cohort(line, tr) for line in self._cohorts])
        self._table.set_rows([self._row(line, tr) for line in self._lines])
        self._empty.set(tr("No kit list yet"), tr("Read the sponsor's package on the data exchange page."))
        self._save.setEnabled(bool(self._lines))
        self._print.setEnabled(bool(self._lines))

    def print_list(self) -> None:
        """Show the accountability as a list to print."""
        table = kit_table(self.site.book, self._lines, self.words)
        shown = PrintedList("kits", self.words("Kit list and accountability"), table)
        preview_list(self.bench, self, self.site, shown)

    @staticmethod
    def _cohort(line: CohortLine, tr: Words) -> TableRow:
        tone, word = cohort_look(line, tr)
        return TableRow(line.code, (
            Cell(line.name.say(tr.language), bold=True), Cell(f"{line.enrolled} / {line.target}"),
            Cell(line.since or "—", ink="text2"), Cell(word, tone),
        ))  # fmt: skip

    def _row(self, line: KitLine, tr: Words) -> TableRow:
        book = self.site.book
        tone, word = kit_look(line.state, tr)
        parts = (line.note, f"{line.celsius} °C" if line.celsius else "", "" if line.listed else tr("not in the list"))
        visit = tr("{visit} · spare", visit=line.visit) if line.spare else line.visit
        since = moment(line.at, book.zone, book.now(), tr) if line.at else "—"
        person = f"{line.subject} · {line.event}" if line.subject else "—"
        return TableRow(line.kitno, (
            Cell(line.kitno, bold=True), Cell(line.randnum), Cell(visit), Cell(line.expiry or "—", ink="text2"),
            Cell(word, tone), Cell(person), Cell(since, ink="text2"),
            Cell(book.person_name(line.by) if line.by else "—", ink="text2"),
            Cell(" · ".join(part for part in parts if part), ink="text2"),
        ))  # fmt: skip

    def _open(self, key: str) -> None:
        line = next((line for line in self._lines if line.kitno == key), None)
        if line is None or not line.listed or not self.site.book.actor.may(Action.ENTER):
            return
        sheet = KitSheet(self.bench, self, self.site.book, line)
        sheet.closed.connect(self._recorded)
        sheet.start()

    def _recorded(self, outcome: object) -> None:
        if outcome:
            self.bench.messages.say(self.words("Recorded in the kit accountability."))
            self.refresh()
            self.data_changed.emit()

    def _ask_file(self) -> None:
        name = f"kits-{self.site.book.site.number}-{self.site.book.now():%Y%m%d}.csv"
        chosen, _kind = QFileDialog.getSaveFileName(
            self, self.words("Save the kit list"), str(Path.home() / name), "CSV (*.csv)"
        )
        if chosen:
            self.save_csv(Path(chosen))

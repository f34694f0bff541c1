"""Adverse events over all participants; serious ones with their clocks first."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.views.adverse_events import AE_FORM, AdverseEventLine, adverse_event_lines
from hairtrial_desktop.casebook.views.sae_reports import REPORT_FORM, SaeReport
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import (
    Button,
    ButtonKind,
    Cell,
    Column,
    EmptyState,
    Label,
    Segmented,
    Table,
    TableRow,
)  # fmt: skip
from hairtrial_desktop.ui.dates import left_words
from hairtrial_desktop.ui.form.status_look import look_of
from hairtrial_desktop.ui.pages.list_card import ListCard
from hairtrial_desktop.ui.pages.page import Heading, Page
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.search_sheet import SearchSheet
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words


class AdverseEventsPage(Page):
    """The log; a row opens its form, the button starts a new one for a participant."""

    NAME = RAIL = "events"

    new_asked = Signal(str)  # subject number

    def __init__(self, bench: Bench, site: OpenSite) -> None:
        super().__init__(bench)
        self.site = site
        theme = bench.theme
        self._lines: tuple[AdverseEventLine, ...] = ()
        self._filter = Segmented(theme, name="ae_filter", clearable=False, digits=False)
        self._new = Button(theme, kind=ButtonKind.PRIMARY, icon="plus", name="new_adverse_event")
        self._table = Table(theme, name="ae_table")
        self._empty = EmptyState(theme, "events")
        self._note = Label("", "small", "text2", wrap=True)
        bar = QHBoxLayout()
        bar.setSpacing(tokens.S3)
        bar.addWidget(self._filter)
        bar.addWidget(self._note, 1)
        bar.addWidget(self._new)
        card = ListCard.around(theme, self._table, self._empty)
        self.column.addLayout(bar)
        self.column.addWidget(card)
        self.column.addStretch(1)
        self._filter.set_choices([("all", ""), ("serious", "")])
        self._filter.choose("all")
        self._filter.chosen.connect(self._show)
        self._table.activated_key.connect(self._open)
        self._new.clicked.connect(self._ask_subject)

    def heading(self, tr: Words) -> Heading:
        """Return the title and how many there are."""
        serious = sum(line.serious for line in self._lines)
        recorded = tr("{n} recorded, {serious} serious", n=len(self._lines), serious=serious)
        return Heading(tr("Adverse events"), recorded, self._marks(tr))

    def _marks(self, tr: Words) -> tuple[tuple[Tone, str], ...]:
        """Return the number of running clocks."""
        running = sum(line.clock is not None and line.clock.running for line in self._lines)
        return ((Tone.BAD, tr.many("{n} clock running", "{n} clocks running", running)),) if running else ()

    def refresh(self) -> None:
        """Read the log anew."""
        self._new.setVisible(self.site.book.actor.may(Action.ENTER))
        self.show_view(adverse_event_lines(self.site.book))

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        self._filter.set_choices([("all", tr("All")), ("serious", tr("Serious"))])
        self._filter.setAccessibleName(tr("Filter"))
        self._new.setText(tr("New adverse event"))
        self._note.setText(tr("A serious one is reported within 24 hours of awareness; the report stops the clock."))
        self._table.setAccessibleName(tr("Adverse events"))
        self._table.set_columns([
            Column(tr("Number"), 80), Column(tr("Event")), Column(tr("From"), 96), Column(tr("To"), 96, drop=3),
            Column(tr("Severity"), 80, drop=1), Column(tr("Relation"), 110, drop=2), Column(tr("Outcome"), 110, drop=4),
            Column(tr("SAE clock"), 150), Column(tr("Status"), 110),
        ])  # fmt: skip
        self._show()

    def show_view(self, lines: tuple[AdverseEventLine, ...]) -> None:
        """Show a log."""
        self._lines = lines
        self._show()
        self.heading_changed.emit()

    def _show(self, *_: object) -> None:
        tr, only = self.words, self._filter.code() == "serious"
        shown = [line for line in self._lines if line.serious or not only]
        self._table.set_rows([self._row(line, tr) for line in shown])
        if self._lines:
            self._empty.set(tr("No serious adverse event"), tr("Choose All to see the others."))
        else:
            self._empty.set(tr("No adverse event recorded"), tr("Record the first one with the button above."))

    def _row(self, line: AdverseEventLine, tr: Words) -> TableRow:
        look = look_of(tr, line.status)
        return TableRow(str(line.key), (
            Cell(line.key.subject, bold=True), self._term(line, tr), Cell(line.start, short=line.start[5:]),
            Cell(line.end or "—", short=line.end[5:]),
            Cell(self._code("AESEV", line.severity, tr)), Cell(self._code("AEREL", line.relation, tr)),
            Cell(self._code("AEOUT", line.outcome, tr)), self._clock(line, tr), Cell(look.word, look.tone),
        ))  # fmt: skip

    def _term(self, line: AdverseEventLine, tr: Words) -> Cell:
        term = line.term or tr("(not yet named)")
        return Cell(tr("SAE"), Tone.BAD, note=term) if line.serious else Cell(term)

    def _clock(self, line: AdverseEventLine, tr: Words) -> Cell:
        if line.clock is None:
            return Cell(tr("awareness time missing"), Tone.WARN) if line.serious else Cell("—", ink="text3")
        chain = " → ".join(self._report(report) for report in line.reports)
        if not line.clock.running:
            return Cell(tr("Reported"), Tone.OK, note=chain, tip=chain)
        return Cell(left_words(line.clock.left(self.site.book.now()), tr), Tone.BAD, note=chain, tip=chain)

    def _report(self, report: SaeReport) -> str:
        """Return the kind of a report with its number, and ✓ once the sponsor has it."""
        kind = f"{self._code('RPTYP', report.kind, self.words, REPORT_FORM)} {report.number}".strip()
        return kind if report.reached is None else f"{kind} ✓"

    def _code(self, item_name: str, code: str, tr: Words, form_oid: str = AE_FORM) -> str:
        form = self.site.book.study.forms.get(form_oid)
        found = form.item(item_name) if form else None
        listed = found[1].code_list.find(code) if found and found[1].code_list else None
        return listed.text.say(tr.language) if listed else code or "—"

    def _open(self, key: str) -> None:
        line = next(line for line in self._lines if str(line.key) == key)
        self.open_form.emit(line.key)

    def _ask_subject(self) -> None:
        tr = self.words
        sheet = SearchSheet(
            self.bench, self, self.site, {}, title=tr("New adverse event"), note=tr("Whom did it happen to?")
        )
        sheet.closed.connect(self._begin)
        sheet.start()

    def _begin(self, target: object) -> None:
        if isinstance(target, tuple):
            self.new_asked.emit(target[1])

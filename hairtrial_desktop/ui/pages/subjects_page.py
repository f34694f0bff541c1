"""The participants: search as one types, where each stands, what comes next."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.list_paper import PrintedList
from hairtrial_desktop.casebook.views.screening_log import screening_log
from hairtrial_desktop.casebook.views.subjects import SubjectLine, subject_lines
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import (
    Button,
    ButtonKind,
        Cell,
    Column,
    EmptyState,
    SearchField,
    Segmented,
    Table,
    TableRow,
)  # fmt: skip
from hairtrial_desktop.ui.dialogs.print_list import preview_list
from hairtrial_desktop.ui.list_rows import screening_table
from hairtrial_desktop.ui.pages.list_card import ListCard
from hairtrial_desktop.ui.pages.page import Heading, Page
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.subject_look import fits, subject_tone
from hairtrial_desktop.ui.visit_look import visit_look, visit_name, window_words
from hairtrial_desktop.words import Words

_ENDED = ("SCREEN_FAILURE", "WITHDRAWN", "COMPLETED")


class SubjectsPage(Page):
    """A search field, a filter, a table; Enter opens the casebook of the current row."""

    NAME = RAIL = "subjects"

    new_asked = Signal()

    def __init__(self, bench: Bench, site: OpenSite) -> None:
        super().__init__(bench)
        self.site = site
        theme = bench.theme
        self._lines: tuple[SubjectLine, ...] = ()
        self._search = SearchField("subject_search", lambda: self._table)
        self._filter = Segmented(theme, name="subject_filter", clearable=False, digits=False)
        self._print = Button(theme, icon="print", name="subjects_print")
        self._new = Button(theme, kind=ButtonKind.PRIMARY, icon="plus", name="new_participant")
        self._table = Table(theme, name="subjects_table")
        self._empty = EmptyState(theme, "subjects")
        bar = QHBoxLayout()
        bar.setSpacing(tokens.S3)
        bar.addWidget(self._search, 1)
        bar.addWidget(self._filter)
        bar.addStretch(1)
        bar.addWidget(self._print)
        bar.addWidget(self._new)
        card = ListCard.around(theme, self._table, self._empty)
        self.column.addLayout(bar)
        self.column.addWidget(card)
        self.column.addStretch(1)
        self._search.textChanged.connect(self._show)
        self._filter.chosen.connect(self._show)
        self._table.activated_key.connect(self.open_subject)
        self._new.clicked.connect(self.new_asked)
        self._print.clicked.connect(self.print_log)
        self._filter.set_choices([("all", ""), ("active", ""), ("ended", "")])
        self._filter.choose("all")

    def heading(self, tr: Words) -> Heading:
        """Return the title and how many there are."""
        return Heading(tr("Subjects"), tr.many("{n} participant", "{n} participants", len(self._lines)))

    def refresh(self) -> None:
        """Read the list anew and let the person type at once."""
        self.show_view(subject_lines(self.site.book))
        self._new.setVisible(self.site.book.actor.may(Action.SCREEN))
        self._print.setEnabled(bool(self._lines))
        self._search.setFocus()

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        named = self.site.book.actor.may(Action.READ_IDENTITY)
        self._search.setPlaceholderText(tr("Number or name") if named else tr("Number"))
        self._search.setAccessibleName(tr("Search participants"))
        self._filter.set_choices([("all", tr("All")), ("active", tr("In the trial")), ("ended", tr("Ended"))])
        self._filter.setAccessibleName(tr("Filter"))
        self._new.setText(tr("Screen a new participant"))
        self._print.setText(tr("Screening log …"))
        self._print.setVisible(self.site.book.actor.may(Action.PRINT))
        self._table.setAccessibleName(tr("Subjects"))
        self._table.set_columns([
            Column(tr("Number"), 90), Column(tr("Name"), 80), Column(tr("Sex, age"), 110, drop=1),
            Column(tr("Status"), 120), Column(tr("Next visit"), stretch=3), Column(tr("Open work"), stretch=2),
        ])  # fmt: skip
        self._show()

    def print_log(self) -> None:
        """Show the screening and enrolment log as a list to print: numbers only."""
        table = screening_table(screening_log(self.site.book, self.words.language), self.words)
        shown = PrintedList("screening", self.words("Screening and enrolment log"), table)
        preview_list(self.bench, self, self.site, shown)

    def show_view(self, lines: tuple[SubjectLine, ...]) -> None:
        """Show a list."""
        self._lines = lines
        self._show()
        self.heading_changed.emit()

    def _show(self, *_: object) -> None:
        tr, kind = self.words, self._filter.code()
        shown = [
            line for line in self._lines
            if fits(self._search.text(), line.search_text)
            and (kind == "all" or (line.status in _ENDED) == (kind == "ended"))
        ]  # fmt: skip
        self._table.set_rows([self._row(line, tr) for line in shown])
        if self._lines:
            self._empty.set(tr("Nobody fits"), tr("Change the search, or choose All."))
        else:
            self._empty.set(tr("No participant yet"), tr("Screen the first one with the button above."))

    def _row(self, line: SubjectLine, tr: Words) -> TableRow:
        today = self.site.book.now().date()
        age = tr("{age} y", age=line.age) if line.age else ""
        person = " · ".join(part for part in (_sex(line.sex, tr), age) if part)
        visit = Cell("—", ink="text3")
        if line.next_visit is not None:
            tone, word = visit_look(line.next_visit, today, tr)
            name = visit_name(line.next_visit.event, tr)
            visit = Cell(word, tone, note=f"{name}  {window_words(line.next_visit, today, tr)}")
        return TableRow(line.subject, (
            Cell(line.subject, bold=True), Cell(line.masked_name), Cell(person, ink="text2"),
            Cell(line.status_name.say(tr.language), subject_tone(line.status)), visit, _work(line, tr),
        ))  # fmt: skip


def _sex(code: str, tr: Words) -> str:
    return {"M": tr("male"), "F": tr("female")}.get(code, "")


def _work(line: SubjectLine, tr: Words) -> Cell:
    parts = []
    if line.open_forms:
        parts.append(tr.many("{n} form open", "{n} forms open", line.open_forms))
    if line.to_sign:
        parts.append(tr("{n} to sign", n=line.to_sign))
    if line.adverse_events:
        parts.append(tr.many("{n} adverse event", "{n} adverse events", line.adverse_events))
    return Cell(" · ".join(parts)) if parts else Cell(tr("nothing open"), ink="text3")

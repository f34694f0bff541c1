"""Queries of all participants: to answer, answered, closed; each leads to its question (EDC-01 (4))."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.list_paper import PrintedList
from hairtrial_desktop.casebook.query_states import QueryState
from hairtrial_desktop.casebook.views.queries import QueryLine, query_lines
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, Cell, Column, EmptyState, SearchField, Segmented, Table, TableRow
from hairtrial_desktop.ui.dates import exact, moment
from hairtrial_desktop.ui.dialogs.print_list import preview_list
from hairtrial_desktop.ui.list_rows import query_table
from hairtrial_desktop.ui.pages.list_card import ListCard
from hairtrial_desktop.ui.pages.page import Heading, Page
from hairtrial_desktop.ui.query_words import EVENT_WORDS, STATE_TONES, STATE_WORDS, query_title
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words

_SEARCH = 180  # pixels, at least
FILTERS: dict[str, tuple[QueryState, ...]] = {
    "open": (QueryState.OPEN,),
    "answered": (QueryState.ANSWERED,),
    "closed": (QueryState.CLOSED, QueryState.CANCELLED),
    "all": tuple(QueryState),
}


class QueriesPage(Page):
    """A row opens the form at its question, with the thread beside it."""

    NAME = RAIL = "queries"

    def __init__(self, bench: Bench, site: OpenSite) -> None:
        super().__init__(bench)
        self.site = site
        theme = bench.theme
        self._lines: tuple[QueryLine, ...] = ()
        self._search = SearchField("queries_search", lambda: self._table)
        self._search.setMinimumWidth(_SEARCH)
        self._filter = Segmented(theme, name="queries_filter", clearable=False, digits=False)
        self._filter.set_choices([(code, "") for code in FILTERS])
        self._filter.choose("open")
        self._table = Table(theme, name="queries_table")
        self._print = Button(theme, icon="print", name="queries_print")
        self._empty = EmptyState(theme, "queries")
        bar = QHBoxLayout()
        bar.setSpacing(tokens.S3)
        bar.addWidget(self._filter)
        bar.addWidget(self._search, 1)
        bar.addWidget(self._print)
        self.column.addLayout(bar)
        self.column.addWidget(ListCard.around(theme, self._table, self._empty))
        self.column.addStretch(1)
        self._filter.chosen.connect(self._show)
        self._search.textChanged.connect(self._show)
        self._table.activated_key.connect(self._open)
        self._print.clicked.connect(self.print_list)

    def heading(self, tr: Words) -> Heading:
        """Return the title and how many are open and answered."""
        asked, answered = (self._count(state) for state in (QueryState.OPEN, QueryState.ANSWERED))
        return Heading(tr("Queries"), tr("{open} to answer, {answered} answered", open=asked, answered=answered))

    def refresh(self) -> None:
        """Read the queries anew."""
        self._lines = query_lines(self.site.book)
        self._say_filters()
        self._show()
        self.heading_changed.emit()

    def open(self, target: object = None) -> None:
        """Come to the front with the keyboard on the table, showing what waits for this person."""
        super().open(target)
        if not any(line.query.state in FILTERS[self._filter.code() or "open"] for line in self._lines):
            mine = ("answered", "open") if self.site.book.actor.may(Action.CLOSE_QUERY) else ("open", "answered")
            waiting = (code for code in mine if any(line.query.state in FILTERS[code] for line in self._lines))
            self._filter.choose(next(waiting, "all" if self._lines else "open"))
            self._show()
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        self._search.setPlaceholderText(tr("Number, form, question or words"))
        self._search.setAccessibleName(tr("Search the queries"))
        self._filter.setAccessibleName(tr("Filter"))
        self._table.setAccessibleName(tr("Queries"))
        self._table.set_columns([
            Column(tr("Number"), 80), Column(tr("State"), 96), Column(tr("Where"), stretch=4),
            Column(tr("Query"), stretch=5), Column(tr("Last"), 190, drop=1),
        ])  # fmt: skip
        self._print.setText(tr("Print …"))
        self._print.setVisible(self.site.book.actor.may(Action.PRINT))
        self._say_filters()
        self._show()

    def print_list(self) -> None:
        """Show the queries that are shown as a list to print, with their threads."""
        tr, shown = self.words, set(self._table.keys())
        lines = [line for line in self._lines if line.query.key in shown]
        table = query_table(self.site.book, lines, tr)
        chosen = self._filter.code() or "open"
        about = " · ".join(part for part in (self._filter_words()[chosen], self._search.text().strip()) if part)
        preview_list(self.bench, self, self.site, PrintedList("queries", tr("Query list"), table, about=about))

    def _filter_words(self) -> dict[str, str]:
        tr = self.words
        return {"open": tr("To answer"), "answered": tr("Answered"), "closed": tr("Closed"), "all": tr("All")}

    def _say_filters(self) -> None:
        words = self._filter_words()
        counts = {code: sum(self._count(state) for state in states) for code, states in FILTERS.items()}
        self._filter.set_choices([(code, f"{word} {counts[code]}") for code, word in words.items()])

    def _count(self, state: QueryState) -> int:
        return sum(line.query.state is state for line in self._lines)

    def _show(self, *_: object) -> None:
        tr, wanted = self.words, self._search.text().strip().lower()
        lines = [line for line in self._lines if line.query.state in FILTERS[self._filter.code() or "open"]]
        rows = [self._row(line, tr) for line in lines]
        said = [row for row in rows if wanted in " ".join(cell.spoken() for cell in row.cells).lower()]
        self._table.set_rows(said)
        self._print.setEnabled(bool(said))
        if wanted:
            self._empty.set(tr("No query fits"), tr("Change the search, or choose All."))
        else:
            self._empty.set(
                tr("No query here"), tr("Queries appear here when a check or a monitor asks about a value.")
            )

    def _row(self, line: QueryLine, tr: Words) -> TableRow:
        query, book = line.query, self.site.book
        label = line.label.say(tr.language) if line.label is not None else ""
        where = f"{line.event.say(tr.language)} · {line.form.say(tr.language)}"
        last = query.thread[-1]
        when = moment(last.at, book.zone, book.now(), tr)
        must = query.hard and query.state is QueryState.OPEN
        state = (
            Cell(tr("Must answer"), Tone.BAD) if must else Cell(tr(STATE_WORDS[query.state]), STATE_TONES[query.state])
        )
        return TableRow(query.key, (
            Cell(query.form.subject, bold=True), state,
            Cell(where, note=label), Cell(query_title(query, tr), tip=query_title(query, tr)),
            Cell(tr(EVENT_WORDS[last.event]), ink="text2", note=when, tip=exact(last.at, book.zone)),
        ))  # fmt: skip

    def _open(self, key: str) -> None:
        line = next(line for line in self._lines if line.query.key == key)
        self.open_form.emit(line.target)

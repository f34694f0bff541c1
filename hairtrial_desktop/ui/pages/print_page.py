"""Paper: every saved form as a PDF, signed ones as the very bytes that were signed; what is in the binder; prints."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.locks import FORM, scope_of, subject_of
from hairtrial_desktop.casebook.prints import BINDER_WORDS, DESTINATIONS, BinderState, RegisterLine, register
from hairtrial_desktop.casebook.sign_off_page import sign_off_page
from hairtrial_desktop.casebook.standing import signatures
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import (
    Cell,
    Column,
    EmptyState,
    SearchField,
    Segmented,
    Table,
    TableRow,
)  # fmt: skip
from hairtrial_desktop.ui.dates import exact, moment
from hairtrial_desktop.ui.dialogs.print_form import form_paper, page_paper
from hairtrial_desktop.ui.dialogs.print_preview import PrintPreview
from hairtrial_desktop.ui.pages.binder_list import BinderList, place_words
from hairtrial_desktop.ui.pages.list_card import ListCard
from hairtrial_desktop.ui.pages.page import Heading, Page
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words


@dataclass(frozen=True)
class PrintSheet:
    """One form that can be printed. ``signed`` (attachment, SHA-256) names the newest signed rendering."""

    key: FormKey
    form: str
    event: str
    signed: tuple[str, str] | None
    void: bool
    by: str
    at: str  # UTC text

    @property
    def search_text(self) -> str:
        """What a search looks in; lower case."""
        return f"{self.key.subject} {self.form} {self.event}".lower()


class PrintPage(Page):
    """A row opens the preview; the other lists are what the binder holds, and the print register."""

    NAME = RAIL = "print"

    def __init__(self, bench: Bench, site: OpenSite) -> None:
        super().__init__(bench)
        self.site = site
        theme = bench.theme
        self._sheets: tuple[PrintSheet, ...] = ()
        self._search = SearchField("print_search", self._front)
        self._kind = Segmented(theme, name="print_kind", clearable=False, digits=False)
        self._kind.set_choices([("forms", ""), ("binder", ""), ("register", "")])
        self._kind.choose("forms")
        self._table = Table(theme, name="print_table")
        self._register = Table(theme, name="print_register", opens=False)
        self._empty = EmptyState(theme, "print")
        self._stack = QStackedWidget()
        self._binder = BinderList(bench, site)
        for widget in (self._table, self._register, self._empty, self._binder.table):
            self._stack.addWidget(widget)
        bar = QHBoxLayout()
        bar.setSpacing(tokens.S3)
        bar.addWidget(self._search, 1)
        bar.addWidget(self._kind)
        bar.addStretch(1)
        bar.addWidget(self._binder)
        card = ListCard(theme, self._stack)
        self.column.addLayout(bar)
        self.column.addWidget(card)
        self.column.addStretch(1)
        self._search.textChanged.connect(self._show)
        self._kind.chosen.connect(self._show)
        self._table.activated_key.connect(self._preview)
        self._binder.opened.connect(self._preview)
        self._binder.committed.connect(self._changed)

    def heading(self, tr: Words) -> Heading:
        """Return the title and what happens here."""
        return Heading(tr("Print"), tr("filled and signed forms, A4"))

    def refresh(self) -> None:
        """Read anew what can be printed."""
        self._sheets = printable(self.site, self.words.language)
        self._show()

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        self._search.setPlaceholderText(tr("Number or form"))
        self._search.setAccessibleName(tr("Search forms"))
        self._binder.retranslate(tr)
        self._kind.setAccessibleName(tr("What to show"))
        self._table.setAccessibleName(tr("Forms"))
        self._register.setAccessibleName(tr("Print register"))
        self._table.set_columns([
            Column(tr("Number"), 90), Column(tr("Visit"), 170), Column(tr("Form")), Column(tr("State"), 150),
            Column(tr("Signed by"), 260),
        ])  # fmt: skip
        self._register.set_columns([
            Column(tr("When"), 130), Column(tr("Document")), Column(tr("Print version"), 220),
            Column(tr("State"), 170), Column(tr("Copies"), 130), Column(tr("By"), 110),
        ])  # fmt: skip
        self.refresh()

    def _front(self) -> Table:
        """Return the list that is shown."""
        return {"register": self._register, "binder": self._binder.table}.get(self._kind.code(), self._table)

    def _show(self, *_: object) -> None:
        tr, wanted = self.words, self._search.text().strip().lower()
        shown = [sheet for sheet in self._sheets if wanted in sheet.search_text]
        self._table.set_rows([self._row(sheet, tr) for sheet in shown])
        printed = [row for row in self._printed(tr) if wanted in " ".join(cell.spoken() for cell in row.cells).lower()]
        self._register.set_rows(printed)
        open_ones = self._binder.refresh(wanted)
        kind = self._kind.code()
        asks = tr("In the binder") + (f" {open_ones}" if open_ones else "")
        self._kind.set_choices([("forms", tr("Forms")), ("binder", asks), ("register", tr("Print register"))])
        self._binder.setVisible(kind == "binder")
        if kind == "register":
            self._empty.set(tr("Nothing printed yet"), tr("Every print is written down here: who, when, how many."))
            self._stack.setCurrentIndex(1 if printed else 2)
        elif kind == "binder":
            self._empty.set(tr("Nothing in the binder"), tr("What is printed lies here until it is out of date."))
            self._stack.setCurrentIndex(3 if self._binder.table.keys() else 2)
        else:
            self._empty.set(tr("Nothing to print yet"), tr("Saved forms appear here; signed ones as they were signed."))
            self._stack.setCurrentIndex(0 if shown else 2)

    def _row(self, sheet: PrintSheet, tr: Words) -> TableRow:
        book = self.site.book
        state = Cell(tr("Not signed"), Tone.NEUTRAL)
        if sheet.signed:
            state = Cell(tr("Signature void"), Tone.BAD) if sheet.void else Cell(tr("Signed"), Tone.SIGN, "tick")
        when = moment(sheet.at, book.zone, book.now(), tr) if sheet.at else ""
        return TableRow(str(sheet.key), (
            Cell(sheet.key.subject, bold=True), Cell(sheet.event), Cell(sheet.form), state,
            Cell(sheet.by or "—", ink="text" if sheet.by else "text3", note=when),
        ))  # fmt: skip

    def _printed(self, tr: Words) -> list[TableRow]:
        return [self._print_row(line, tr) for line in register(self.site.book)]

    def _print_row(self, line: RegisterLine, tr: Words) -> TableRow:
        """Return a print: its version with the digest on it, and whether the record still says the same."""
        book, language = self.site.book, tr.language
        where = DESTINATIONS.get(line.destination)
        copies = f"{line.copies} · {where.say(language) if where else line.destination}"
        version = line.edition.say(language) if line.edition else ""
        state = Cell("")
        if line.stale:
            word = tr("Out of date") if line.places == 1 else tr("Out of date: {n} of {all}", n=line.stale,
                                                                 all=line.places)  # fmt: skip
            state = Cell(word, Tone.WARN)
        elif line.places and book.actor.may(Action.READ_DATA):
            state = Cell(BINDER_WORDS[BinderState.CURRENT].say(language), Tone.OK)
        return TableRow(line.key, (
            Cell(moment(line.at, book.zone, book.now(), tr), tip=exact(line.at, book.zone)), Cell(line.document),
            Cell(version, note=line.digest[:12], tip=f"SHA-256 {line.digest}" if line.digest else ""), state,
            Cell(copies), Cell(book.person_name(line.user)),
        ))  # fmt: skip

    def _preview(self, place: str) -> None:
        """Draw a form, or the sign-off page of a visit or casebook, and show it."""
        language = self.words.language
        title = f"{subject_of(place)} · {place_words(self.site, place, language)[1]}"
        try:
            if scope_of(place) == FORM:
                pdf, document = form_paper(self.site, FormKey.parse(place), language)
            else:
                pdf, document = page_paper(self.site, sign_off_page(self.site.book, place, language), language)
        except Exception as error:  # noqa: BLE001 - known or not, the message centre says it
            self.bench.messages.fail(error)
            return
        preview = PrintPreview(self.bench, self, self.site, pdf, title, document)
        preview.closed.connect(self._closed)
        preview.start()

    def _closed(self, outcome: object) -> None:
        if outcome is not None:
            self._changed()

    def _changed(self) -> None:
        self.refresh()
        self.data_changed.emit()


def printable(site: OpenSite, language: str) -> tuple[PrintSheet, ...]:
    """Return every saved form of every participant, in the order of the casebook."""
    book = site.book
    sheets = []
    for subject in book.subjects():
        events = enumerate(book.events(subject))
        places = {(event.oid, form): (at, n) for at, event in events for n, form in enumerate(event.forms)}
        state, sight = book.state(subject), book.sight(subject)
        saved = [FormKey.parse(text) for text, row in state.forms().items() if row.status != "removed"]
        keys = [key for key in saved if sight.sees_all(book.form_of(key))]  # a signed page cannot hide a part of itself
        for key in sorted(keys, key=lambda key: (places[key.event, key.form], key)):
            put = signatures(state, key)
            last = put[-1] if put else None
            data = last.row.data if last else {}
            sheets.append(PrintSheet(
                key, book.form_of(key).name.say(language), book.study_of(key).event(key.event).name.say(language),
                (data["attachment"], data["pdf_sha256"]) if last else None, bool(last and not last.standing),
                data.get("name", ""), data.get("at", ""),
            ))  # fmt: skip
    return tuple(sheets)

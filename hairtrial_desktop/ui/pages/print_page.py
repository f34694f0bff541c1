"""Paper: every saved form as a PDF, signed ones as the very bytes that were signed; and who printed what."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.casebook.signing import rendering
from hairtrial_desktop.casebook.standing import signatures
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import (
        Cell,
    Column,
    EmptyState,
    LineEdit,
    Segmented,
    Table,
    TableRow,
)  # fmt: skip
from hairtrial_desktop.ui.dates import moment
from hairtrial_desktop.ui.dialogs.print_preview import PrintPreview
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
    """A row opens the preview; the second list is the print register."""

    NAME = RAIL = "print"

    def __init__(self, bench: Bench, site: OpenSite) -> None:
        super().__init__(bench)
        self.site = site
        theme = bench.theme
        self._sheets: tuple[PrintSheet, ...] = ()
        self._search = LineEdit("print_search")
        self._kind = Segmented(theme, name="print_kind", clearable=False, digits=False)
        self._kind.set_choices([("forms", ""), ("register", "")])
        self._kind.choose("forms")
        self._table = Table(theme, name="print_table")
        self._register = Table(theme, name="print_register", opens=False)
        self._empty = EmptyState(theme, "print")
        self._stack = QStackedWidget()
        for widget in (self._table, self._register, self._empty):
            self._stack.addWidget(widget)
        bar = QHBoxLayout()
        bar.setSpacing(tokens.S3)
        bar.addWidget(self._search, 1)
        bar.addWidget(self._kind)
        bar.addStretch(1)
        card = ListCard(theme, self._stack)
        self.column.addLayout(bar)
        self.column.addWidget(card)
        self.column.addStretch(1)
        self._search.textChanged.connect(self._show)
        self._kind.chosen.connect(self._show)
        self._table.activated_key.connect(self._preview)

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
        self._kind.set_choices([("forms", tr("Forms")), ("register", tr("Print register"))])
        self._kind.setAccessibleName(tr("What to show"))
        self._table.setAccessibleName(tr("Forms"))
        self._register.setAccessibleName(tr("Print register"))
        self._table.set_columns([
            Column(tr("Number"), 90), Column(tr("Visit"), 170), Column(tr("Form")), Column(tr("State"), 150),
            Column(tr("Signed by"), 260),
        ])  # fmt: skip
        self._register.set_columns([
            Column(tr("When"), 150), Column(tr("Document")), Column(tr("Copies"), 80, right=True),
            Column(tr("Printer"), 200), Column(tr("By"), 160),
        ])  # fmt: skip
        self.refresh()

    def _show(self, *_: object) -> None:
        tr, wanted = self.words, self._search.text().strip().lower()
        shown = [sheet for sheet in self._sheets if wanted in sheet.search_text]
        self._table.set_rows([self._row(sheet, tr) for sheet in shown])
        printed = self._printed(tr)
        self._register.set_rows(printed)
        if self._kind.code() == "register":
            self._empty.set(tr("Nothing printed yet"), tr("Every print is written down here: who, when, how many."))
            self._stack.setCurrentIndex(1 if printed else 2)
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
        book = self.site.book
        rows = sorted(book.state(SITE).things("print_data").values(), key=lambda row: row.seq, reverse=True)
        return [
            TableRow(row.key, (
                Cell(moment(row.data["at"], book.zone, book.now(), tr)), Cell(row.data["document"]),
                Cell(str(row.data["copies"])), Cell(row.data["destination"]), Cell(book.person_name(row.data["user"])),
            ))
            for row in rows
        ]  # fmt: skip

    def _preview(self, key: str) -> None:
        sheet = next(sheet for sheet in self._sheets if str(sheet.key) == key)
        title = f"{sheet.key.subject} · {sheet.form}"
        try:
            pdf, document = self._paper(sheet)
        except Exception as error:  # noqa: BLE001 - known or not, the message centre says it
            self.bench.messages.fail(error)
            return
        preview = PrintPreview(self.bench, self, self.site, pdf, title, document)
        preview.closed.connect(self._closed)
        preview.start()

    def _paper(self, sheet: PrintSheet) -> tuple[bytes, str]:
        page = CrfPageBuilder(self.site.book, sheet.key, self.words.language).build()
        if sheet.signed and not sheet.void:
            attachment, sha256 = sheet.signed
            return rendering(self.site.book, attachment, sha256), page.document_id
        return self.site.paper.render(page, self.words.language), page.document_id

    def _closed(self, outcome: object) -> None:
        if outcome == "printed":
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

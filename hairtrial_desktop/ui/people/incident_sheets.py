"""The log of incidents in the window: what is in it, a new entry, and the list on paper (PIPL 57)."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.incidents import incident_list, incidents, record_incident
from hairtrial_desktop.casebook.prints import PrintedDocument
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, Cell, Column, Label, Sheet, Table, TableRow
from hairtrial_desktop.ui.dates import exact
from hairtrial_desktop.ui.dialogs.print_preview import PrintPreview
from hairtrial_desktop.ui.people.asking_sheet import Answers, AskingSheet
from hairtrial_desktop.ui.rooms import OpenSite

NEW, PRINT = "new", "print"
_HIGH = 320  # pixels of the table at most


class IncidentLog(Sheet):
    """``closed(NEW | PRINT)`` for the button pressed, or None."""

    def __init__(self, bench: Bench, window: QWidget, book: SiteBook) -> None:
        super().__init__(bench.theme, window, width=860, name="incident_log")
        tr = bench.language.words
        self.set_title(
            tr("Log of incidents"),
            tr("What went wrong with data, devices or accounts: lost, seen by the wrong person, sent astray."),
        )
        found = incidents(book)
        table = Table(bench.theme, name="incidents_table", opens=False)
        table.set_columns([
            Column(tr("Found"), 150), Column(tr("What happened"), stretch=4), Column(tr("Data concerned"), stretch=2),
            Column(tr("What was done"), stretch=3), Column(tr("Who"), 110),
        ])  # fmt: skip
        table.set_rows([
            TableRow(one.number, (
                Cell(exact(one.found_at, book.zone)[:16]), Cell(one.what, bold=True), Cell(one.data), Cell(one.remedy),
                Cell(book.person_name(one.user), tip=exact(one.at, book.zone)),
            ))
            for one in reversed(found)
        ])  # fmt: skip
        table.setAccessibleName(tr("Log of incidents"))
        table.setFixedHeight(min(_HIGH, table.natural_height()))
        table.setVisible(bool(found))
        self.body.addWidget(table)
        if not found:
            self.body.addWidget(Label(tr("No incident was recorded."), "body", "text2"))
        back = self.add_action(Button(bench.theme, tr("Back"), key="Esc", name="incidents_back"))
        back.clicked.connect(lambda: self.close_with(None))
        if book.actor.may(Action.PRINT):
            paper = self.add_action(Button(bench.theme, tr("Print the list"), icon="print", name="incidents_print"))
            paper.clicked.connect(lambda: self.close_with(PRINT))
        self._new = self.add_action(
            Button(bench.theme, tr("Record an incident …"), ButtonKind.PRIMARY, key="↵", name="incidents_new")
        )
        self._new.setVisible(book.actor.may(Action.RECORD_INCIDENT))
        self._new.clicked.connect(lambda: self.close_with(NEW))

    def start(self) -> None:
        """Show it with the keyboard on the new entry."""
        self.open(self._new)


def new_incident(bench: Bench, window: QWidget, book: SiteBook) -> AskingSheet:
    """Ask for one entry; ``closed(True)`` once it is in the log."""
    tr = bench.language.words
    note = tr("Name nobody: write the participant number, or the role of a person.")
    sheet = AskingSheet(bench, window, tr("Record an incident"), note, name="incident_sheet")
    sheet.ask("what", tr("What happened?"))
    sheet.ask("found", tr("When was it found?"), tr("As 2026-11-22 09:30, site time"), f"{book.now():%Y-%m-%d %H:%M}")
    sheet.ask("data", tr("Which data are concerned?"), tr("Empty where none are"))
    sheet.ask("remedy", tr("What was done about it?"))

    def act(answers: Answers) -> object:
        return record_incident(
            book, answers["what"], found_at(book, answers["found"]), answers["data"], answers["remedy"]
        )

    places = {"incident_time": "found", "incident_future": "found"}
    sheet.start(tr("Record"), act, places)
    return sheet


def found_at(book: SiteBook, text: str) -> datetime:
    """Read a time as typed, in the zone of the study; KnownError ``incident_time``."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d %H:%M").replace(tzinfo=book.zone)
    except ValueError as error:
        raise KnownError("incident_time") from error


def print_incidents(bench: Bench, window: QWidget, site: OpenSite) -> None:
    """Show the list as it prints."""
    page = incident_list(site.book, bench.language.code)
    pdf = site.paper.render(page, bench.language.code)
    PrintPreview(bench, window, site, pdf, page.form_name, PrintedDocument(page.document_id)).start()

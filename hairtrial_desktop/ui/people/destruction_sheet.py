"""Ordering the destruction of the site's data at the end of retention, with an investigator (E6(R3) 4.2.8)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.actor import Role
from hairtrial_desktop.casebook.destruction import order_destruction, order_of
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.casebook.second_person import seconds_of
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.dates import exact
from hairtrial_desktop.ui.people.asking_sheet import Answers, AskingSheet
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.words import Words


def order(bench: Bench, window: QWidget, site: OpenSite) -> AskingSheet:
    """Ask for the order; ``closed(True)`` once it stands in the record. Nothing is destroyed by it."""
    tr, book = bench.language.words, site.book
    note = tr("This destroys nothing yet: it is recorded, and the command destroy asks for both passwords again.")
    sheet = AskingSheet(bench, window, tr("Order the destruction"), note, name="destruction_sheet")
    sheet.ask("why", tr("Why, and since when has retention ended?"))
    sheet.ask("permission", tr("Written permission of the sponsor: its reference"))
    roles = book.roles()
    seconds = [user for user in seconds_of(book) if roles[user] == Role.INVESTIGATOR.value]
    sheet.ask_choice("second", tr("Second person"), [(user, book.person_name(user)) for user in seconds])
    sheet.ask_password("second_password", tr("Password of the second person"))

    def act(answers: Answers) -> object:
        second = (answers["second"], answers["second_password"])
        return order_destruction(book, site.authenticator, answers["why"], answers["permission"], second)

    places = {"wrong_password": "second_password", "destruction_incomplete": "why"}
    sheet.start(tr("Order the destruction"), act, places, danger=True)
    return sheet


def retention_words(book: SiteBook, tr: Words) -> str:
    """Say whether destruction was ordered, by whom and when."""
    data = order_of(book.state(SITE))
    if data is None:
        return tr("Everything is kept; destruction takes an order of two persons.")
    people = " + ".join(book.person_name(data[name]) for name in ("user", "second_person"))
    return tr("Destruction ordered: {people} · {time}", people=people, time=exact(data["at"], book.zone))

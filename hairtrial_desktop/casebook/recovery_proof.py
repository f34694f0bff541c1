"""What the record says of the hospital's recovery sheet: whom it is for, and that it was read from paper (OFF-08)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.people import require_witness
from hairtrial_desktop.casebook.record import SITE, Draft, Record, utc_text
from hairtrial_desktop.study.definitions import Source

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.projection import State
    from hairtrial_desktop.casebook.site_book import SiteBook

SHEET = "recovery"


def first_sheet(recipient: str, at: str) -> Record:
    """Return the record of a new site's sheet, which nobody has read back yet."""
    return Record("site", SHEET, None, {"recipient": recipient, "at": at, "proven": ""}, source=Source.SYSTEM)


def sheet_row(site: State) -> dict[str, Any]:
    """Return ``recipient``, ``at`` and ``proven`` (UTC text, "" never) of the sheet; empty for an old site."""
    row = site.things("site_data").get(SHEET)
    return {} if row is None else row.data


def record_new_sheet(book: SiteBook, recipient: str, second: str) -> None:
    """Commit that another sheet, already read back from paper, is in force; ``second`` witnessed."""
    require_witness(book, second, {book.actor.user})
    now = utc_text(book.clock.now())
    _commit(book, {"recipient": recipient, "at": now, "proven": now, "second_person": second})


def record_proof(book: SiteBook, recipient: str) -> None:
    """Commit that the sheet on paper, whose public recipient is ``recipient``, opened the site's keys."""
    book.actor.require(Action.ADMINISTER_USERS)
    known = {"recipient": recipient, "at": ""} | sheet_row(book.state(SITE))
    _commit(book, {**known, "proven": utc_text(book.clock.now())})


def _commit(book: SiteBook, row: dict[str, Any]) -> None:
    before = sheet_row(book.state(SITE)) or None
    book.commit(Draft(SITE, "recovery", (Record("site", SHEET, before, row),)))

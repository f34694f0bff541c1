"""Starting a participant: the number, the site-only identity, the consent form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.identity import Identity
    from hairtrial_desktop.casebook.site_book import SiteBook


def next_subject(book: SiteBook) -> str:
    """Return the next number ``<site>-<nnn>``; numbers are never reused."""
    used = [int(subject.rsplit("-", 1)[1]) for subject in book.subjects()]
    return f"{book.site.number}-{max(used, default=0) + 1:03d}"


def begin_screening(book: SiteBook, identity: Identity) -> FormSession:
    """Keep who it is in the site-only register and open the first form of the first visit.

    The number is issued when that form is first saved. KnownError ``name_required``; NotPermitted.
    """
    book.actor.require(Action.SCREEN)
    if not identity.name.strip() or book.shelves.identities is None:
        raise KnownError("name_required")
    subject = next_subject(book)
    book.shelves.identities.put(replace(identity, subject=subject))
    first = book.study.events[0]
    return FormSession(book, FormKey(subject, first.oid, first.forms[0]))


def new_log_row(book: SiteBook, subject: str, form: str) -> FormSession:
    """Open a new row of a log; its number was never used."""
    book.actor.require(Action.ENTER)
    log = next(event for event in book.study.events if event.log)
    rows = [FormKey.parse(key) for key in book.state(subject).forms()]
    numbers = [key.form_repeat for key in rows if key.form == form and key.event == log.oid]
    return FormSession(book, FormKey(subject, log.oid, form, form_repeat=max(numbers, default=0) + 1))

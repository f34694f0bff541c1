"""Unscheduled visits: event UNS, numbered, with the forms chosen for it and the reason (clinical content 17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.site_book import SiteBook


def new_unscheduled(book: SiteBook, subject: str) -> FormSession:
    """Open the first form of the next unscheduled visit; its number was never used.

    KnownError ``collection_ended`` where nothing new is collected from the subject; NotPermitted.
    """
    book.actor.require(Action.ENTER)
    event = next(event for event in book.study.events if event.repeating)
    first = FormKey(subject, book.study.events[0].oid, book.study.events[0].forms[0])
    ended = event.cancelled_when
    if ended is not None and ended.evaluate(book.values(subject).context(first, asking=book.study)) is True:
        raise KnownError("collection_ended")
    keys = [FormKey.parse(key) for key in book.state(subject).forms()]
    numbers = [key.event_repeat for key in keys if key.event == event.oid]
    return FormSession(book, FormKey(subject, event.oid, event.forms[0], max(numbers, default=0) + 1))

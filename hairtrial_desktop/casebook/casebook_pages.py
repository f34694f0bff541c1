"""All forms of one participant in the order of the visits, for one document (P11-02; EMA-07)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.study.repeats import event_at

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.crf_page import CrfPage
    from hairtrial_desktop.casebook.site_book import SiteBook

Chapter = tuple[str, "tuple[CrfPage, ...]"]  # the visit, and its forms


def casebook_chapters(book: SiteBook, subject: str, language: str) -> tuple[Chapter, ...]:
    """Return a chapter for every visit with something saved, its forms in order; forms hidden in part are left out.

    NotPermitted for who may not print.
    """
    book.actor.require(Action.PRINT)
    state, sight = book.state(subject), book.sight(subject)
    saved = [FormKey.parse(text) for text, row in state.forms().items() if row.status != "removed"]
    keys = [key for key in saved if sight.sees_all(book.form_of(key))]
    chapters: list[Chapter] = []
    for event in book.events(subject):
        for repeat in sorted({key.event_repeat for key in keys if key.event == event.oid}):
            here = [key for key in keys if (key.event, key.event_repeat) == (event.oid, repeat)]
            here.sort(key=lambda key: (event.forms.index(key.form) if key.form in event.forms else len(event.forms),
                                       key))  # fmt: skip
            name = event_at(event, repeat).say(language)
            chapters.append((name, tuple(CrfPageBuilder(book, key, language).build() for key in here)))
    return tuple(chapters)

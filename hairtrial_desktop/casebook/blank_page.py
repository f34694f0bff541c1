"""A blank CRF page of a study that no site runs yet: what a form will look like on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Actor, Role
from hairtrial_desktop.casebook.clock import StandingClock
from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.memory import MemoryAttachments, MemoryCommitStore, MemoryDrafts
from hairtrial_desktop.casebook.record import Author
from hairtrial_desktop.casebook.site_book import Shelves, SiteBook, SiteDetails

if TYPE_CHECKING:
    from datetime import datetime

    from hairtrial_desktop.casebook.crf_page import CrfPage
    from hairtrial_desktop.study.definitions import Study

SUBJECT = "__-___"  # filled in by hand


@dataclass(frozen=True)
class _Still(StandingClock):
    """A clock that does not move: nothing is recorded."""

    moment: datetime

    def now(self) -> datetime:
        """Return the moment."""
        return self.moment


def blank_page(study: Study, form: str, language: str, *, program: str, at: datetime) -> CrfPage:
    """Return the page of ``form`` (OID) at the first visit that has it, with nothing entered; KeyError if none has."""
    event = next((event.oid for event in study.events if form in event.forms), None)
    if event is None:
        raise KeyError(form)
    shelves = Shelves(MemoryCommitStore(), MemoryDrafts(), MemoryAttachments(), None)
    actor = Actor("", "", Role.INSPECTOR)
    author = Author("", actor.role.value, "", program, study.sha256)
    book = SiteBook(study, SiteDetails("__", "", ""), shelves, _Still(at), actor=actor, author=author)
    return CrfPageBuilder(book, FormKey(SUBJECT, event, form), language).build()

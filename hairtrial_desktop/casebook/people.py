"""Releasing a locked account, as a commit that says who did it (P11-05, P11-19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.record import SITE, Draft, Record, utc_text
from hairtrial_desktop.study.definitions import Source

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.site_book import SiteBook


def record_release(book: SiteBook, user: str) -> None:
    """Commit that the actor releases the lock of ``user``; the caller gives the new tries once this is durable.

    Raises NotPermitted unless the actor administers users, and what ``SiteBook.commit`` raises.
    """
    book.actor.require(Action.ADMINISTER_USERS)
    count = len(book.state(SITE).things("login_data"))
    new = {"user": user, "at": utc_text(book.clock.now()), "released_by": book.actor.user, "failures": []}
    book.commit(Draft(SITE, "release", (Record("login", f"login-{count + 1:06d}", None, new, source=Source.SYSTEM),)))

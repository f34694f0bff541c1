"""Logging in and out as commits; failed tries, which precede the key, are absorbed with them (P11-05, P11-19)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.record import SITE, Draft, Record, utc_text
from hairtrial_desktop.study.definitions import Source

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.site_book import SiteBook


def record_login(book: SiteBook, failures: list[dict[str, Any]]) -> None:
    """Commit that the actor logged in, with the failed tries of anybody since the last login."""
    count = len(book.state(SITE).things("login_data"))
    new = {"user": book.actor.user, "at": utc_text(book.clock.now()), "failures": failures}
    book.commit(Draft(SITE, "login", (Record("login", f"login-{count + 1:06d}", None, new, source=Source.SYSTEM),)))

"""Times as people read them: the site's own, with its zone (21 CFR 11.50(a)(2))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.record import parse_utc

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.site_book import SiteBook


def site_time(book: SiteBook, utc: str) -> str:
    """Return ``2026-11-22 12:40:05 +08:00`` of a stored UTC text."""
    return parse_utc(utc).astimezone(book.zone).strftime("%Y-%m-%d %H:%M:%S ") + book.study.zone

"""That the whole record was read and found as it was recorded: when, by which session, up to which commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.record import SITE, Draft, Record, utc_text
from hairtrial_desktop.study.definitions import Source

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.ports import Head
    from hairtrial_desktop.casebook.site_book import SiteBook


def record_check(book: SiteBook, head: Head, *, asked: bool) -> None:
    """Commit that everything up to ``head`` was whole; ``asked`` says that a person wanted to know (P11-01, R3-05).

    Damage is never committed: nothing is written on top of a record that is not whole. Raises StorageError.
    """
    count = len(book.state(SITE).things("integrity_data"))
    new = {"at": utc_text(book.clock.now()), "seq": head.seq, "hash": head.hash, "asked": "Y" if asked else "N"}
    book.commit(Draft(SITE, "check", (Record("integrity", f"check-{count + 1:05d}", None, new, source=Source.SYSTEM),)))

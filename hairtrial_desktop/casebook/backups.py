"""The record of copies made, tried and put back (FDA 2024 Q5: backup and restore are written down)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.record import SITE, Draft, Record, utc_text
from hairtrial_desktop.study.definitions import Source

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.ports import Head
    from hairtrial_desktop.casebook.site_book import SiteBook

MADE, REHEARSED = "made", "rehearsed"


def record_backup(book: SiteBook, what: str, name: str, head: Head) -> None:
    """Commit that the set ``name``, up to ``head``, was made and verified, or laid out and compared (``what``)."""
    count = len(book.state(SITE).things("backup_data"))
    new = {"what": what, "set": name, "seq": head.seq, "hash": head.hash, "at": utc_text(book.clock.now())}
    record = Record("backup", f"backup-{count + 1:05d}", None, new, source=Source.SYSTEM)
    book.commit(Draft(SITE, "backup", (record,)))


def newest_backup(book: SiteBook, what: str = MADE) -> dict[str, object] | None:
    """Return what the record says of the newest backup made (or rehearsed): set, seq, hash, at; None if none was."""
    rows = (row.data for row in reversed(book.state(SITE).things("backup_data").values()))
    return next((data for data in rows if data["what"] == what), None)

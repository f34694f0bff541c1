"""A list saved as a table: it leaves the program, so the record says who saved which, when, and how many rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hairtrial_desktop.casebook.ports import StorageError
from hairtrial_desktop.casebook.prints import record_saved_list
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.study.errors import KnownError


@dataclass(frozen=True)
class SavedList:
    """``name`` is the record's word for the list: audit, kits, transfer, users."""

    name: str
    rows: int
    content: bytes


def save_list(book: SiteBook, path: Path, shown: SavedList) -> None:
    """Write the table and record it. StorageError ``disk_error`` where the folder refuses: then nothing is recorded.

    Of an archive, or a record that was found damaged, nothing can be written: there the table alone is saved.
    """
    try:
        path.write_bytes(shown.content)
    except OSError as error:
        raise StorageError("disk_error", file=path.name) from error
    try:
        record_saved_list(book, shown.name, shown.rows, shown.content)
    except KnownError as error:
        if error.code != "read_only":
            path.unlink(missing_ok=True)  # nothing leaves the program untold
            raise

"""Which installation writes the record: handed over, taken over, never two at once (OFF-07).

The record names the workstation that writes. A take-over begins a new epoch, which stands in every later header: two
copies that both went on are told apart by whoever receives their exports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.record import SITE, Draft, Record, utc_text
from hairtrial_desktop.study.definitions import Source
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.projection import State
    from hairtrial_desktop.casebook.site_book import SiteBook

WRITER = "writer"  # the key of the one row
NOBODY = ""  # handed over, and not yet taken


def writing_workstation(site: State) -> str | None:
    """Return the workstation the record names as its writer; NOBODY after a hand-over, None if it names none."""
    row = site.things("writer_data").get(WRITER)
    return None if row is None else str(row.data["workstation"])


def founding_record(workstation: str) -> Record:
    """Return the record that names the first writer."""
    return Record("writer", WRITER, None, {"workstation": workstation}, source=Source.SYSTEM)


def hand_over(book: SiteBook, reason: str) -> None:
    """Commit that this installation stops writing; only another one, which takes over, goes on.

    Raises NotPermitted; KnownError ``reason_required``.
    """
    _commit(book, "handover", NOBODY, reason)


def take_over(book: SiteBook, reason: str) -> None:
    """Commit that this workstation writes from now on, in a new epoch: after a hand-over, a move or a restored copy.

    Raises NotPermitted; KnownError ``reason_required``.
    """
    _commit(book, "takeover", book.author.workstation, reason)


def _commit(book: SiteBook, act: str, workstation: str, reason: str) -> None:
    book.actor.require(Action.HAND_OVER)
    if not reason.strip():
        raise KnownError("reason_required")
    before = book.state(SITE).things("writer_data").get(WRITER)
    old = None if before is None else before.data
    new = {"workstation": workstation, "at": utc_text(book.clock.now()), "head": book.shelves.store.head().hash}
    record = Record("writer", WRITER, old, new, reason=reason.strip(), source=Source.SYSTEM)
    book.commit(Draft(SITE, act, (record,)))

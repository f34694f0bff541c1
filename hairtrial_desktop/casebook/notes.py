"""Notes beside a value (F2): a thread per item, never changed, only added to. Notes are not answers to queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.record import Draft, Record
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.data_keys import ItemKey
    from hairtrial_desktop.casebook.projection import State
    from hairtrial_desktop.casebook.record import Commit
    from hairtrial_desktop.casebook.site_book import SiteBook

MARK = "/N#1"


@dataclass(frozen=True)
class NoteLine:
    """One remark: who, in which role, when (UTC text)."""

    text: str
    user: str
    role: str
    at: str


def notes_of(state: State, key: ItemKey) -> tuple[NoteLine, ...]:
    """Return the remarks beside a value, oldest first."""
    row = state.things("note_data").get(f"{key}{MARK}")
    thread = [] if row is None else row.data["thread"]
    return tuple(NoteLine(one["text"], one["user"], one["role"], one["at"]) for one in thread)


def write_note(book: SiteBook, key: ItemKey, text: str) -> Commit:
    """Add a remark. KnownError ``note_text_required``, ``form_locked``; NotPermitted."""
    book.actor.require(Action.WRITE_NOTE)
    if not text.strip():
        raise KnownError("note_text_required")
    record = Record("note", f"{key}{MARK}", None, {"said": {"text": text.strip()}}, source="system")
    return book.commit(Draft(key.form.subject, "note", (record,)))

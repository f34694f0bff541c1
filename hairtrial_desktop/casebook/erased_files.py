"""A whole photograph or scan that two persons erased: its key is destroyed, its hash and the act stay (ADR 17, 18).

The row of the attachment is not touched: a signature that covers it stands, and everybody sees what was there, how
large it was and its hash. Every file of the participant with the same content goes in the one act.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.attachments import attachment_of, attachments_of
from hairtrial_desktop.casebook.record import Record
from hairtrial_desktop.casebook.redacted import FILE, PAPER, REDACTION
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hairtrial_desktop.casebook.attachments import Attachment
    from hairtrial_desktop.casebook.projection import State
    from hairtrial_desktop.casebook.record import Draft
    from hairtrial_desktop.casebook.site_book import SiteBook


def erasure_of(state: State, attachment: Attachment) -> dict[str, Any] | None:
    """Return who erased the file, with whom, when and why, as its row says; None while it is there."""
    row = state.things("redaction_data").get(f"{PAPER}{attachment.store}")
    return None if row is None else row.data


def same_files(book: SiteBook, key: str) -> tuple[Attachment, ...]:
    """Return the attachment ``key`` and every other of its participant with the same content, those still there.

    Empty where it is erased already, or is none; NotPermitted where its form is hidden.
    """
    state = book.whole(key.partition("/")[0])
    row = state.things("attachment_data").get(key)
    if row is None:
        return ()
    asked = attachment_of(row)
    book.require_sight(asked.form)
    if erasure_of(state, asked) is not None:
        return ()
    return tuple(
        each for each in attachments_of(state) if each.sha256 == asked.sha256 and erasure_of(state, each) is None
    )


def file_records(found: Iterable[Attachment], why: str, second: str) -> tuple[Record, ...]:
    """Return the records that erase ``found``, not signed yet."""
    return tuple(
        Record(REDACTION, f"{PAPER}{each.store}", None,
               {FILE: each.key, "reason": why, "second_person": second}, reason=why, source="system")
        for each in found
    )  # fmt: skip


def erases_files(records: Iterable[Record]) -> bool:
    """Whether ``records`` erase whole files, and not texts with the papers that show them."""
    return any(FILE in record.new for record in records)


def refuse_wrong_files(book: SiteBook, draft: Draft, named: list[Record]) -> None:
    """Refuse an act that erases anything else than one content, wholly (the casebook's door).

    ValueError; KnownError ``redaction_not_there``; NotPermitted. Reason and persons are judged by ``redaction``.
    """
    first = str(named[0].new.get(FILE, ""))
    if first.partition("/")[0] != draft.subject:
        raise ValueError(draft.act, first)
    found = same_files(book, first)
    if not found:
        raise KnownError("redaction_not_there")
    asked = {(record.key, str(record.new.get(FILE, ""))) for record in named}
    if len(asked) != len(named) or asked != {(f"{PAPER}{each.store}", each.key) for each in found}:
        raise ValueError(draft.act, "files")

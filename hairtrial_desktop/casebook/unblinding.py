"""Changes after unblinding: an investigator's, each with its own reason, flagged for ever (E6(R3) 3.16.2(e)).

From the commit in which an unblinding record of a participant was first completed, what was written before is changed
by an investigator only. What is recorded for the first time afterwards (a follow-up visit) is no change. Reopening the
unblinding record does not blind anybody again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Role
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.record import Draft, Record
    from hairtrial_desktop.casebook.site_book import SiteBook

FORM, HAPPENED = "F.UB", "I.UB.DSUNBLND"
AFTER_UNBLINDING = Text("揭盲后", "After unblinding")
_FREE = frozenset({"derived", "system"})  # nobody chose the value
_APART = frozenset({"move"})  # to other definitions: it says what was said before


def unblinds(record: Record) -> bool:
    """Whether a record completes an unblinding record."""
    return record.kind == "form" and f"/{FORM}#" in record.key and (record.new or {}).get("status") == "complete"


def unblinded_at(book: SiteBook, subject: str) -> int | None:
    """Return the commit in which an unblinding record of ``subject`` was first completed, None where none was.

    One that says that the blind was not broken does not count.
    """
    state = book.whole(subject)
    found = []
    for key in state.forms():
        if f"/{FORM}#" not in key or _not_broken(book, key):
            continue
        lines = book.shelves.store.history(key)
        found += [line.seq for line in lines if '"status":"complete"' in (line.new or "")]
    return min(found, default=None)


def _not_broken(book: SiteBook, key: str) -> bool:
    """Whether the record of a form says that nobody was unblinded."""
    form = FormKey.parse(key)
    rows = book.whole(form.subject).items().values()
    return any(row.form == key and row.item == HAPPENED and row.value == "N" for row in rows)


def changes_what_stood(record: Record) -> bool:
    """Whether a record changes, clears or takes back what was recorded before."""
    if record.kind == "item":
        return (record.old is not None or record.old_null is not None) and record.source not in _FREE
    if record.kind == "form" and record.old:
        return (record.new or {}).get("status") in ("removed", "progress") and record.new != record.old
    return False


def refuse_after_unblinding(book: SiteBook, draft: Draft) -> None:
    """Refuse a change after unblinding by another role or without its reason, whatever way it came.

    KnownError ``unblinded_investigator``, ``unblinded_reason``: params ``subject``.
    """
    if draft.act in _APART or not draft.subject:
        return
    changed = [record for record in draft.records if changes_what_stood(record)]
    if not changed or unblinded_at(book, draft.subject) is None:
        return
    if book.actor.role is not Role.INVESTIGATOR:
        raise KnownError("unblinded_investigator", subject=draft.subject)
    if not all(record.reason and record.reason.strip() for record in changed):
        raise KnownError("unblinded_reason", subject=draft.subject)

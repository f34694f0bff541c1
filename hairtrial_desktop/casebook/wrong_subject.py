"""A form entered under the wrong participant: entered again under the right one, and voided where it stood.

Both are acts of their own, each with the reason, so that either casebook tells the whole story (E6(R3) 4.2.2). They are
made durable together: whatever happens to the computer, the form stands under one participant, never under both.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.attachments import attachments_of
from hairtrial_desktop.casebook.cell import EMPTY
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.derivations import Derivations, derived_records
from hairtrial_desktop.casebook.form_commit import FormCommit
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.record import Draft, Record
from hairtrial_desktop.casebook.redacted import ERASED
from hairtrial_desktop.casebook.screening import new_log_row
from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.definitions import NullFlavour, Source
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.site_book import SiteBook


def move_form(book: SiteBook, key: FormKey, subject: str, reason: str) -> FormKey:
    """Enter the form again under ``subject``, then void it where it stands; return its new key.

    What a person typed is entered again, in progress; what is derived is judged there anew. Signatures of the old form
    are void with it. KnownError ``reason_required`` | ``move_same_subject`` | ``move_target_taken`` | ``move_nothing``
    | ``move_attached`` | ``form_locked``; NotPermitted.
    """
    book.actor.require(Action.ENTER)
    if not reason.strip():
        raise KnownError("reason_required")
    if subject == key.subject or subject not in book.subjects():
        raise KnownError("move_same_subject")
    source = FormSession(book, key)
    if source.row is None or source.status == "removed":
        raise KnownError("move_nothing")
    attached = sum(each.removed is None for each in attachments_of(book.whole(key.subject), key))
    if attached:  # a photograph of one participant never comes under another by itself
        raise KnownError("move_attached", count=attached)
    target = _target(book, source, subject)
    void = _voided(source, reason.strip())
    _enter_again(source, target)
    draft = FormCommit(target, None).draft("progress", "reenter", None)
    if draft is None:
        raise KnownError("move_nothing")
    again = replace(draft, records=tuple(_explained(record, reason.strip()) for record in draft.records))
    book.commit_together(again, void)
    return target.key


def _target(book: SiteBook, source: FormSession, subject: str) -> FormSession:
    if source.form.log:
        return new_log_row(book, subject, source.key.form)
    session = FormSession(book, replace(source.key, subject=subject))
    if session.row is not None and session.status != "removed":
        raise KnownError("move_target_taken", subject=subject)
    return session


def _enter_again(source: FormSession, target: FormSession) -> None:
    for state in source.every_item():
        if not state.item.typed or state.committed.empty or state.committed.null_flavour == ERASED:
            continue
        place = target.key.item(state.key.group, state.key.item, state.key.group_repeat)
        while state.group.repeating and str(place) not in {str(each.key) for each in target.items()}:
            target.add_row(state.group)
        if state.committed.null_flavour is not None:
            target.enter_null(place, NullFlavour(state.committed.null_flavour), "—")
        else:
            target.enter(place, codec_for(state.item).edit(state.committed.value or ""))


def _explained(record: Record, reason: str) -> Record:
    return replace(record, reason=reason) if record.kind in ("item", "form") else record


def _voided(source: FormSession, reason: str) -> Draft:
    """Return the commit that empties the form and says why; what depends on it is derived again."""
    values, key, row = source.values, source.key, source.row
    old = {"status": source.status, "confirmed_by": None if row is None else row.confirmed_by}
    records = []
    for state in source.every_item():
        if not state.committed.empty:
            held = state.committed
            records.append(
                Record("item", str(state.key), held.value, None, held.null_flavour, None, reason, source=Source.SYSTEM)
            )
            values.overlay[str(state.key)] = EMPTY
    values.statuses[str(key)] = "removed"
    records += derived_records(values, Derivations().settle(values, ()))
    new = {"status": "removed", "confirmed_by": None}
    records.append(Record("form", str(key), old, new, reason=reason, source=Source.SYSTEM))
    return Draft(key.subject, "void_form", tuple(records))

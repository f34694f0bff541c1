"""At the casebook's door: no row that a second person answers for without that person's signature (``vouching``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.derived_values import typed
from hairtrial_desktop.casebook.paper_source import paper_of
from hairtrial_desktop.casebook.projection import Stamp, State, apply
from hairtrial_desktop.casebook.record import SITE, utc_text
from hairtrial_desktop.casebook.second_person import refuse_as_second
from hairtrial_desktop.casebook.vouching import CHECKED, SIGNED, digest_in, rights_of, vouchers
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.record import Draft, Record
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.casebook.vouching import Signature

COMPLETE = "complete"


def refuse_unsigned(book: SiteBook, draft: Draft) -> None:
    """Raise KnownError ``second_person_unsigned`` for a row whose persons did not all sign it as it stands."""
    for record in draft.records:
        people = vouchers(record, book.actor.user) if isinstance(record.new, dict) else ()
        if not people:
            _refuse_unconfirmed(book, draft, record)
            continue
        signed = record.new.get(SIGNED, ())
        if tuple(str(one.get("user")) for one in signed) != people or not _holds(book, draft, record):
            raise KnownError("second_person_unsigned")
        for at, user in enumerate(people):
            if user != book.actor.user:
                refuse_as_second(book, user, rights_of(record, at))


def _refuse_unconfirmed(book: SiteBook, draft: Draft, record: Record) -> None:
    """Raise KnownError ``second_person_required`` where a form is complete, or stays so, and nobody checked it."""
    state = book.whole(draft.subject)
    if record.kind == "form" and record.new["status"] == COMPLETE:
        key = FormKey.parse(record.key)
        if book.form_of(key).second_person or paper_of(state, key) is not None:
            raise KnownError("second_person_required")
    if record.kind == "item":
        form = record.key.rsplit("/", 2)[0]
        row, said = state.forms().get(form), any(one.kind == "form" and one.key == form for one in draft.records)
        checked = row is not None and row.confirmed_by is not None and row.status == COMPLETE and not said
        if checked and typed(book, state, record):  # what is derived was checked where it comes from
            raise KnownError("second_person_required")


def _holds(book: SiteBook, draft: Draft, record: Record) -> bool:
    if record.kind == "form" and record.new.get(CHECKED) != digest_in(_after(book, draft), record.key):
        return False
    judge = book.shelves.second_fault
    if judge is None:  # no keys here: a casebook in memory
        return True
    actor, at = book.actor, utc_text(book.clock.now())
    stamp = Stamp(0, draft.subject, actor.user, actor.role.value, at, "", "")
    authority = book.whole(SITE).things("site_data").get("authority")
    ca_pem = None if authority is None else str(authority.data["ca_pem"]).encode()
    return judge(record, stamp, lambda one: _certificate(book, one), ca_pem) is None


def _certificate(book: SiteBook, signed: Signature) -> bytes | None:
    pem = book.people().get(str(signed.get("user")), {}).get("certificate_pem")
    return None if pem is None else str(pem).encode()


def _after(book: SiteBook, draft: Draft) -> State:
    """Return the values and confirmations of the participant as they are after ``draft``."""
    state = book.whole(draft.subject).copy()
    stamp = Stamp(0, draft.subject, book.actor.user, book.actor.role.value, "", "", book.study.sha256)
    for record in draft.records:
        if record.kind in ("item", "confirmation"):
            apply(state, record, stamp)
    return state

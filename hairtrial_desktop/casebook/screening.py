"""Starting a participant: the number, the site-only identity, the consent form."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.record import SITE, Draft, Record, canonical_bytes, utc_text
from hairtrial_desktop.casebook.rescreening import LINK, may_be_screened_again
from hairtrial_desktop.study.definitions import Source
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.identity import Identity
    from hairtrial_desktop.casebook.ports import IdentityRegister
    from hairtrial_desktop.casebook.site_book import SiteBook

IDENTITY_TAG = b"hairtrial/identity/1\x00"


def next_subject(book: SiteBook) -> str:
    """Return the next number ``<site>-<nnn>``; a number once given to somebody is never given to anybody else."""
    register = book.shelves.identities
    known = () if register is None else tuple(identity.subject for identity in register.all())
    taken = {*book.subjects(), *known, *book.state(SITE).things("identity_data")}
    return f"{book.site.number}-{max((int(each.rsplit('-', 1)[1]) for each in taken), default=0) + 1:03d}"


def begin_screening(book: SiteBook, identity: Identity, again_of: str | None = None) -> FormSession:
    """Keep who it is in the site-only register and open the first form of the first visit.

    The number is taken at once and stays with this person, although the casebook begins with the first save of that
    form; the same person begun again before that comes back to the same number. That the register was written is
    committed, without a word of what was written. ``again_of``: the number of an earlier screening that failed; the
    new number is linked to it. KnownError ``name_required`` | ``rescreen_off`` | ``rescreen_not_failed``; NotPermitted.
    """
    book.actor.require(Action.SCREEN)
    register = book.shelves.identities
    if not identity.name.strip() or register is None:
        raise KnownError("name_required")
    if again_of is not None and not may_be_screened_again(book.study):
        raise KnownError("rescreen_off", subject=again_of)
    if again_of is not None and (again_of not in book.subjects() or _randomised(book, again_of)):
        raise KnownError("rescreen_not_failed", subject=again_of)
    subject = _begun(book, register, identity) or next_subject(book)
    if register.get(subject) is None:
        _record_identity(book, replace(identity, subject=subject), again_of)
        register.put(replace(identity, subject=subject))
    first = book.study.events[0]
    return FormSession(book, FormKey(subject, first.oid, first.forms[0]))


def _begun(book: SiteBook, register: IdentityRegister, identity: Identity) -> str | None:
    """Return the number that this very person was given without anything being saved since."""
    saved = set(book.subjects())
    same = (each.subject for each in register.all() if replace(each, subject="") == replace(identity, subject=""))
    return next((subject for subject in same if subject not in saved), None)


def _randomised(book: SiteBook, subject: str) -> bool:
    """Whether a kit was assigned: who was randomised stays under that number for good."""
    return any(FormKey.parse(key).form == "F.KIT" for key in book.state(subject).forms())


def _record_identity(book: SiteBook, identity: Identity, again_of: str | None) -> None:
    """Commit that the register was written for a number: who and when, and a salted digest of what (PIPL 51)."""
    salt = secrets.token_bytes(16)
    digest = hashlib.sha256(IDENTITY_TAG + salt + canonical_bytes(asdict(identity))).hexdigest()
    new = {"digest": digest, "salt": salt.hex(), "at": utc_text(book.clock.now()), "user": book.actor.user}
    new |= {} if again_of is None else {LINK: again_of}
    before = book.state(SITE).things("identity_data").get(identity.subject)
    old = None if before is None else before.data
    record = Record("identity", identity.subject, old, new, source=Source.SYSTEM)
    book.commit(Draft(SITE, "identity", (record,)))


def new_log_row(book: SiteBook, subject: str, form: str) -> FormSession:
    """Open a new row of a log; its number was never used."""
    book.actor.require(Action.ENTER)
    log = next(event for event in book.study.events if event.log)
    rows = [FormKey.parse(key) for key in book.whole(subject).forms()]
    numbers = [key.form_repeat for key in rows if key.form == form and key.event == log.oid]
    return FormSession(book, FormKey(subject, log.oid, form, form_repeat=max(numbers, default=0) + 1))


def begin_child_row(book: SiteBook, parent: FormKey, form: str) -> FormKey:
    """Begin a row of a log that belongs to a row of another; committed at once, so that it never stands alone.

    KeyError where rows of ``form`` do not belong to rows of the parent's log.
    """
    session = new_log_row(book, parent.subject, form)
    name = session.form.parent_row
    found = None if name is None or session.form.parent != parent.form else session.form.item(name)
    if found is None:
        raise KeyError(form)
    session.enter(session.key.item(found[0].oid, found[1].oid), str(parent.form_repeat))
    session.save()
    return session.key

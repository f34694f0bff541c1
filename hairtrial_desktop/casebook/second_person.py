"""双人核对: the word of another person of this site, given with a password over these values (21 CFR 11.10(j))."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action, Actor, Role
from hairtrial_desktop.casebook.delegations import has_access
from hairtrial_desktop.casebook.record import canonical_bytes
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.form_session import FormSession
    from hairtrial_desktop.casebook.ports import Authenticator
    from hairtrial_desktop.casebook.site_book import SiteBook

CONFIRMED_TAG = b"hairtrial/second/1\x00"


@dataclass(frozen=True)
class SecondPerson:
    """Who confirmed which form, holding which values. Made by :func:`confirm_second_person` only."""

    user: str
    form: str  # form key
    digest: str  # SHA-256 over the values confirmed


def confirm_second_person(session: FormSession, authenticator: Authenticator, user: str, password: str) -> SecondPerson:
    """Return the word of another person of this site over what ``session`` holds now.

    Raises WrongPassword; KnownError ``second_person_same`` or ``second_person_role``.
    """
    refuse_as_second(session.book, user)
    return SecondPerson(authenticator.confirm(user, password).user, str(session.key), _digest(session))


def require_second_person(session: FormSession, second: SecondPerson | None) -> None:
    """Raise KnownError ``second_person_required`` unless another person confirmed these very values of this form."""
    confirmed = (
        isinstance(second, SecondPerson)
        and second.form == str(session.key)
        and second.digest == _digest(session)
        and _refusal(session.book, second.user) is None
    )
    if not confirmed:
        raise KnownError("second_person_required")


def refuse_as_second(book: SiteBook, user: str, rights: tuple[Action, ...] = (Action.CONFIRM_SECOND,)) -> None:
    """Raise KnownError ``second_person_same`` | ``second_person_role`` unless ``user`` can stand beside the actor.

    Any of ``rights`` will do.
    """
    refused = _refusal(book, user, rights)
    if refused is not None:
        raise KnownError(refused)


def seconds_of(book: SiteBook, rights: tuple[Action, ...] = (Action.CONFIRM_SECOND,)) -> tuple[str, ...]:
    """Return everybody who can stand beside the actor with one of ``rights``, by user id."""
    return tuple(user for user in sorted(book.people()) if _refusal(book, user, rights) is None)


def _refusal(book: SiteBook, user: str, rights: tuple[Action, ...] = (Action.CONFIRM_SECOND,)) -> str | None:
    """Return the code of why ``user`` cannot be the second person, or None."""
    if user == book.actor.user:
        return "second_person_same"
    data = book.people().get(user)
    if data is None or not has_access(data, book.now().date()):
        return "second_person_role"
    person = Actor(user, data["name"], Role(data["role"]))
    return None if any(person.may(right) for right in rights) else "second_person_role"


def _digest(session: FormSession) -> str:
    """Return SHA-256 (hex) over every value the form holds and every finding accepted with it."""
    values = [[str(state.key), state.cell.value, state.cell.null_flavour] for state in session.items()]
    accepted = [[key, reason] for key, (_, reason) in sorted(session.pending.items())]
    return hashlib.sha256(CONFIRMED_TAG + canonical_bytes([values, accepted])).hexdigest()

"""双人核对: the word of another person of this site, given with a password over these values (21 CFR 11.10(j))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.actor import Action, Actor, Role
from hairtrial_desktop.casebook.delegations import has_access
from hairtrial_desktop.casebook.record import Record
from hairtrial_desktop.casebook.vouching import CHECKED, digest_of_check, signed_by
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.form_session import FormSession
    from hairtrial_desktop.casebook.ports import Authenticator
    from hairtrial_desktop.casebook.site_book import SiteBook


@dataclass(frozen=True)
class SecondPerson:
    """Who confirmed which form, holding which values. Made by :func:`confirm_second_person` only."""

    user: str
    form: str  # form key
    row: dict[str, Any]  # of the form once it is complete: with what was seen there, signed with that person's key


def confirm_second_person(session: FormSession, authenticator: Authenticator, user: str, password: str) -> SecondPerson:
    """Return the word of another person of this site over what ``session`` holds now, signed with that person's key.

    Raises WrongPassword; KnownError ``second_person_same`` or ``second_person_role``.
    """
    refuse_as_second(session.book, user)
    hand = authenticator.confirm(user, password)
    row = {"status": "complete", "confirmed_by": hand.user, CHECKED: _digest(session)}
    record = signed_by(session.book, Record("form", str(session.key), None, row), session.key.subject, hand)
    return SecondPerson(hand.user, str(session.key), record.new)


def require_second_person(session: FormSession, second: SecondPerson | None) -> None:
    """Raise KnownError ``second_person_required`` unless another person confirmed these very values of this form."""
    confirmed = (
        isinstance(second, SecondPerson)
        and second.form == str(session.key)
        and second.row[CHECKED] == _digest(session)
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
    """Return SHA-256 (hex) over every value the form holds and every finding accepted on it, as it will be saved."""
    start = f"{session.key}/"
    rows = session.values.state.things("confirmation_data").items()
    accepted = {key: str(row.data["reason"]) for key, row in rows if key.startswith(start)}
    accepted |= {finding.record_key: reason for finding, reason in session.pending.values()}
    cells = ((str(each.key), each.cell.value, each.cell.null_flavour) for each in session.every_item())
    return digest_of_check(cells, accepted.items())

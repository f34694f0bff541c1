"""The people of the site: let in, changed, let go. Each change is one commit that names who made it and who witnessed.

Nobody but the person sets that person's secret, sitting at this keyboard: no reset ever yields a signature that
somebody else could give (21 CFR 11.200(a)(2)-(3), 11.300; Electronic Signature Law, Art 13).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.actor import PERMITTED, Action, Role
from hairtrial_desktop.casebook.delegations import Row, ended, followed_by, has_access, period
from hairtrial_desktop.casebook.newcomer import Newcomer, check_newcomer
from hairtrial_desktop.casebook.ports import Credential, WrongPassword
from hairtrial_desktop.casebook.record import SITE, Draft, Record, utc_text
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from datetime import date

    from hairtrial_desktop.casebook.ports import KeyChange, Roster
    from hairtrial_desktop.casebook.site_book import SiteBook


@dataclass(frozen=True)
class Reset:
    """New keys for somebody who cannot open the old ones, or who comes back. ``secret``: typed by that person."""

    user: str
    secret: str = field(repr=False)
    reason: str


def first_row(keys: dict[str, str], newcomer: Newcomer, added: str) -> Row:
    """Return what the record keeps of a person: ``keys`` as the roster gave them; ``added`` UTC text (FDA-06)."""
    return {**keys, "added": added, "delegations": [period(newcomer.role, newcomer.since, newcomer.until)]}


def admit_user(book: SiteBook, roster: Roster, newcomer: Newcomer, secret: str, by: Credential) -> None:
    """Let somebody in. ``secret`` is typed by the newcomer.

    Raises NotPermitted, WrongPassword; KnownError ``user_exists`` (an id is one person's for ever, P11-13),
    ``password_too_short``, and those of ``check_newcomer``; StorageError.
    """
    _require(book, by)
    check_newcomer(newcomer)
    with roster.change(by) as change:
        keys = change.admit(newcomer, secret)
        row = first_row(keys, newcomer, utc_text(book.clock.now()))
        _commit(book, newcomer.user, row)


def disable_user(book: SiteBook, roster: Roster, user: str, reason: str, by: Credential) -> None:
    """Let somebody go: out of the keys, and the keys are changed (P11-04). The id stays that person's.

    Raises NotPermitted, WrongPassword; KnownError ``disable_self``, ``last_administrator``, ``reason_required``.
    """
    _require(book, by)
    row = _row(book, user)
    if user == book.actor.user:
        raise KnownError("disable_self")
    _keep_an_administrator(book, user)
    with roster.change(by) as change:
        keys = change.disable(user)
        _commit(book, user, {**row, **keys, "delegations": ended(row, book.now().date())}, _reason(reason))


def reset_user(book: SiteBook, roster: Roster, reset: Reset, by: Credential, second: Credential) -> None:
    """Give somebody who is present new keys: new password, new signing key and certificate (P11-17).

    ``by`` is the administrator, ``second`` another person who may witness; both stand in the record. A disabled person
    comes back the same way, from today on. What was signed before stays valid under the old certificate.

    Raises NotPermitted, WrongPassword; KnownError ``second_person_same``, ``witness_role``, ``reset_self``,
    ``password_shared``, ``password_too_short``, ``reason_required``; StorageError.
    """
    _require(book, by)
    row = _row(book, reset.user)
    if reset.user == book.actor.user:
        raise KnownError("reset_self")
    require_witness(book, second.user, {by.user, reset.user})
    if reset.secret in {by.password, second.password}:
        raise KnownError("password_shared")
    with roster.change(by, second) as change:
        keys = change.new_keys(reset.user, reset.secret)
        after: Row = {**row, **keys, "second_person": second.user, "secret_set": utc_text(book.clock.now())}
        if not has_access(row, book.now().date()):
            after["delegations"] = followed_by(row, Role(row["role"]), book.now().date(), None)
        _commit(book, reset.user, after, _reason(reset.reason))


def change_role(book: SiteBook, roster: Roster, own: Credential, role: Role, reason: str, *, by: Credential) -> None:
    """Entrust ``own.user``, who is present, with another role from today on; a certificate names its role.

    Raises NotPermitted, WrongPassword; KnownError ``role_same``, ``last_administrator``, ``reason_required``.
    """
    _require(book, by)
    row = _row(book, own.user)
    if row["role"] == role.value:
        raise KnownError("role_same")
    _keep_an_administrator(book, own.user)
    with roster.change(by) as change:
        keys = change.renew(own, role)
        after = {**row, **keys, "delegations": followed_by(row, role, book.now().date(), None)}
        _commit(book, own.user, after, _reason(reason))


def renew_key(book: SiteBook, roster: Roster, own: Credential, by: Credential) -> None:
    """Give ``own.user``, who is present, a new signing key and certificate under the same password.

    Raises NotPermitted, WrongPassword; StorageError.
    """
    _require(book, by)
    row = _row(book, own.user)
    with roster.change(by) as change:
        keys = change.renew(own, Role(row["role"]))
        _commit(book, own.user, {**row, **keys})


def set_delegation(book: SiteBook, user: str, since: date, until: date | None, reason: str) -> None:
    """Correct the dates of a person's latest delegation; access follows them (R3-18).

    Raises NotPermitted; KnownError ``delegation_dates``, ``last_administrator``, ``reason_required``.
    """
    book.actor.require(Action.ADMINISTER_USERS)
    row = _row(book, user)
    line = period(Role(row["role"]), since, until)
    today = book.now().date().isoformat()
    if not line["from"] <= today <= (line["to"] or today):
        _keep_an_administrator(book, user)
    _commit(book, user, {**row, "delegations": [*row.get("delegations", [])[:-1], line]}, _reason(reason))


def recover_administrator(book: SiteBook, change: KeyChange, secret: str) -> None:
    """Give the administrator whose ``book`` this is new keys, opened with the hospital's recovery sheet alone (OFF-08).

    ``secret`` is typed by that administrator. Raises KnownError ``password_too_short``; NotPermitted.
    """
    book.actor.require(Action.ADMINISTER_USERS)
    user, today = book.actor.user, book.now().date()
    row = _row(book, user)
    keys = change.new_keys(user, secret)
    after: Row = {**row, **keys, "recovered_with": "sheet", "secret_set": utc_text(book.clock.now())}
    if not has_access(row, today):
        after["delegations"] = followed_by(row, Role(row["role"]), today, None)
    book.commit(Draft(SITE, "recover", (Record("user", user, row, after),)))


def witnesses(book: SiteBook, without: set[str]) -> tuple[str, ...]:
    """Return who may witness a reset: clinical staff of the site or another administrator, here today."""
    return tuple(user for user in sorted(book.people()) if user not in without and _may_witness(book, user))


def administrators(book: SiteBook) -> tuple[str, ...]:
    """Return who may administer today."""
    return tuple(user for user, row in book.people().items() if _may(book, row, Action.ADMINISTER_USERS))


def _may(book: SiteBook, row: Row, action: Action) -> bool:
    return has_access(row, book.now().date()) and action in PERMITTED[Role(row["role"])]


def _may_witness(book: SiteBook, user: str) -> bool:
    row = book.people().get(user)
    return row is not None and any(_may(book, row, right) for right in (Action.CONFIRM_SECOND, Action.ADMINISTER_USERS))


def _require(book: SiteBook, by: Credential) -> None:
    book.actor.require(Action.ADMINISTER_USERS)
    if by.user != book.actor.user:
        raise KnownError("administrator_self")
    book.check_clock()


def require_witness(book: SiteBook, user: str, others: set[str]) -> None:
    """Raise KnownError ``second_person_same``, ``witness_role`` unless ``user`` may witness what ``others`` do."""
    if user in others:
        raise KnownError("second_person_same")
    if not _may_witness(book, user):
        raise KnownError("witness_role")


def _keep_an_administrator(book: SiteBook, user: str) -> None:
    if not set(administrators(book)) - {user}:
        raise KnownError("last_administrator")


def _row(book: SiteBook, user: str) -> Row:
    row = book.people().get(user)
    if row is None:
        raise WrongPassword("user_unknown")
    return row


def _reason(text: str) -> str:
    if not text.strip():
        raise KnownError("reason_required")
    return text.strip()


def _commit(book: SiteBook, user: str, row: dict[str, Any], reason: str | None = None) -> None:
    book.commit(Draft(SITE, "users", (Record("user", user, book.people().get(user), row, reason=reason),)))

"""To whom the site's keys are sealed, as the record has it: the public recipients of the people and of the sheet.

A site of version 0.1.0 did not record them. Each person's is made good at the next login, from the secret that only
that person's password opens; until all are known no key can be changed, as somebody would be locked out (R3-03).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.delegations import with_keys
from hairtrial_desktop.casebook.record import SITE, Draft, Record, utc_text
from hairtrial_desktop.casebook.recovery_proof import sheet_row
from hairtrial_desktop.study.definitions import Source

if TYPE_CHECKING:
    from datetime import date

    from hairtrial_desktop.casebook.projection import State
    from hairtrial_desktop.casebook.site_book import SiteBook


@dataclass(frozen=True)
class Waiting:
    """What a change of keys still waits for: people who have not come since, and the recovery sheet read from paper."""

    users: tuple[str, ...]
    sheet: bool

    def __bool__(self) -> bool:
        """Whether anything is waited for."""
        return bool(self.users) or self.sheet


def recipients(site: State) -> dict[str, str]:
    """Return the public age recipient of every user whose recipient the record knows."""
    logins = site.things("login_data")
    found: dict[str, str] = {}
    for row in site.things("user_data").values():
        own = logins.get(own_key(row.key))
        if "recipient" in row.data:
            found[row.key] = row.data["recipient"]
        elif own is not None:
            found[row.key] = own.data["recipient"]
    return found


def waiting_for(site: State, day: date) -> Waiting:
    """Return what a change of keys waits for on ``day``; nothing at a site of this version."""
    people = {row.key: row.data for row in site.things("user_data").values()}
    named = recipients(site)
    users = tuple(sorted(user for user in with_keys(people, day) if user not in named))
    return Waiting(users, "recipient" not in sheet_row(site))


def record_own_recipient(book: SiteBook, recipient: str) -> None:
    """Commit the actor's public recipient, where the record does not know it yet."""
    user = book.actor.user
    if user in recipients(book.state(SITE)):
        return
    new = {"user": user, "at": utc_text(book.clock.now()), "failures": [], "recipient": recipient}
    book.commit(Draft(SITE, "own_key", (Record("login", own_key(user), None, new, source=Source.SYSTEM),)))


def own_key(user: str) -> str:
    """Return the key of the record of the recipient of ``user``."""
    return f"{user}/recipient"

"""Logging in and out as commits; failed tries, which precede the key, are absorbed with them (P11-05, P11-19)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.ports import WrongPassword
from hairtrial_desktop.casebook.record import SITE, Draft, Record, utc_text
from hairtrial_desktop.study.definitions import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from hairtrial_desktop.casebook.site_book import SiteBook


def record_logout(book: SiteBook) -> None:
    """Commit that the actor logged out: the end of what was done under that password (P11-05)."""
    _commit(book, "logout", {"user": book.actor.user, "at": utc_text(book.clock.now()), "failures": []})


def record_login(book: SiteBook, failures: list[dict[str, Any]], tries: int | None = 0) -> None:
    """Commit that the actor logged in, with the failed tries of anybody since the last login.

    ``tries`` is how many were ever journalled, None if the journal is gone. Fewer than at the login before means that
    the journal was thrown away or put back, and tries with it: ``journal_lost`` says so (P11-19).
    """
    newest = (row.data for row in book.shelves.store.newest("login_data"))
    before = next((data["tries"] for data in newest if "tries" in data), 0)
    new = {"user": book.actor.user, "at": utc_text(book.clock.now()), "failures": failures, "tries": tries or 0}
    if zone := book.clock.zone():
        new["zone"] = zone  # the computer's, so that a later login can tell that it was moved (FDA 2024 Q14)
    if tries is None or tries < before:
        new["journal_lost"] = "Y"
    _commit(book, "login", new)


def failures_since_last_visit(book: SiteBook) -> tuple[str, ...]:
    """Return the user ids under which passwords failed since the actor's login before this one, oldest first (P11-19).

    ``?`` stands for an id that nobody has.
    """
    own, found = 0, []
    for data in (row.data for row in book.shelves.store.newest("login_data")):
        own += data["user"] == book.actor.user and "tries" in data
        if own > 1:
            break
        found.append([str(one["user"]) for one in data["failures"]])
    return tuple(user for users in reversed(found) for user in users)


def release_lock(book: SiteBook, release: Callable[[str], None], user: str) -> None:
    """Give ``user``, locked after five wrong passwords, new tries, and commit who did it (P11-19).

    ``release`` forgets the tries. Raises NotPermitted; WrongPassword ``user_unknown``; StorageError.
    """
    book.actor.require(Action.ADMINISTER_USERS)
    if user not in book.people():
        raise WrongPassword("user_unknown")
    new = {"user": book.actor.user, "at": utc_text(book.clock.now()), "failures": [], "released": user}
    _commit(book, "release", new)
    release(user)


def _commit(book: SiteBook, act: str, new: dict[str, Any]) -> None:
    """Commit one coming or going under a key of its own: the number it will have in the record, or one just before."""
    key = f"login-{book.shelves.store.head().seq + 1:06d}"
    book.commit(Draft(SITE, act, (Record("login", key, None, new, source=Source.SYSTEM),)))

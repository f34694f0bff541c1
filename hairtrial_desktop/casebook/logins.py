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
    count = len(book.state(SITE).things("login_data"))
    new = {"user": book.actor.user, "at": utc_text(book.clock.now()), "failures": []}
    book.commit(Draft(SITE, "logout", (Record("login", f"login-{count + 1:06d}", None, new, source=Source.SYSTEM),)))


def record_login(book: SiteBook, failures: list[dict[str, Any]], tries: int | None = 0) -> None:
    """Commit that the actor logged in, with the failed tries of anybody since the last login.

    ``tries`` is how many were ever journalled, None if the journal is gone. Fewer than at the login before means that
    the journal was thrown away or put back, and tries with it: ``journal_lost`` says so (P11-19).
    """
    rows = [row.data for row in book.state(SITE).things("login_data").values()]
    before = next((data["tries"] for data in reversed(rows) if "tries" in data), 0)
    count = len(rows)
    new = {"user": book.actor.user, "at": utc_text(book.clock.now()), "failures": failures, "tries": tries or 0}
    if zone := book.clock.zone():
        new["zone"] = zone  # the computer's, so that a later login can tell that it was moved (FDA 2024 Q14)
    if tries is None or tries < before:
        new["journal_lost"] = "Y"
    book.commit(Draft(SITE, "login", (Record("login", f"login-{count + 1:06d}", None, new, source=Source.SYSTEM),)))


def failures_since_last_visit(book: SiteBook) -> tuple[str, ...]:
    """Return the user ids under which passwords failed since the actor's login before this one, oldest first (P11-19).

    ``?`` stands for an id that nobody has.
    """
    rows = [row.data for key, row in sorted(book.state(SITE).things("login_data").items()) if key.startswith("login-")]
    own = [at for at, data in enumerate(rows) if data["user"] == book.actor.user and "tries" in data]
    since = own[-2] + 1 if len(own) > 1 else 0
    return tuple(str(one["user"]) for data in rows[since:] for one in data["failures"])


def release_lock(book: SiteBook, release: Callable[[str], None], user: str) -> None:
    """Give ``user``, locked after five wrong passwords, new tries, and commit who did it (P11-19).

    ``release`` forgets the tries. Raises NotPermitted; WrongPassword ``user_unknown``; StorageError.
    """
    book.actor.require(Action.ADMINISTER_USERS)
    if user not in book.people():
        raise WrongPassword("user_unknown")
    count = len(book.state(SITE).things("login_data"))
    new = {"user": book.actor.user, "at": utc_text(book.clock.now()), "failures": [], "released": user}
    book.commit(Draft(SITE, "release", (Record("login", f"login-{count + 1:06d}", None, new, source=Source.SYSTEM),)))
    release(user)

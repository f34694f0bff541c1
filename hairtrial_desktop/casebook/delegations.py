"""Who was entrusted with what, and when: the delegation log as the record has it (E6(R3) 4.3.8; R3-18).

A user's row keeps every period: ``{"role", "from", "to"}``, dates of the study's zone, ``to`` "" while it is open.
Access begins and ends with the dates; nothing has to be switched off by hand.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.actor import Role
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hairtrial_desktop.casebook.projection import State
    from hairtrial_desktop.casebook.site_book import SiteBook

Row = dict[str, Any]


def period(role: Role, since: date, until: date | None = None) -> dict[str, str]:
    """Return one line of the log; KnownError ``delegation_dates`` if it ends before it begins."""
    if until is not None and until < since:
        raise KnownError("delegation_dates")
    return {"role": role.value, "from": since.isoformat(), "to": until.isoformat() if until else ""}


def role_on(row: Row, day: date) -> Role | None:
    """Return the role in which the person of ``row`` was entrusted with the trial on ``day``, None if in none."""
    for line in reversed(row.get("delegations", [])):
        if line["from"] <= day.isoformat() <= (line["to"] or day.isoformat()):
            return Role(line["role"])
    return None if "delegations" in row else Role(row["role"])  # a row from before the log was kept


def has_access(row: Row, day: date) -> bool:
    """Whether the person may come in on ``day``: enabled, and entrusted in the role the keys are for."""
    return row.get("enabled", "Y") == "Y" and role_on(row, day) == row.get("role")


def refused_on(row: Row, day: date) -> str | None:
    """Return why the person may not come in on ``day`` (``user_disabled`` | ``delegation_over``), or None."""
    if has_access(row, day):
        return None
    return "user_disabled" if row.get("enabled") == "N" else "delegation_over"


def require_access(site: State, user: str, day: date) -> None:
    """Raise KnownError ``user_disabled`` | ``delegation_over`` unless the record lets ``user`` in on ``day``.

    Somebody the record does not know is damage, which the comparison at login tells.
    """
    row = site.things("user_data").get(user)
    refused = None if row is None else refused_on(row.data, day)
    if refused is not None:
        raise KnownError(refused, user=user)


def keeps_keys(row: Row, day: date) -> bool:
    """Whether the person's key must open the site's: enabled, and the delegation is not over on ``day``.

    One that begins later keeps keys from the start: nobody else need come in first on that morning.
    """
    if row.get("enabled", "Y") != "Y":
        return False
    log = row.get("delegations", [])
    return not log or log[-1]["to"] == "" or log[-1]["to"] >= day.isoformat()


def ended(row: Row, day: date) -> list[dict[str, str]]:
    """Return the log with its open period ended on ``day``; a period that had not begun is gone with it."""
    kept = [line for line in row.get("delegations", []) if line["from"] <= day.isoformat()]
    if kept and (kept[-1]["to"] == "" or kept[-1]["to"] > day.isoformat()):
        kept[-1] = {**kept[-1], "to": day.isoformat()}
    return kept


def followed_by(row: Row, role: Role, since: date, until: date | None) -> list[dict[str, str]]:
    """Return the log with another period after what came before it."""
    return [*ended(row, since - timedelta(days=1)), period(role, since, until)]


def delegated_on(book: SiteBook, user: str, day: date) -> Role | None:
    """Return the role of ``user`` on ``day``: what a "performed by" must agree with; None for nobody."""
    row = book.people().get(user)
    return None if row is None else role_on(row, day)


def with_keys(people: Mapping[str, Row], day: date) -> frozenset[str]:
    """Return the users whose keys open the site's on ``day``."""
    return frozenset(user for user, row in people.items() if keeps_keys(row, day))

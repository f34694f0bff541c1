"""The site's own rules for its people: how old a password may get, and when an idle screen closes (P11-18, EMA-13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.projection import State

PASSWORD_DAYS = (0, 90, 180)  # 0: passwords do not age
IDLE_MINUTES = (5, 10, 15, 30)  # there is no "never"
POLICY = "policy"


@dataclass(frozen=True)
class Policy:
    """Days until a password must be changed (0: never), minutes until an idle window locks."""

    password_days: int = 0
    idle_minutes: int = 10


def policy_of(site: State) -> Policy:
    """Return the rules the record holds, the usual ones where it holds none."""
    row = site.things("site_data").get(POLICY)
    return Policy() if row is None else Policy(**row.data)

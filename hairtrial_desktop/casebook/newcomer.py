"""A person to be let in: an account's own rules (21 CFR 11.100(a), (b))."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from datetime import date

    from hairtrial_desktop.casebook.actor import Role

IDENTITY_CHECKS = ("staff_card", "id_card", "passport", "known")  # how, never a number (P11-14)
_USER = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_LONGEST = 60


@dataclass(frozen=True)
class Newcomer:
    """Who, in which role, from when until when (None: until further notice), and how we know who it is."""

    user: str
    name: str
    role: Role
    identity_checked: str
    since: date
    until: date | None = None


def check_newcomer(newcomer: Newcomer) -> None:
    """Refuse what cannot be an account: KnownError ``user_id_form``, ``name_missing``, ``identity_check_missing``."""
    if not _USER.fullmatch(newcomer.user):
        raise KnownError("user_id_form")
    if not newcomer.name.strip() or len(newcomer.name) > _LONGEST:
        raise KnownError("name_missing")
    if newcomer.identity_checked not in IDENTITY_CHECKS:
        raise KnownError("identity_check_missing")

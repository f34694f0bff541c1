"""What a person still owes before the record takes anything from that person (P11-09, P11-18, FDA-05).

Training and the accountability statement are acknowledged once per version; a release that changes what people do
raises :data:`TRAINING`, and everybody is asked again. Judged at the casebook's door, from the state of the site.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.delegations import require_access
from hairtrial_desktop.casebook.policy import policy_of
from hairtrial_desktop.casebook.record import Record, parse_utc
from hairtrial_desktop.study.definitions import Source
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from datetime import datetime

    from hairtrial_desktop.casebook.projection import State

TRAINING = "1"  # version of what is trained and of the statement
TRAINING_RULE = "training"  # the site's record: that training is asked for here
NO_PEOPLE = "no-people"  # of a site where nobody works, so that nobody is asked: written when it is founded


def training_rule(*, asked: bool = True) -> Record:
    """Return the record of a new site that it asks its people for training; ``asked`` False where no people work."""
    key = TRAINING_RULE if asked else NO_PEOPLE
    return Record("site", key, None, {"asked": "Y" if asked else "N"}, source=Source.SYSTEM)


def rule_missing(site: State) -> bool:
    """Whether the site is of a version that did not ask for training: the next login makes that good."""
    return site.things("site_data").keys().isdisjoint({TRAINING_RULE, NO_PEOPLE})


def training_due(site: State, user: str) -> bool:
    """Whether ``user`` has not acknowledged the training of this release, at a site that asks for it."""
    asked = TRAINING_RULE in site.things("site_data")
    return asked and training_key(user) not in site.things("training_data")


def password_due(site: State, user: str, now: datetime) -> bool:
    """Whether the password of ``user`` is older than the site allows."""
    days = policy_of(site).password_days
    since = secret_set(site, user)
    return days > 0 and since is not None and now - since > timedelta(days=days)


def secret_set(site: State, user: str) -> datetime | None:
    """Return when ``user`` last set a password, None where the record does not say."""
    changed = site.things("login_data").get(password_key(user))
    row = site.things("user_data").get(user)
    texts = [changed.data["password_set"]] if changed is not None else []
    texts += [row.data[name] for name in ("secret_set", "added") if name in row.data] if row is not None else []
    return max(map(parse_utc, texts), default=None)


def require_ready(site: State, user: str, now: datetime) -> None:
    """Raise KnownError ``training_missing`` or ``password_old`` where ``user`` owes something first.

    And ``user_disabled`` | ``delegation_over`` where access has ended since the login; ``now`` in the study's zone.
    """
    require_access(site, user, now.date())
    if training_due(site, user):
        raise KnownError("training_missing")
    if password_due(site, user, now):
        raise KnownError("password_old")


def training_key(user: str) -> str:
    """Return the key of the record that ``user`` acknowledged the training of this release."""
    return f"{user}/{TRAINING}"


def password_key(user: str) -> str:
    """Return the key of the record of when ``user`` last set a password."""
    return f"{user}/password"

"""What people do before the record takes anything from them, and the rules that ask it of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.policy import IDLE_MINUTES, PASSWORD_DAYS, POLICY, Policy
from hairtrial_desktop.casebook.readiness import TRAINING, password_key, rule_missing, training_key, training_rule
from hairtrial_desktop.casebook.record import SITE, Draft, Record, utc_text
from hairtrial_desktop.study.definitions import Source
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from datetime import datetime

    from hairtrial_desktop.casebook.site_book import SiteBook

KEY_CHANGES = "keys"  # the site's record of the last change of a database key


def acknowledge_training(book: SiteBook, statement: str) -> None:
    """Commit that the actor has been trained and answers for what is done under that name; ``statement`` as read."""
    user = book.actor.user
    new = {"user": user, "version": TRAINING, "statement": statement, "at": utc_text(book.clock.now())}
    book.commit(Draft(SITE, "train", (Record("training", training_key(user), None, new),)))


def ask_for_training(book: SiteBook) -> None:
    """Commit that this site asks for training, where it was founded by a version that did not (FDA-05)."""
    if rule_missing(book.state(SITE)):
        book.commit(Draft(SITE, "ask_training", (training_rule(),)))


def record_password(book: SiteBook, since: datetime) -> None:
    """Commit that the actor set a password at ``since``; the password itself is nowhere."""
    key = password_key(book.actor.user)
    before = book.state(SITE).things("login_data").get(key)
    new = {"user": book.actor.user, "at": utc_text(since), "failures": [], "password_set": utc_text(since)}
    old = None if before is None else before.data
    book.commit(Draft(SITE, "password", (Record("login", key, old, new, source=Source.SYSTEM),)))


def set_policy(book: SiteBook, policy: Policy) -> None:
    """Commit other rules; NotPermitted, KnownError ``policy_value``: the idle lock cannot be switched off."""
    book.actor.require(Action.CONFIGURE_SITE)
    if policy.password_days not in PASSWORD_DAYS or policy.idle_minutes not in IDLE_MINUTES:
        raise KnownError("policy_value")
    before = book.state(SITE).things("site_data").get(POLICY)
    record = Record("site", POLICY, None if before is None else before.data, asdict(policy))
    book.commit(Draft(SITE, "setup", (record,)))


def record_key_change(book: SiteBook, databases: tuple[str, ...]) -> None:
    """Commit which databases were put under another key, because somebody's access had ended (R3-03)."""
    row = book.state(SITE).things("site_data").get(KEY_CHANGES)
    before = None if row is None else row.data
    count = 1 if before is None else before["count"] + 1
    new = {"count": count, "databases": list(databases), "at": utc_text(book.clock.now())}
    book.commit(Draft(SITE, "keys", (Record("site", KEY_CHANGES, before, new, source=Source.SYSTEM),)))

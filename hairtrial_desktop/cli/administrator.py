"""An administrator at the command line: logs in, does one thing, and is logged out again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hairtrial_desktop.cli.site_by_password import confirm_training
from hairtrial_desktop.words import Words

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.ports import Credential
    from hairtrial_desktop.ui.rooms import Accounts, OpenSite


@contextmanager
def as_administrator(data: Path, user: str | None, tr: Words) -> Iterator[tuple[OpenSite, Credential]]:
    """Open the site for an administrator; the password is asked for, HAIRTRIAL_PASSWORD serves scripts.

    KnownError ``not_permitted`` for any other role.
    """
    from hairtrial_desktop.bootstrap import Door
    from hairtrial_desktop.casebook.actor import Action
    from hairtrial_desktop.casebook.ports import Credential

    name = user or click.prompt(tr("User"))
    password = os.environ.get("HAIRTRIAL_PASSWORD") or click.prompt(tr("Password"), hide_input=True)
    site = Door(data).open(name, password)
    try:
        site.book.actor.require(Action.ADMINISTER_USERS)
        confirm_training(site, tr)
        yield site, Credential(name, password)
    finally:
        site.close()


def accounts_of(site: OpenSite) -> Accounts:
    """Return the accounts of a site that an administrator opened."""
    if site.accounts is None:
        raise RuntimeError("not an administrator")
    return site.accounts


def new_password(who: str, tr: Words) -> str:
    """Ask ``who``, sitting at this keyboard, for a new password, twice; HAIRTRIAL_NEW_PASSWORD serves scripts."""
    given = os.environ.get("HAIRTRIAL_NEW_PASSWORD")
    return given or str(
        click.prompt(tr("Password of {user}", user=who), hide_input=True, confirmation_prompt=True)
    )  # fmt: skip

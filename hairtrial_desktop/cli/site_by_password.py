"""Opening a site from the command line: the password is asked for, HAIRTRIAL_PASSWORD serves scripts."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from hairtrial_desktop.ui.rooms import OpenSite
    from hairtrial_desktop.words import Words


def site_by_password(data: Path, user: str | None, tr: Words, *, reading: bool = False) -> OpenSite:
    """Return the site in ``data``; a demo needs no password. ``reading``: nothing is written, not even the login.

    Raises what ``Door.open`` raises.
    """
    from hairtrial_desktop.bootstrap import Door

    door = Door(data)
    demo = next(iter(door.demo_logins), None)
    login = (demo.user, demo.password) if user is None and demo is not None else login_of(user, tr)
    return door.open(*login, checking=reading)


def confirm_training(site: OpenSite, tr: Words) -> None:
    """Ask whoever sits at this keyboard to confirm training and accountability, where that is owed (P11-09).

    Without that word nothing is taken from this person: KnownError ``training_missing``, later, at the door.
    """
    from hairtrial_desktop.casebook.house_rules import acknowledge_training
    from hairtrial_desktop.casebook.readiness import training_due
    from hairtrial_desktop.casebook.record import SITE
    from hairtrial_desktop.words.statement import STATEMENT

    if not training_due(site.book.state(SITE), site.book.actor.user) or "HAIRTRIAL_PASSWORD" in os.environ:
        return  # a script cannot give anybody's word
    lines = [tr(line) for line in STATEMENT]
    for line in lines:
        click.echo(line)
    if click.confirm(tr("This is so, and I confirm it under my name")):
        acknowledge_training(site.book, "\n".join(lines))


def login_of(user: str | None, tr: Words) -> tuple[str, str]:
    """Return user and password, each asked for where it is not given."""
    name = user or click.prompt(tr("User"))
    return name, os.environ.get("HAIRTRIAL_PASSWORD") or click.prompt(tr("Password"), hide_input=True)

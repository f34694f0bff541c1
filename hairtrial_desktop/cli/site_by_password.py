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


def login_of(user: str | None, tr: Words) -> tuple[str, str]:
    """Return user and password, each asked for where it is not given."""
    name = user or click.prompt(tr("User"))
    return name, os.environ.get("HAIRTRIAL_PASSWORD") or click.prompt(tr("Password"), hide_input=True)

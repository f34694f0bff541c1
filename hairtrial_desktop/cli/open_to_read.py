"""Opening a site from the command line to read it: nothing is written, not even the login."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from hairtrial_desktop.ui.rooms import OpenSite
    from hairtrial_desktop.words import Words


def open_to_read(data: Path, user: str | None, tr: Words) -> OpenSite:
    """Return the site in ``data``; the password is asked for, HAIRTRIAL_PASSWORD serves scripts, a demo needs none.

    Raises what ``Door.open`` raises.
    """
    from hairtrial_desktop.bootstrap import Door

    door = Door(data)
    demo = next(iter(door.demo_logins), None)
    if user is None and demo is not None:
        return door.open(demo.user, demo.password, checking=True)
    name = user or click.prompt(tr("User"))
    password = os.environ.get("HAIRTRIAL_PASSWORD") or click.prompt(tr("Password"), hide_input=True)
    return door.open(name, password, checking=True)

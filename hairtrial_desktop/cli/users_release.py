"""``hairtrial-desktop users release``: an administrator gives somebody new tries; the record says who did."""

from __future__ import annotations

import os
from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import words_for


@click.command()
@click.argument("locked", metavar="USER")
@asked.data
@click.option("--user", help="The administrator; asked for if not given.")
@asked.language
def users_release(locked: str, data: Path, user: str | None, lang: str | None) -> None:
    """Give USER, locked after five wrong passwords, new tries.

    The administrator's password is asked for; HAIRTRIAL_PASSWORD serves scripts.
    """
    from hairtrial_desktop.bootstrap import Door
    from hairtrial_desktop.casebook.logins import release_lock
    from hairtrial_desktop.keys.keyring import Keyring

    tr = words_for(lang)
    administrator = user or click.prompt(tr("User"))
    password = os.environ.get("HAIRTRIAL_PASSWORD") or click.prompt(tr("Password"), hide_input=True)
    site = Door(data).open(administrator, password)
    try:
        release_lock(site.book, Keyring.open(data).release_lock, locked)
    finally:
        site.close()
    click.echo(tr("{user} can sign in again.", user=locked))

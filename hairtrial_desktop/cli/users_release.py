"""``hairtrial-desktop users release``: an administrator gives somebody new tries; the record says who did."""

from __future__ import annotations

from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.administrator import accounts_of, as_administrator
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
    from hairtrial_desktop.casebook.logins import release_lock

    tr = words_for(lang)
    with as_administrator(data, user, tr) as (site, _me):
        release_lock(site.book, accounts_of(site).release_lock, locked)
    click.echo(tr("{user} can sign in again.", user=locked))

"""``hairtrial-desktop verify``: replay the record and compare it with what is kept."""

from __future__ import annotations

import os
from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import REFUSED, words_for


@click.command()
@asked.data
@click.option("--user", help="Whose password opens the site; a demo site needs none.")
@asked.language
def verify(data: Path, user: str | None, lang: str | None) -> None:
    """Replay the audit trail, compare it with what is kept, and name the table and row of what differs.

    The password is asked for; HAIRTRIAL_PASSWORD serves scripts. Nothing is written to the site.
    """
    from hairtrial_desktop.bootstrap import Door

    tr = words_for(lang)
    door = Door(data)
    demo = next(iter(door.demo_logins), None)
    if user is None and demo is not None:
        user, password = demo.user, demo.password
    else:
        user = user or click.prompt(tr("User"))
        password = os.environ.get("HAIRTRIAL_PASSWORD") or click.prompt(tr("Password"), hide_input=True)
    site = door.open(user, password, checking=True)
    try:
        damages = tuple(dict.fromkeys((*site.damages, *site.verify())))
    finally:
        site.close()
    for damage in damages:
        click.echo(tr.damage(damage), err=True)
    if damages:
        click.echo(tr("Not intact: what differs is named above."), err=True)
        raise SystemExit(REFUSED)
    click.echo(tr("Intact: every commit, every value and every attachment is as it was recorded."))

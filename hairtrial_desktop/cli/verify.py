"""``hairtrial-desktop verify``: replay the record and compare it with what is kept."""

from __future__ import annotations

from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import REFUSED, words_for
from hairtrial_desktop.cli.site_by_password import site_by_password


@click.command()
@asked.data
@asked.user
@asked.language
def verify(data: Path, user: str | None, lang: str | None) -> None:
    """Replay the audit trail, compare it with what is kept, and name the table and row of what differs.

    The password is asked for; HAIRTRIAL_PASSWORD serves scripts. Nothing is written to the site.
    """
    tr = words_for(lang)
    site = site_by_password(data, user, tr, reading=True)
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

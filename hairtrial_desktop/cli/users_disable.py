"""``hairtrial-desktop users disable``: an administrator lets somebody go; the site's keys are changed."""

from __future__ import annotations

from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.administrator import accounts_of, as_administrator
from hairtrial_desktop.cli.said import words_for


@click.command()
@click.argument("gone", metavar="USER")
@asked.data
@click.option("--user", help="The administrator; asked for if not given.")
@click.option("--reason", required=True, help="Why; it is recorded.")
@asked.language
def users_disable(*, gone: str, data: Path, user: str | None, reason: str, lang: str | None) -> None:
    """Disable USER and change the keys of the site, so that what USER kept opens nothing any more."""
    from hairtrial_desktop.casebook.people import disable_user
    from hairtrial_desktop.ui.people.user_words import waiting_words

    tr = words_for(lang)
    with as_administrator(data, user, tr) as (site, me):
        disable_user(site.book, accounts_of(site), gone, reason, me)
        waits = waiting_words(site.book, tr)
    click.echo(
        tr("{user} is disabled.", user=gone)
        if waits
        else tr("{user} is disabled, and the keys are changed.", user=gone)
    )
    if waits:
        click.echo(waits)

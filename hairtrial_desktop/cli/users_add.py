"""``hairtrial-desktop users add``: an administrator lets somebody in, who types the password."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.administrator import accounts_of, as_administrator, new_password
from hairtrial_desktop.cli.said import words_for

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("newcomer", metavar="ID")
@click.argument("role", type=click.Choice(asked.ROLES))
@click.argument("name")
@asked.data
@click.option("--user", help="The administrator; asked for if not given.")
@click.option("--checked", type=click.Choice(asked.CHECKS), required=True, help="How the identity was checked.")
@click.option("--since", type=_DAY, help="Delegated from; today if not given.")
@click.option("--until", type=_DAY, help="Delegated until; until further notice if not given.")
@asked.language
def users_add(
    *, newcomer: str, role: str, name: str, data: Path, user: str | None, checked: str, since: datetime | None,
    until: datetime | None, lang: str | None,
) -> None:  # fmt: skip
    """Let NAME in under the user name ID, for ever theirs. The newcomer types the password here."""
    from hairtrial_desktop.casebook.actor import Role
    from hairtrial_desktop.casebook.newcomer import Newcomer
    from hairtrial_desktop.casebook.people import admit_user

    tr = words_for(lang)
    with as_administrator(data, user, tr) as (site, me):
        first = since.date() if since else site.book.now().date()
        person = Newcomer(newcomer, name, Role(role), checked, first, until.date() if until else None)
        admit_user(site.book, accounts_of(site), person, new_password(newcomer, tr), me)
    click.echo(tr("{user} is let in.", user=newcomer))

"""``hairtrial-desktop users reset``: new keys for somebody who is present, before a second person."""

from __future__ import annotations

import os
from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.administrator import accounts_of, as_administrator, new_password
from hairtrial_desktop.cli.said import words_for


@click.command()
@click.argument("forgetful", metavar="USER")
@asked.data
@click.option("--user", help="The administrator; asked for if not given.")
@click.option("--second", required=True, help="The second person, who gives a password too.")
@click.option("--reason", required=True, help="Why; it is recorded.")
@asked.language
def users_reset(*, forgetful: str, data: Path, user: str | None, second: str, reason: str, lang: str | None) -> None:
    """Give USER, who types it here, a new password and a new signing key; HAIRTRIAL_SECOND_PASSWORD serves scripts."""
    from hairtrial_desktop.casebook.people import Reset, reset_user
    from hairtrial_desktop.casebook.ports import Credential

    tr = words_for(lang)
    with as_administrator(data, user, tr) as (site, me):
        given = os.environ.get("HAIRTRIAL_SECOND_PASSWORD")
        witness = given or click.prompt(tr("Password of {user}", user=second), hide_input=True)
        reset = Reset(forgetful, new_password(forgetful, tr), reason)
        reset_user(site.book, accounts_of(site), reset, me, Credential(second, witness))
    click.echo(tr("{user} has a new password and a new signing key.", user=forgetful))

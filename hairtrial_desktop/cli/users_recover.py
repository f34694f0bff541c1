"""``hairtrial-desktop users recover``: an administrator gets back in with the hospital's recovery sheet."""

from __future__ import annotations

import os
from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.administrator import new_password
from hairtrial_desktop.cli.said import words_for


@click.command()
@click.argument("administrator", metavar="USER")
@asked.data
@asked.language
def users_recover(*, administrator: str, data: Path, lang: str | None) -> None:
    """Give the administrator USER a new password, with the recovery sheet typed line by line.

    HAIRTRIAL_RECOVERY serves scripts.
    """
    from hairtrial_desktop.bootstrap import Door, recover_site
    from hairtrial_desktop.keys.recovery import SHEET_LINES, check_word

    tr = words_for(lang)
    typed = os.environ.get("HAIRTRIAL_RECOVERY", "")
    for at in range(0 if typed else SHEET_LINES):
        line = click.prompt(tr("Line {n}", n=at + 1))
        click.echo(tr("Check word {word}: the same as on the paper?", word=check_word(line)))
        typed += f"{line}\n"
    recover_site(Door(data), typed, administrator, new_password(administrator, tr))
    click.echo(tr("{user} can sign in again.", user=administrator))

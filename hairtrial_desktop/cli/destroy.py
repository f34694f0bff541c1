"""``hairtrial-desktop destroy``: the end of retention, after two persons ordered it in the window."""

from __future__ import annotations

import os
from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import words_for


@click.command()
@click.argument("folder", metavar="DIR", type=asked.EXISTING_FOLDER)
@click.option("--certificate", type=asked.NEW_FILE, required=True, help="Where the certificate goes: outside DIR.")
@click.option("--backups", type=asked.EXISTING_FOLDER, multiple=True, help="A folder for backups that goes too.")
@click.option("--administrator", required=True, help="User name of the administrator.")
@click.option("--investigator", required=True, help="User name of the investigator.")
@asked.language
def destroy(
    *, folder: Path, certificate: Path, backups: tuple[Path, ...], administrator: str, investigator: str,
    lang: str | None,
) -> None:  # fmt: skip
    """Destroy the keys and files of the site in DIR for good, once its record holds the order of two persons.

    Both passwords are asked for; HAIRTRIAL_PASSWORD and HAIRTRIAL_SECOND_PASSWORD serve scripts.
    """
    from hairtrial_desktop.bootstrap import Door
    from hairtrial_desktop.bootstrap.destroying import destroy_site
    from hairtrial_desktop.casebook.ports import Credential

    tr = words_for(lang)
    first = os.environ.get("HAIRTRIAL_PASSWORD") or click.prompt(
        tr("Password of {name}", name=administrator), hide_input=True
    )
    second = os.environ.get("HAIRTRIAL_SECOND_PASSWORD") or click.prompt(
        tr("Password of {name}", name=investigator), hide_input=True
    )
    if "HAIRTRIAL_PASSWORD" not in os.environ:
        click.confirm(tr("Everything in {folder} is destroyed for good. Go on?", folder=folder.name), abort=True)
    done = destroy_site(
        Door(folder), Credential(administrator, first), Credential(investigator, second), certificate, backups
    )
    click.echo(tr("Destroyed. The certificate: {file}", file=certificate))
    click.echo(f"SHA-256 {done.sha256}")

"""``hairtrial-desktop backup``: copy the site to a second place, verified by opening; or try the newest copy."""

from __future__ import annotations

from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import words_for
from hairtrial_desktop.cli.site_by_password import site_by_password


@click.command()
@asked.data
@click.option("--to", type=asked.EXISTING_FOLDER, help="The folder for backups; remembered on this computer.")
@click.option("--rehearse", is_flag=True, help="Lay the newest backup out, read all of it, compare it with the record.")
@asked.user
@asked.language
def backup(data: Path, to: Path | None, user: str | None, lang: str | None, *, rehearse: bool) -> None:
    """Copy the whole site to a second place, encrypted as it is, and read the copy.

    The password is asked for; HAIRTRIAL_PASSWORD serves scripts.
    """
    tr = words_for(lang)
    site = site_by_password(data, user, tr)
    try:
        if to is not None:
            site.backups.choose_folder(to)
        if rehearse:
            newest = next(iter(site.backups.sets()), None)
            if newest is None:
                raise click.ClickException(tr("There is no backup to try."))
            head = site.backups.rehearse(newest)
            site.backups.record_rehearsal(newest, head)
            click.echo(tr("The backup opens, and equals the record up to entry {seq}.", seq=head.seq))
            click.echo(head.hash)
        else:
            made = site.backups.make()
            site.backups.record(made)
            click.echo(str(made.path))
    finally:
        site.close()

"""``hairtrial-desktop restore``: lay a backup out as the site's data folder, and say in the record that it was done."""

from __future__ import annotations

from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import words_for
from hairtrial_desktop.cli.site_by_password import login_of


@click.command()
@click.argument("backup", metavar="SET", type=asked.EXISTING_FOLDER)
@asked.data
@click.option("--reason", required=True, help="Why it is put back: it stands in the audit trail.")
@click.option("--user", help="The administrator; asked for if not given.")
@asked.language
def restore(backup: Path, data: Path, reason: str, user: str | None, lang: str | None) -> None:
    """Lay the backup SET (a folder below sets/) out in an empty data folder, read all of it, and go on from there.

    A new epoch begins: an old copy that somebody still writes to is told from this one. The administrator's password
    is asked for; HAIRTRIAL_PASSWORD serves scripts.
    """
    from hairtrial_desktop.bootstrap.restoring import put_back

    tr = words_for(lang)
    head = put_back(backup, data, login_of(user, tr), reason)
    click.echo(tr("The site is back, equal to its backup up to entry {seq}.", seq=head.seq))
    click.echo(head.hash)

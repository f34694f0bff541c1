"""``hairtrial-desktop users list``: the users of a site with their rights, as the periodic review wants them."""

from __future__ import annotations

from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.administrator import as_administrator
from hairtrial_desktop.cli.said import words_for


@click.command()
@asked.data
@click.option("--user", help="The administrator; asked for if not given.")
@click.option("--csv", "table", type=asked.NEW_FILE, help="Write the whole table for the periodic review (EMA-12).")
@asked.language
def users_list(*, data: Path, user: str | None, table: Path | None, lang: str | None) -> None:
    """List everybody who ever had an account at the site."""
    from hairtrial_desktop.casebook.role_words import ROLE_WORDS
    from hairtrial_desktop.casebook.views.people import review_table, user_lines

    tr = words_for(lang)
    with as_administrator(data, user, tr) as (site, _me):
        if table is not None:
            table.write_bytes(review_table(site.book, tr.language).encode())
            click.echo(tr("Saved as {file}.", file=table))
        for line in user_lines(site.book):
            state = tr("Active") if line.inside else tr("Not delegated today") if line.enabled else tr("Disabled")
            role = ROLE_WORDS[line.role.value].say(tr.language)
            click.echo("\t".join((line.user, line.name, role, state, line.added[:10])))

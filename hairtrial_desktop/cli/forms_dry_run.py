"""``hairtrial-desktop forms dry-run``: what a new version of the forms would do to what a site has saved."""

from __future__ import annotations

from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import words_for
from hairtrial_desktop.cli.site_by_password import site_by_password


@click.command()
@click.argument("package", metavar="DIR", type=asked.EXISTING_FOLDER)
@asked.data
@asked.user
@asked.language
def forms_dry_run(package: Path, data: Path, user: str | None, lang: str | None) -> None:
    """Say for each saved form what version DIR (forms and amendment.toml) would add, drop, rename, recode and find.

    Nothing is written to the site.
    """
    from hairtrial_desktop.casebook.versions import candidate
    from hairtrial_desktop.casebook.views.dry_run import dry_run
    from hairtrial_desktop.designer.dry_run_words import heading, lines_of, summed
    from hairtrial_desktop.study.loader import read_package

    tr = words_for(lang)
    site = site_by_password(data, user, tr, reading=True)
    try:
        run = dry_run(site.book, candidate(read_package(package), site.book.versions))
    finally:
        site.close()
    for effect in run.forms:
        lines = lines_of(effect, tr)
        if lines:
            click.echo(heading(effect, tr))
            for line in lines:
                click.echo(f"  {line}")
    click.echo(summed(run, tr))

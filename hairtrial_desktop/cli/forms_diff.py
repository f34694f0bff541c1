"""``hairtrial-desktop forms diff``: what changed between two versions of the forms."""

from __future__ import annotations

from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import words_for


@click.command()
@click.argument("old", metavar="A", type=asked.EXISTING_FOLDER)
@click.argument("new", metavar="B", type=asked.EXISTING_FOLDER)
@asked.language
def forms_diff(old: Path, new: Path, lang: str | None) -> None:
    """Say what changed from the forms in folder A to those in folder B: one line per change."""
    from hairtrial_desktop.designer.changes import said
    from hairtrial_desktop.study.differences import differences
    from hairtrial_desktop.study.loader import load_study, read_forms

    tr = words_for(lang)
    lines = said(differences(load_study(read_forms(old)), load_study(read_forms(new))), tr)
    for line in lines:
        click.echo(line)
    click.echo(tr("Changes: {count}.", count=len(lines)) if lines else tr("Nothing changed."))

"""``hairtrial-desktop forms assumptions``: what the sponsor must be asked, as a letter."""

from __future__ import annotations

from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import words_for


@click.command()
@asked.definitions
@click.option(
    "--out", type=asked.NEW_FILE, help="The file to write: .md, or .html to print; without it the letter is shown."
)
@asked.language
def forms_assumptions(folder: Path, out: Path | None, lang: str | None) -> None:
    """Write every assumption and every open question of the forms in DIR as a letter to the sponsor."""
    from hairtrial_desktop.designer.letter import letter, letter_page
    from hairtrial_desktop.study.loader import load_study, read_forms

    study, tr = load_study(read_forms(folder)), words_for(lang)
    html = out is not None and out.suffix.lower() in (".html", ".htm")
    words = letter_page(study, tr) if html else letter(study, tr)
    if out is None:
        click.echo(words, nl=False)
    else:
        out.write_text(words, encoding="utf-8")

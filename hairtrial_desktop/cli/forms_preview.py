"""``hairtrial-desktop forms preview``: a form as it will look."""

from __future__ import annotations

from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import words_for


@click.command()
@click.argument("where", metavar="[DIR] FORM", nargs=-1, required=True)
@click.option("--out", type=asked.NEW_FILE, required=True, help="The HTML file to write.")
@asked.language
def forms_preview(where: tuple[str, ...], out: Path, lang: str | None) -> None:
    """Write FORM (for instance VS) as it will look, in both languages, as one HTML file that needs nothing else."""
    from hairtrial_desktop.designer.preview import preview
    from hairtrial_desktop.places import forms_folder
    from hairtrial_desktop.study.errors import KnownError
    from hairtrial_desktop.study.loader import load_study, read_forms

    tr = words_for(lang)
    *folders, form = where
    if len(folders) > 1:
        raise click.UsageError(tr("Name one folder and one form."))
    folder = asked.EXISTING_FOLDER.convert(folders[0], None, None) if folders else forms_folder()
    study = load_study(read_forms(folder))
    found = study.forms.get(f"F.{form.upper().removeprefix('F.')}")
    if found is None:
        raise KnownError("form_unknown", form=form, known=[each.short for each in study.forms.values()])
    out.write_text(preview(found, tr), encoding="utf-8")
    click.echo(tr("Written: {file}", file=str(out)))

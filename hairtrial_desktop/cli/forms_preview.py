"""``hairtrial-desktop forms preview``: a form as it will look."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import words_for

if TYPE_CHECKING:
    from hairtrial_desktop.study.definitions import Study


@click.command()
@click.argument("where", metavar="[DIR] FORM", nargs=-1, required=True)
@click.option("--out", type=asked.NEW_FILE, required=True, help="The file to write, .html or .pdf.")
@asked.language
def forms_preview(where: tuple[str, ...], out: Path, lang: str | None) -> None:
    """Write FORM (for instance VS) as it will look.

    An HTML file shows both languages and needs nothing else; a PDF is the blank form in the language of --lang.
    """
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
    if out.suffix.lower() == ".pdf":
        out.write_bytes(_blank_pdf(study, found.oid, tr.language))
    elif out.suffix.lower() in (".html", ".htm"):
        out.write_text(preview(found, tr), encoding="utf-8")
    else:
        raise KnownError("preview_kind", file=out.name)
    click.echo(tr("Written: {file}", file=str(out)))


def _blank_pdf(study: Study, form: str, language: str) -> bytes:
    from hairtrial_desktop import __version__
    from hairtrial_desktop.casebook.blank_page import blank_page
    from hairtrial_desktop.documents.paper import CrfPaper

    page = blank_page(study, form, language, program=f"hairtrial-desktop {__version__}", at=datetime.now(UTC))
    return CrfPaper.bundled().render(page, language)

"""``hairtrial-desktop forms dictionary``: data dictionary and data validation plan."""

from __future__ import annotations

from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import words_for


@click.command()
@asked.definitions
@click.option("--out", type=asked.NEW_FILE, required=True, help="The file to write: its name ends with .xlsx or .html.")
@asked.language
def forms_dictionary(folder: Path, out: Path, lang: str | None) -> None:
    """Write the data dictionary and the data validation plan (数据核查计划) of the forms in DIR."""
    from hairtrial_desktop.designer.page import WIDE, page, tables
    from hairtrial_desktop.designer.sheets import dictionary
    from hairtrial_desktop.designer.workbook import workbook
    from hairtrial_desktop.study.errors import KnownError
    from hairtrial_desktop.study.loader import load_study, read_forms

    tr = words_for(lang)
    kind = out.suffix.lower()
    if kind not in (".xlsx", ".html"):
        raise KnownError("dictionary_kind", name=out.name)
    study = load_study(read_forms(folder))
    title = tr(
        "Data dictionary and data validation plan of {protocol}, version {version}",
        protocol=study.protocol, version=study.version,
    )  # fmt: skip
    sheets = dictionary(study, tr)
    if kind == ".xlsx":
        out.write_bytes(workbook(sheets, title))
    else:
        out.write_text(page(title, tables(sheets), tr.language, WIDE), encoding="utf-8")
    click.echo(tr("Written: {file}", file=str(out)))

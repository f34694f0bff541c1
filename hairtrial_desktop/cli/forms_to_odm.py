"""``hairtrial-desktop forms to-odm``: the definitions as an ODM file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from hairtrial_desktop import __version__
from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import words_for


@click.command()
@asked.definitions
@click.option("--out", type=asked.NEW_FILE, required=True, help="The XML file to write.")
@asked.language
def forms_to_odm(folder: Path, out: Path, lang: str | None) -> None:
    """Write the forms in DIR as CDISC ODM 1.3.2 metadata.

    Its CreationDateTime is the time of the newest definition file, so that equal files give equal bytes.
    """
    from hairtrial_desktop.exchange.odm.carried import definitions_odm
    from hairtrial_desktop.exchange.odm.elements import zone_of
    from hairtrial_desktop.study.loader import load_study, read_forms

    tr = words_for(lang)
    study = load_study(read_forms(folder))
    newest = max(int(path.stat().st_mtime) for path in folder.glob("*.toml"))
    created = datetime.fromtimestamp(newest, UTC).astimezone(zone_of(study.zone)).isoformat()
    out.write_bytes(definitions_odm(study, created, __version__))
    click.echo(tr("Written: {file}", file=str(out)))

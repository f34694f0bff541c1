"""``hairtrial-desktop forms from-odm``: forms of another system as definition files, with a report."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import words_for
from hairtrial_desktop.words import msg

_WHAT = {
    "foreign": msg("{place} {detail}: an extension of another vendor, left out"),
    "language_dropped": msg("texts in “{place}” {detail}: only Chinese and English are kept"),
    "language_missing": msg("texts only in “{place}” {detail}: they stand in for the other language; translate them"),
    "external_codes": msg("{place}: the codes stand in an external dictionary ({detail})"),
    "code": msg("{place}: the code “{detail}” is empty, not printable or a second one; left out"),
    "empty_codes": msg("{place}: a code list without codes, left out"),
    "element": msg("{place}: not carried over: {detail}"),
    "data_type": msg("{place}: the type “{detail}” is not known here; kept as text"),
    "partial": msg("{place}: the type “{detail}” allows parts; here the value must be whole"),
    "dangling": msg("{place}: refers to {detail}, which is not in the file or was left out"),
    "unit": msg("{place}: the unit ({detail}) is not known, not the only one, or not on a number; left out"),
    "expression": msg("{place}: an expression of another language is not judged: {detail}"),
    "check": msg("{place}: this check cannot be said here: {detail}"),
    "soft_hard": msg("{place}: SoftHard is “{detail}”; taken as Soft"),
    "not_in_odm": msg("{place}: not in ODM, to be filled in: {detail}"),
    "repeating_event": msg("{place} ({detail}): repeats; here it stands once"),
    "repeating_form": msg("{place} ({detail}): the form repeats; here it stands once in each visit"),
    "condition": msg("{place}: {detail} is not carried over; the item is always asked"),
    "method": msg("{place}: {detail} is not carried over; the value is typed in"),
    "unplaced": msg("{place}: stand in no visit; put into a visit of their own"),
    "empty_form": msg("{place} ({detail}): a form without questions, left out"),
    "empty_section": msg("{place} ({detail}): a section without questions, left out"),
    "no_definitions": msg("{place}: no definitions in the file; forms were read from the data, every text is an OID"),
    "other_study": msg("{place}: another study in the same file, not read"),
    "other_version": msg("{place} ({detail}): another version in the same file, not read"),
    "not_definitions": msg("{place}: no definitions, not read"),
    "own_changed": msg("{place}: written by this program but changed since; read like a file of others ({detail})"),
    "refused": msg("{place}: left out, as it would not load ({detail})"),
}


@click.command()
@click.argument("odm", metavar="F.xml", type=asked.EXISTING_FILE)
@click.option("--out", type=asked.FOLDER, required=True, help="The folder to write: new or empty.")
@asked.language
def forms_from_odm(odm: Path, out: Path, lang: str | None) -> None:
    """Read the forms of an ODM file (1.1 to 1.3.2, of any system) and write them as definition files.

    What was not understood is listed, one line each, and written to report.txt beside the files; names.txt says which
    OID each form and item had.
    """
    from hairtrial_desktop.exchange.odm.definitions_in import definitions_from_odm
    from hairtrial_desktop.study.errors import KnownError

    tr = words_for(lang)
    if out.exists() and any(out.iterdir()):
        raise KnownError("folder_not_empty", folder=str(out))
    understood = definitions_from_odm(odm.read_bytes())
    out.mkdir(parents=True, exist_ok=True)
    for name, text in understood.files.items():
        path = out / name
        path.write_text(text, encoding="utf-8", newline="\n")
        _date(path, understood.created)
    lines = [tr(_WHAT[note.what], place=note.place, detail=note.detail) for note in understood.notes]
    if lines:
        (out / "report.txt").write_text("\n".join([*lines, ""]), encoding="utf-8")
    if understood.names:
        names = "".join(f"{ours}\t{theirs}\n" for ours, theirs in understood.names)
        (out / "names.txt").write_text(names, encoding="utf-8")
    for line in lines:
        click.echo(line)
    click.echo(tr("Files written: {files}. Not understood: {notes}.", files=len(understood.files), notes=len(lines)))


def _date(path: Path, created: str) -> None:
    """Give the file the time the ODM file says, so that ``to-odm`` says the same; none if it cannot be read."""
    try:
        stamp = datetime.fromisoformat(created).timestamp()
        os.utime(path, (stamp, stamp))
    except (ValueError, OverflowError, OSError):
        return

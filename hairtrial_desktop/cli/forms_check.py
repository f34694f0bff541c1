"""``hairtrial-desktop forms check``: every error and every warning of the definition files at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import REFUSED, words_for
from hairtrial_desktop.words import Words, msg

if TYPE_CHECKING:
    from hairtrial_desktop.study.definition_check import DefinitionFault

_DOUBTS = {
    "unreachable": msg("can never be asked: {found}"),
    "always_true": msg("this check never fires: {found}"),
    "never_true": msg("this check fires whatever is entered: {found}"),
    "other_item": msg("this check does not look at the item it stands at: {found}"),
    "unused": msg("is used nowhere: {found}"),
    "untranslated": msg("is not translated: {found}"),
    "no_approval": msg(
        "names no approval of the ethics committee; the site enters its number and date to bring the version into force"
    ),
    "long_name": msg("the name has more than 8 characters: {found}"),
}
_BREACHES = {
    "name": msg("this name could hold what breaks the blind: {found}"),
    "word": msg("this word could break the blind: {found}"),
    "told": msg("this sentence could break the blind: {found}"),
    "differs": msg("this is not alike for areas A and B: {found}"),
}


@click.command()
@asked.definitions
@asked.before
@asked.language
def forms_check(folder: Path, before: Path, lang: str | None) -> None:
    """Check the definition files in DIR (without DIR: those of the study).

    Each error names file, line, place, what was expected and what was found; warnings are looked for once there is
    no error, and so is whatever could break the blind. Where amendment.toml stands beside the forms, it is held
    against the version before. Exit code 0: the study can be used; 2: it cannot.
    """
    from hairtrial_desktop.study.definition_check import check_definitions
    from hairtrial_desktop.study.loader import AMENDMENT, load_study, read_forms, read_package

    tr = words_for(lang)
    package = read_package(folder)
    result = check_definitions(package, load_study(read_forms(before)) if AMENDMENT in package else None)
    for error in result.errors:
        click.echo(said_fault(error, tr), err=True)
    for doubt in result.warnings:
        what = tr(_DOUBTS[doubt.doubt], found=doubt.found)
        click.echo(": ".join((_where(doubt.file, doubt.line), tr("warning"), doubt.path, what)), err=True)
    for breach in result.breaches:
        what = tr(_BREACHES[breach.breach], found=breach.found)
        click.echo(": ".join((breach.where, tr("error"), what)), err=True)
    wrong = len(result.errors) + len(result.breaches)
    click.echo(_sum(tr, wrong, len(result.warnings)))
    if wrong:
        raise SystemExit(REFUSED)


def said_fault(fault: DefinitionFault, tr: Words) -> str:
    """Return an error as one line."""
    what = tr("expected {expected}; found {found}", expected=fault.expected, found=fault.found)
    parts = (_where(fault.file, fault.line), tr("error"), fault.path, what)
    return ": ".join(part for part in parts if part)


def _where(file: str, line: int | None) -> str:
    return file if line is None else f"{file}:{line}"


def _sum(tr: Words, errors: int, warnings: int) -> str:
    if errors:
        return tr("Errors: {errors}. The study cannot be used.", errors=errors)
    return tr("No errors; warnings: {warnings}.", warnings=warnings)

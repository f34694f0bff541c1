"""``hairtrial-desktop forms check``: every error and every warning of the definition files at once."""

from __future__ import annotations

from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import REFUSED, words_for
from hairtrial_desktop.words import Words, msg

_DOUBTS = {
    "unreachable": msg("can never be asked: {found}"),
    "always_true": msg("this check never fires: {found}"),
    "untranslated": msg("is not translated: {found}"),
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
@asked.language
def forms_check(folder: Path, lang: str | None) -> None:
    """Check the definition files in DIR (without DIR: those of the study).

    Each error names file, line, place, what was expected and what was found; warnings are looked for once there is
    no error, and so is whatever could break the blind. Exit code 0: the study can be used; 2: it cannot.
    """
    from hairtrial_desktop.study.definition_check import check_definitions
    from hairtrial_desktop.study.loader import read_forms

    tr = words_for(lang)
    result = check_definitions(read_forms(folder))
    for error in result.errors:
        what = tr("expected {expected}; found {found}", expected=error.expected, found=error.found)
        parts = (_where(error.file, error.line), tr("error"), error.path, what)
        click.echo(": ".join(part for part in parts if part), err=True)
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


def _where(file: str, line: int | None) -> str:
    return file if line is None else f"{file}:{line}"


def _sum(tr: Words, errors: int, warnings: int) -> str:
    if errors:
        return tr("Errors: {errors}. The study cannot be used.", errors=errors)
    return tr("No errors; warnings: {warnings}.", warnings=warnings)

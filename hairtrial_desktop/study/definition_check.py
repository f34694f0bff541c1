"""Checks definition files as a designer wants it: every error and every warning at once, each with its line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import tomli

from hairtrial_desktop.study.amendment import read_amendment
from hairtrial_desktop.study.blinding_definitions import breaches_in
from hairtrial_desktop.study.definition_lines import line_of
from hairtrial_desktop.study.definition_warnings import Doubt, untranslated, warnings_of
from hairtrial_desktop.study.errors import DefinitionError
from hairtrial_desktop.study.loader import AMENDMENT, CODE_LISTS, STUDY, load_study, problems_of
from hairtrial_desktop.study.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hairtrial_desktop.study.blinding import Unblinding
    from hairtrial_desktop.study.definitions import Study


@dataclass(frozen=True)
class DefinitionFault:
    """An error: what was expected and what was found at ``path`` of ``file``; ``line`` counts from 1."""

    file: str
    line: int | None
    path: str
    expected: str
    found: str


@dataclass(frozen=True)
class DefinitionDoubt:
    """A warning."""

    file: str
    line: int | None
    path: str
    doubt: Doubt
    found: str


@dataclass(frozen=True)
class CheckResult:
    """``study`` None: there are errors, and neither warnings nor breaches of the blind were looked for."""

    study: Study | None
    errors: tuple[DefinitionFault, ...]
    warnings: tuple[DefinitionDoubt, ...]
    breaches: tuple[Unblinding, ...] = ()  # each as bad as an error: the study must not be used


def check_definitions(package: Mapping[str, str], before: Study | None = None) -> CheckResult:
    """Return what is wrong or doubtful in ``package`` (file name to text); never raises a DefinitionError.

    ``before``: the version that ``amendment.toml``, if there is one, starts from.
    """
    files = {name: text for name, text in package.items() if name != AMENDMENT}
    result = _checked(files)
    if AMENDMENT not in package or result.study is None:
        return result
    errors, warnings = check_amendment(package[AMENDMENT], before, result.study)
    return replace(result, errors=errors, warnings=(*result.warnings, *warnings))


def check_amendment(
    text: str, before: Study | None, study: Study
) -> tuple[tuple[DefinitionFault, ...], tuple[DefinitionDoubt, ...]]:
    """Return what is wrong, else what is doubtful, in ``amendment.toml``, the mapping from ``before`` to ``study``."""
    if before is None:
        return (DefinitionFault(AMENDMENT, None, "", phrase("the forms of the version before"), phrase("nothing")),), ()
    try:
        amendment = read_amendment(text, before, study)
    except DefinitionError as error:
        rows = error.params["all"]
        return tuple(
            DefinitionFault(file, line_of(text, path, found), path, wanted, found) for file, path, wanted, found in rows
        ), ()
    doubts = []
    if untranslated(amendment.text):
        doubts.append((Doubt.UNTRANSLATED, "amendment.text", amendment.text.zh))
    if amendment.approval is None:
        doubts.append((Doubt.NO_APPROVAL, "amendment", ""))
    return (), tuple(
        DefinitionDoubt(AMENDMENT, line_of(text, path), path, doubt, found) for doubt, path, found in doubts
    )


def _checked(files: Mapping[str, str]) -> CheckResult:
    errors = []
    for problem in problems_of(files):
        file, path, expected, found = (problem.params[key] for key in ("file", "path", "expected", "found"))
        errors.append(DefinitionFault(file, line_of(files.get(file, ""), path, found), path, expected, found))
    if errors:
        return CheckResult(None, tuple(dict.fromkeys(errors)), ())
    study = load_study(files)
    names = _files_of_forms(files)
    warnings = []
    for each in warnings_of(study):
        file = names[each.form] if each.form else CODE_LISTS if each.path.startswith("codelist[") else STUDY
        line = line_of(files[file], each.path)
        warnings.append(DefinitionDoubt(file, line, each.path, each.doubt, each.found))
    split = any(group.areas for form in study.forms.values() for group in form.groups)
    breaches = breaches_in(study) if split else ()  # forms of a study that compares no areas hide nothing
    return CheckResult(study, (), tuple(warnings), breaches)


def _files_of_forms(files: Mapping[str, str]) -> dict[str, str]:
    tables = {name: tomli.loads(text, parse_float=Decimal) for name, text in files.items()}
    return {table["form"]["name"]: name for name, table in tables.items() if "form" in table}

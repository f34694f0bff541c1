"""Loads ``forms/*.toml`` into a ``Study``, or refuses with file, item path, expected and found.

Read in two passes, so that forms may refer to one another: first everything but expressions, then expressions
against the catalog of all names. All problems of a pass are gathered; the first is raised, with the rest beside it.
"""

from __future__ import annotations

import gc
import hashlib
import re
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import tomli

from hairtrial_desktop.study.errors import DefinitionError
from hairtrial_desktop.study.loader_drafts import FormDraft, catalog_of
from hairtrial_desktop.study.loader_forms import read_form
from hairtrial_desktop.study.loader_links import Links
from hairtrial_desktop.study.loader_logic import Logic
from hairtrial_desktop.study.loader_study import read_code_lists, read_study
from hairtrial_desktop.study.loader_table import Problems, Table
from hairtrial_desktop.study.phrase import phrase
from hairtrial_desktop.study.unreadable import no_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from hairtrial_desktop.study.definitions import Study
    from hairtrial_desktop.study.loader_drafts import StudyDraft

STUDY, CODE_LISTS = "study.toml", "codelists.toml"
AMENDMENT = "amendment.toml"  # beside the forms of a later version: how it follows from the one before
_WORD = re.compile(r"[A-Za-z0-9_]+")
_DEFINING = frozenset({"name", "code", "type", "codelist", "items", "value", "forms", "areas", "repeating", "log"})


def read_forms(folder: Path) -> dict[str, str]:
    """Return file name to text of the definitions (UTF-8, line ends of Unix: the hash is the same on every system).

    ``amendment.toml`` is none of them. DefinitionError for a file that is not UTF-8.
    """
    return {name: text for name, text in read_package(folder).items() if name != AMENDMENT}


def read_package(folder: Path) -> dict[str, str]:
    """Return file name to text of the definitions and, where there is one, of ``amendment.toml``."""
    problems = Problems()
    files = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            files[path.name] = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            problems.add(path.name, f"byte {error.start}", "UTF-8", phrase("a byte that is not UTF-8"))
    problems.stop()
    return files


def load_study(files: Mapping[str, str]) -> Study:
    """Return the study of ``files`` (file name to text).

    DefinitionError with ``file``, ``path``, ``expected``, ``found`` of the first problem; ``all`` holds every
    problem as a tuple of the same four.
    """
    with _nothing_to_collect():
        problems = Problems()
        tables = _parse(files, problems)
        problems.stop()
        code_lists = read_code_lists(tables.pop(CODE_LISTS))
        draft = read_study(tables.pop(STUDY), code_lists, _hash(files))
        problems.stop()
        forms = [form for form in (read_form(table, draft.study) for table in tables.values()) if form is not None]
        _apart(forms, problems)
        problems.stop()
        return _link(draft, forms, problems)


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """Hold the search for garbage: nearly all that loading makes stays, and each search walks over it again.

    What was made counts as old afterwards, which is what freezing and unfreezing does, so that only a full search meets
    it.
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()
        if searching:
            gc.enable()


def problems_of(files: Mapping[str, str]) -> list[DefinitionError]:
    """Return the problems of both passes at once; a later one that only follows from an earlier one is left out."""
    problems = Problems()
    tables = _parse(files, problems)
    if STUDY not in tables or CODE_LISTS not in tables:
        return problems.found
    draft = read_study(tables.pop(STUDY), read_code_lists(tables.pop(CODE_LISTS)), "")
    forms = [form for form in (read_form(table, draft.study) for table in tables.values()) if form is not None]
    _apart(forms, problems)
    if len(forms) + len((STUDY, CODE_LISTS)) < len(files):
        return problems.found  # names of a file that cannot be read would all seem wrong
    first = list(problems.found)
    known = {form.form.short: form for form in reversed(forms)}
    try:
        _link(draft, list(known.values()), problems)
    except DefinitionError:
        later = problems.found[len(first) :]
        doubtful = _doubtful(first)
        return first + [each for each in later if not doubtful & set(_WORD.findall(each.params["found"]))]
    return first


def _doubtful(problems: list[DefinitionError]) -> set[str]:
    """Return the names that are not known for sure, because what defines them is wrong itself."""
    words: set[str] = set()
    for problem in problems:
        place, _, key = problem.params["path"].rpartition(".")
        if key in _DEFINING:
            words |= {*_WORD.findall(place), *_WORD.findall(problem.params["found"])}
    return words


def _link(draft: StudyDraft, forms: list[FormDraft], problems: Problems) -> Study:
    catalog = catalog_of(forms, draft.study)
    links = Links(draft.study, catalog, problems, draft.file)
    links.events()
    for form in forms:
        links.form(form)
    logic = Logic(catalog, problems)
    defined = {each.oid: each for each in (logic.form(form) for form in forms)}
    statuses, gates, events = logic.statuses(draft), logic.gates(draft), logic.events(draft)
    problems.stop()
    forms_in_order = {oid: defined[oid] for oid in _in_order(draft.study)}
    study = replace(draft.study, forms=forms_in_order, events=events, statuses=statuses, gates=gates)
    Links(study, catalog, problems, draft.file).circles({form.form.oid: form.file for form in forms})
    problems.stop()
    return study


def _in_order(study: Study) -> Iterable[str]:
    """Return the OIDs of the forms in the order in which they first stand in the events."""
    return dict.fromkeys(form for event in study.events for form in event.forms)


def _parse(files: Mapping[str, str], problems: Problems) -> dict[str, Table]:
    tables = {}
    for name in (STUDY, CODE_LISTS):
        if name not in files:
            problems.add(name, "", phrase("a file {name}", name=name), phrase("nothing"))
    for name in sorted(files):
        table = parse_table(name, files[name], problems)
        if table is not None:
            tables[name] = table
    return tables


def parse_table(name: str, text: str, problems: Problems) -> Table | None:
    """Return the file's table; None, with the problem noted, for what is no TOML."""
    try:
        data: dict[str, Any] = tomli.loads(text, parse_float=Decimal)
    except (tomli.TOMLDecodeError, ValueError, ArithmeticError, RecursionError) as error:
        problems.add(name, "", "TOML", no_toml(error, text))
        return None
    return Table(data, problems, name, "")


def _apart(forms: list[FormDraft], problems: Problems) -> None:
    seen: set[str] = set()
    for form in forms:
        if form.form.oid in seen:
            problems.add(
                form.file,
                form.form.short,
                phrase("a form named once"),
                phrase("{name} a second time", name=form.form.short),
            )
        seen.add(form.form.oid)


def _hash(files: Mapping[str, str]) -> str:
    """Return SHA-256 over the sorted names and texts, each with its length, so that no two sets hash alike."""
    digest = hashlib.sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name].encode()):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGE, files, name_of, parsed, sources

# A wait for a time instead of for a state makes a test slow or flaky, and a nested event loop re-enters the program.
FORBIDDEN_CALLS = {("time", "sleep"), ("qtbot", "wait"), ("QTest", "qWait"), ("QTest", "qSleep")}
VAGUE = re.compile(r"(^|_)(manager|helpers?|utils?|misc|common)(_|$)|(Manager|Helpers?|Utils?)$")
EXCEPTION = re.compile(r"#\s*(?:noqa|type:\s*ignore)(?!\w)(?P<rest>.*)")
REASONED = re.compile(r"(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|\[[^\]]+\])\W+\w.*")


def calls() -> list[tuple[str, str, str]]:
    return [
        (f"{name_of(path)}:{node.lineno}", ast.unparse(node.func.value).rpartition(".")[2], node.func.attr)
        for path in sources()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]


def test_nothing_sleeps_or_spins_the_event_loop() -> None:
    found = [where for where, owner, name in calls() if (owner, name) in FORBIDDEN_CALLS or name == "processEvents"]
    assert found == []


def test_sleep_is_not_imported_by_its_own_name() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in sources()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and node.module == "time" and any(a.name == "sleep" for a in node.names)
    ]
    assert found == []


def test_every_package_and_module_says_what_it_is() -> None:
    silent = [name_of(path) for path in files("hairtrial_desktop/*.py") if not ast.get_docstring(parsed(path))]
    assert silent == []


def test_every_folder_of_the_program_is_a_package() -> None:
    folders = {path.parent for path in files("hairtrial_desktop/*.py")}
    assert [name_of(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []
    assert PACKAGE in folders


def test_nothing_is_named_after_nothing() -> None:
    stems = [name_of(path) for path in sources() if VAGUE.search(path.stem)]
    classes = [
        f"{name_of(path)}: {node.name}"
        for path in sources()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef) and VAGUE.search(node.name)
    ]
    assert stems + classes == []


@pytest.mark.parametrize("path", files("*.toml"), ids=name_of)
def test_every_toml_file_can_be_read(path: object) -> None:
    assert tomllib.loads(path.read_text(encoding="utf-8"))  # type: ignore[attr-defined] # a Path


def test_every_exception_to_a_rule_names_the_rule_and_the_reason() -> None:
    found = []
    for path in sources():
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, start=1):
            match = EXCEPTION.search(line)
            if match and path != Path(__file__) and not REASONED.fullmatch(match["rest"]):
                found.append(f"{name_of(path)}:{number}")
    assert found == []

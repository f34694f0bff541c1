from __future__ import annotations

import ast
import subprocess
import sys
import tomllib

import pytest

from tests.architecture.tree import PACKAGE, ROOT, files, name_of, parsed

MAY_NEED_QT = {"ui", "bootstrap", "cli", "demo", "__main__"}
PURE = ("study", "casebook", "words", "places")

NO_QT = """
import importlib, sys
class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"PySide6", "shiboken6"}:
            raise ImportError(name)
sys.meta_path.insert(0, NoQt())
for name in sys.argv[1:]:
    importlib.import_module(name)
"""


def module_of(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def room_of(module: str) -> str:
    return [*module.split("."), ""][1]


def test_the_import_law_holds() -> None:
    script = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    ran = subprocess.run(
        [sys.executable, "-c", script, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_room_declares_itself_in_every_contract() -> None:
    rooms = {room_of(module_of(name_of(path))) for path in files("hairtrial_desktop/*.py")} - {""}
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for contract in settings["tool"]["importlinter"]["contracts"]:
        if contract["type"] != "forbidden":
            continue
        sources = {room_of(name) for name in contract["source_modules"]}
        left_out = rooms - sources
        assert left_out <= {"ui", "store", "documents", "exchange", "keys", "cli", "designer"}, contract["name"]


def test_everything_but_the_window_is_imported_without_qt() -> None:
    modules = [module_of(name_of(path)) for path in files("hairtrial_desktop/*.py")]
    wanted = [module for module in modules if room_of(module) not in MAY_NEED_QT]
    assert wanted
    ran = subprocess.run([sys.executable, "-c", NO_QT, *wanted], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


AS_GOOD_AS_STANDARD = frozenset({"tomli"})  # tomllib itself, compiled: docs/adr/0015


@pytest.mark.parametrize("room", PURE)
def test_the_pure_rooms_need_only_the_standard_library(room: str) -> None:
    place = PACKAGE / room
    paths = list(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
    foreign = []
    for path in paths:
        for node in ast.walk(parsed(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            foreign += [
                f"{name_of(path)}: {name}"
                for name in names
                if name.split(".")[0] not in sys.stdlib_module_names | AS_GOOD_AS_STANDARD | {"hairtrial_desktop"}
            ]
    assert paths
    assert foreign == []


def test_only_bootstrap_joins_the_window_to_the_rooms_that_keep_and_send() -> None:
    rooms = {"store", "exchange", "documents", "keys", "sponsor"}
    found = [
        f"{name_of(path)}: {node.module}"
        for path in files("hairtrial_desktop/ui/*.py")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and room_of(node.module or "") in rooms
    ]
    assert found == []

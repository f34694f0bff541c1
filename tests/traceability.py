"""``make traceability``: which test shows which requirement, read off the names of the tests (FDA-03, EMA-11).

A test shows a requirement when its name holds the ID in lower case, as in ``test_p11_05_every_act_writes_one_line``.
"""

from __future__ import annotations

import ast
import csv
import io
import re
import tomllib
from typing import TYPE_CHECKING

from tests.architecture.tree import ROOT, files, name_of, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

TRACEABILITY = ROOT / "docs" / "validation" / "traceability.csv"
REQUIREMENTS = ROOT / "docs" / "validation" / "requirements.toml"
HEAD = ("requirement", "test", "file")
_ID = re.compile(r"_(p11|fda|r3|ema|a11|cn|edc|esl|pi|ds|hgr|off)_(\d\d)(?=_|$)")


def requirements_of(name: str) -> tuple[str, ...]:
    """Return the IDs that the name of a test holds, in order: ``P11-05`` for ``p11_05``."""
    return tuple(f"{source.upper()}-{number}" for source, number in _ID.findall(f"_{name}"))


def tests_of(path: Path) -> Iterator[str]:
    """Yield the names of the tests in a file, as pytest would find them."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node.name


def rows() -> list[tuple[str, str, str]]:
    """Return (requirement, test, file), sorted."""
    return sorted(
        (requirement, test, name_of(path))
        for path in files("tests/*.py")
        if path.name.startswith("test_")
        for test in tests_of(path)
        for requirement in requirements_of(test)
    )


def written() -> str:
    """Return the file as it should be: a line each, so that two branches rarely touch the same."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows(rows())
    return text.getvalue()


def requirements() -> dict[str, dict[str, Any]]:
    """Return what is asked of the program and how each is met, by ID."""
    return tomllib.loads(REQUIREMENTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    TRACEABILITY.write_text(written(), encoding="utf-8")

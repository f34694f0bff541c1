"""What the architecture tests read: the tree as git would commit it, parsed once."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "hairtrial_desktop"


@cache
def files(*patterns: str) -> tuple[Path, ...]:
    """Return the files of the project (tracked, or new and not ignored) that match a glob; all without one."""
    git = ["git", "-c", "safe.directory=*"]  # whoever else owns the checkout
    found = subprocess.run(
        [*git, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return tuple(path for name in found.split("\0") if name and (path := ROOT / name).is_file())


@cache
def sources() -> tuple[Path, ...]:
    """Return every Python file of the program and its tests."""
    return files("*.py")


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of ``path``."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name_of(path: Path) -> str:
    """Return the path as a person in the project would say it."""
    return path.relative_to(ROOT).as_posix()

"""Loads ``forms/*.toml`` into a ``Study``, or refuses with file, item path, expected and found."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hairtrial_desktop.study.definitions import Study


def read_forms(folder: Path) -> dict[str, str]:
    """Return file name to text of every TOML file in ``folder``."""
    raise NotImplementedError


def load_study(files: Mapping[str, str]) -> Study:
    """Return the study; DefinitionError (file, path, expected, found, all)."""
    raise NotImplementedError

"""Where the files lie that come with the program: ``forms/`` and ``resources/``.

In a checkout they are folders beside the package; a wheel and a frozen program carry them inside it, under ``_data``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def shipped(name: str, package: Path = PACKAGE) -> Path:
    """Return the folder ``name`` of ``package``, installed or checked out; FileNotFoundError if neither."""
    for base in (package / "_data", package.parent):
        if (base / name).is_dir():
            return base / name
    raise FileNotFoundError(f"the folder {name} is missing beside {package}")


def forms_folder() -> Path:
    """Return the folder with ``study.toml`` and one TOML per form."""
    return shipped("forms")


def resource(*parts: str) -> Path:
    """Return the path of a file or folder under ``resources/``, for instance ``resource("fonts", "X.ttf")``."""
    return shipped("resources").joinpath(*parts)


def state_folder() -> Path:
    """Return where this computer remembers what is its own and no part of a site's data: ``HAIRTRIAL_STATE`` or usual.

    Never inside the data folder: a copy of that one must not carry it along.
    """
    given = os.environ.get("HAIRTRIAL_STATE")
    if given:
        return Path(given)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return base / "hairtrial-desktop-state"


def data_folder() -> Path:
    """Return where a site's data lies unless somebody says otherwise: a local, per-user folder that is not roamed."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "hairtrial-desktop"

"""The bundled typeface. Screen and paper show the same letters, also on a PC without Chinese fonts."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFontDatabase

from hairtrial_desktop.places import resource


def load_fonts(folder: Path | None = None) -> list[str]:
    """Make the TTF files of ``folder`` (default ``resources/fonts``) known to Qt; return the families found."""
    families: list[str] = []
    for path in sorted((folder or resource("fonts")).glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(path))
        families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return sorted(set(families))

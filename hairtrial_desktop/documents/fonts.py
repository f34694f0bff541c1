"""The two bundled fonts on paper: which font draws a character, how wide a text is, which characters are missing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from hairtrial_desktop.places import resource
from hairtrial_desktop.study.errors import KnownError

REGULAR = "NotoSansSC"
BOLD = "NotoSansSC-Bold"
_FILES = {REGULAR: "NotoSansSC-Regular.ttf", BOLD: "NotoSansSC-Bold.ttf"}
# Invisible by definition (joiners, byte order mark, soft hyphen): dropping them loses nothing that could be read.
_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))


def clean(text: str) -> str:
    """Return ``text`` as it is drawn: NFC, tabs as spaces, line ends as newlines, invisible characters dropped."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return text.translate(_INVISIBLE)


class FontSet:
    """Regular and Bold, embedded as subsets. Bold borrows from Regular what its own subset lacks (rare characters)."""

    def __init__(self) -> None:
        for name, file in _FILES.items():
            if name not in pdfmetrics.getRegisteredFontNames():  # reportlab keeps its fonts per process
                pdfmetrics.registerFont(TTFont(name, str(resource("fonts", file))))
        self._covered = {name: frozenset(pdfmetrics.getFont(name).face.charToGlyph) for name in _FILES}

    def missing(self, texts: Iterable[str]) -> str:
        """Return the characters of ``texts`` that no bundled font has, each once, in order of code point."""
        found = set("".join(clean(text) for text in texts)) - {"\n"}
        return "".join(sorted(char for char in found if ord(char) not in self._covered[REGULAR]))

    def require(self, texts: Iterable[str]) -> None:
        """Raise KnownError ``glyph_missing`` (``characters``) unless everything can be drawn; never print a box."""
        characters = self.missing(texts)
        if characters:
            raise KnownError("glyph_missing", characters=characters)

    def split(self, text: str, *, bold: bool) -> list[tuple[str, str]]:
        """Return (font name, part) pairs that together are ``text``."""
        parts: list[tuple[str, str]] = []
        for char in text:
            name = BOLD if bold and ord(char) in self._covered[BOLD] else REGULAR
            if parts and parts[-1][0] == name:
                parts[-1] = (name, parts[-1][1] + char)
            else:
                parts.append((name, char))
        return parts

    def width(self, text: str, size: float, *, bold: bool) -> float:
        """Return the width of one line of ``text`` in points."""
        return sum(float(pdfmetrics.stringWidth(part, name, size)) for name, part in self.split(text, bold=bold))

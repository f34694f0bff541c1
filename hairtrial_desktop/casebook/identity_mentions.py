"""Whether a text names a participant: what the privacy gate asks (PIPL 28; GCP 2020 Art 26: code, not name).

Full-width forms, blanks, invisible characters and middle dots do not hide a name; blanks, hyphens, dots and brackets
do not hide a number. Names of one character are not looked for: they are ordinary words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from hairtrial_desktop.casebook.identity import Identity

_SHORTEST_NAME = 2
_SHORTEST_NUMBER = 4
_DISTINCT_NUMBER = 8  # from here on a number needs no edges: 8613800138000 still holds the phone
_GAP = r"[\s\-.()/_·]{0,2}"
_NARROW_GAP = r"[\s\-]?"  # short numbers meet their digits by chance in "1.5 / 20"
_HIDERS = re.compile(r"[\s\-_·•・‧]+")


class IdentityMentions:
    """Looks for any of ``identities`` in texts. Immutable: build a new one when the register changes."""

    def __init__(self, identities: Iterable[Identity]) -> None:
        names: set[str] = set()
        patterns: set[str] = set()
        for identity in identities:
            name = _HIDERS.sub("", _plain(identity.name))
            if len(name) >= _SHORTEST_NAME and not name.isascii():
                names.add(name)
            elif len(name) >= _SHORTEST_NAME:
                patterns.add(rf"(?<![a-z0-9]){_spread(name)}(?![a-z0-9])")
            numbers = (identity.id_number, _national(identity.phone), identity.record_number)
            patterns.update(_number_pattern(number) for number in numbers)
        self._names = tuple(sorted(names))
        self._pattern = re.compile("|".join(sorted(patterns - {""}))) if patterns - {""} else None

    def found_in(self, text: str) -> bool:
        """Whether ``text`` holds a name, ID number, phone or record number of the register."""
        plain = _plain(text)
        if self._pattern is not None and self._pattern.search(plain):
            return True
        dense = _HIDERS.sub("", plain)
        return any(name in dense for name in self._names)


def _plain(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in normal if unicodedata.category(char) != "Cf")


def _national(phone: str) -> str:
    digits = "".join(char for char in _plain(phone) if char.isdigit())
    return re.sub(r"^(?:00)?86(?=1\d{10}$)", "", digits)


def _spread(chars: str, gap: str = _GAP) -> str:
    return gap.join(re.escape(char) for char in chars)


def _number_pattern(number: str) -> str:
    chars = "".join(char for char in _plain(number) if char.isalnum())
    if len(chars) < _SHORTEST_NUMBER:
        return ""
    if len(chars) >= _DISTINCT_NUMBER:
        return _spread(chars)
    return rf"(?<![a-z0-9]){_spread(chars, _NARROW_GAP)}(?![a-z0-9])"

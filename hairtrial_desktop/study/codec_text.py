"""Free text and user ids."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from hairtrial_desktop.study.codec import Codec
from hairtrial_desktop.study.errors import InputRefused

if TYPE_CHECKING:
    from datetime import date

    from hairtrial_desktop.study.values import Value

_LINE_BREAKS = re.compile(r"[ \t]*(?:\r\n|[\t\n\r\v\f\x85\u2028\u2029])[ \t]*")
# Overrides of writing direction can make a printed value read differently from the stored one.
_BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_NONCHARACTER = 0xFFFE
_USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")


def _forbidden(character: str) -> bool:
    if character in _BIDI or unicodedata.category(character) in ("Cc", "Cs"):
        return True
    return ord(character) & _NONCHARACTER == _NONCHARACTER or "\ufdd0" <= character <= "\ufdef"


class TextCodec(Codec):
    """NFC text in one line: pasted line breaks and tabs become one blank, control characters are refused."""

    def read(self, text: str, today: date) -> str:
        """Return the text; InputRefused ``control_character`` or ``too_long`` (characters after NFC)."""
        del today
        line = unicodedata.normalize("NFC", _LINE_BREAKS.sub(" ", text.strip())).strip()
        for character in line:
            if _forbidden(character):
                raise InputRefused("control_character", found=f"U+{ord(character):04X}")
        if not line:
            raise InputRefused("empty")
        if self.item.length is not None and len(line) > self.item.length:
            raise InputRefused("too_long", limit=self.item.length, found=len(line))
        return line

    def typed(self, value: str) -> Value:
        """Return the text itself."""
        return value

    def stored(self, value: Value) -> str | None:
        """Return computed text, None for unknown or empty."""
        return unicodedata.normalize("NFC", value) if isinstance(value, str) and value else None


class UserCodec(Codec):
    """A user id of this site. Whether there is such a user is judged by the session, which knows the users."""

    def read(self, text: str, today: date) -> str:
        """Return the id; InputRefused ``not_a_user``."""
        del today
        user = unicodedata.normalize("NFKC", text).strip()
        if not _USER.fullmatch(user):
            raise InputRefused("not_a_user", found=text)
        return user

    def typed(self, value: str) -> Value:
        """Return the id itself."""
        return value

    def stored(self, value: Value) -> str | None:
        """Return a computed id, None for unknown."""
        return value if isinstance(value, str) and value else None

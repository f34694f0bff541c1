"""Reading what an input method types: full-width digits and punctuation as ASCII (``experience.md``)."""

from __future__ import annotations

import re
import unicodedata

# Characters whose compatibility form is not wanted or does not exist, but which fingers produce for the ASCII one.
_PUNCTUATION = str.maketrans({"。": ".", "、": ",", "−": "-", "–": "-", "—": "-", "〜": "~", "・": "."})
_FULL_WIDTH = re.compile("[\u3000\uff01-\uffee]")
_SUPERSCRIPT = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+")


def fold(text: str) -> str:
    """Return ``text`` with full-width characters as ASCII, superscripts as ``^n``, without blanks at the ends.

    Only full-width forms are folded, not all of NFKC: NFKC would read ``5²`` as 52 and ``10⁸`` as 108.
    """
    narrow = _FULL_WIDTH.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text.translate(_PUNCTUATION))
    return _SUPERSCRIPT.sub(_power, narrow).strip()


def _power(match: re.Match[str]) -> str:
    return "^" + unicodedata.normalize("NFKC", match[0]).replace("−", "-")


def comparable(text: str) -> str:
    """Return ``text`` as options are compared: NFKC, case folded, blanks collapsed."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(_PUNCTUATION)).casefold().split())


def mentions(text: str, words: str) -> bool:
    """Whether ``text`` says any of ``words`` (separated by blanks), however they are written.

    A word of Latin letters must stand alone, its plural included; any other stands anywhere, as Chinese has no blanks.
    """
    return bool(mentioned(text, words))


def mentioned(text: str, words: str) -> tuple[str, ...]:
    """Return those of ``words`` (separated by blanks) that ``text`` says, as :func:`mentions` finds them."""
    said = comparable(text)
    return tuple(word for word in words.split() if _said(comparable(word), said))


def _said(word: str, text: str) -> bool:
    if not word.isascii():
        return word in text or word in text.replace(" ", "")
    if not word.isalpha():
        return word in text
    return re.search(rf"(?<![a-z]){re.escape(word)}s?(?![a-z])", text) is not None

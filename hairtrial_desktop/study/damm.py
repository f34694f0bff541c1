"""Damm check digit of kit numbers: catches every single wrong digit and every swap of neighbours."""

from __future__ import annotations

# Damm's quasigroup of order 10 (H. Michael Damm, 2004); totally anti-symmetric, diagonal zero.
_TABLE = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
_DIGITS = "0123456789"


def check_digit(digits: str) -> str:
    """Return the digit to append to ``digits`` (ASCII digits only; anything else in the text is passed over)."""
    interim = 0
    for character in digits:
        if character in _DIGITS:
            interim = int(_TABLE[interim][int(character)])
    return str(interim)


def passes(text: str) -> bool:
    """Whether the digits of ``text`` end in their check digit; False without at least two digits."""
    digits = [character for character in text if character in _DIGITS]
    return len(digits) > 1 and check_digit("".join(digits)) == "0"

"""Numbers as people write them, exact in Decimal: ``5E8``, ``5×10^8``, ``5亿`` (clinical content, Appendix A)."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal

from hairtrial_desktop.study.errors import InputRefused
from hairtrial_desktop.study.folding import fold

# Enough digits that no quantity of the study is ever rounded before it is shown.
EXACT = Context(prec=50)
MOST_DIGITS = 30
_SCALES = {"": 0, "百": 2, "千": 3, "万": 4, "亿": 8, "萬": 4, "億": 8, "万亿": 12}
_NUMBER = re.compile(
    r"""(?P<sign>[+-]?)\s*(?P<digits>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
        \s*(?:[eE]\s*(?P<e>[+-]?[0-9]{1,3})|[×xX*]\s*10\s*(?:\^|\*\*)\s*(?P<power>[+-]?[0-9]{1,3})
           |(?P<scale>百|千|万亿|万|亿|萬|億))?""",
    re.VERBOSE,
)
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
LARGE = Decimal(10) ** 7


def parse_quantity(text: str) -> Decimal:
    """Return the exact number; InputRefused ``not_a_number`` or ``number_too_long``. Digits typed are kept."""
    match = _NUMBER.fullmatch(fold(text))
    if match is None:
        raise InputRefused("not_a_number", found=text)
    if len(match["digits"]) > MOST_DIGITS:
        raise InputRefused("number_too_long", limit=MOST_DIGITS)
    exponent = int(match["e"] or match["power"] or _SCALES[match["scale"] or ""])
    if abs(exponent) > MOST_DIGITS:
        raise InputRefused("number_too_long", limit=MOST_DIGITS)
    number = Decimal(match["sign"] + match["digits"])
    return number.scaleb(exponent, EXACT) if exponent else number


def plain(number: Decimal) -> str:
    """Return the digits without exponent, keeping trailing zeros after the point: the stored form of a number."""
    text = format(number, "f")
    return text.removeprefix("-") if not number else text


def rounded(number: Decimal, places: int) -> Decimal:
    """Return ``number`` at ``places`` digits after the point, halves away from zero."""
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACT)


def show_quantity(number: Decimal, places: int = 2) -> str:
    """Return ``5.00×10⁸`` for a large number (at least 10⁷), the plain digits otherwise."""
    if abs(number) < LARGE:
        return plain(number)
    exponent = number.adjusted()
    mantissa = rounded(number.scaleb(-exponent, EXACT), places)
    if mantissa.adjusted():  # 9.999 rounds up to the next power of ten
        exponent, mantissa = exponent + 1, rounded(mantissa / 10, places)
    return f"{plain(mantissa)}×10{str(exponent).translate(_SUPERSCRIPTS)}"

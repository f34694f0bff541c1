"""Whole and decimal numbers: the digits typed are the digits stored, never a binary float."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hairtrial_desktop.study.codec import Codec
from hairtrial_desktop.study.errors import InputRefused
from hairtrial_desktop.study.quantity import EXACT, parse_quantity, plain, rounded, show_quantity

if TYPE_CHECKING:
    from datetime import date

    from hairtrial_desktop.study.values import Value

SIGNIFICANT = 12  # digits kept of a computed number whose item names no decimals


class DecimalCodec(Codec):
    """``1.00`` stays ``1.00``; ``5×10^8``, ``5E8`` and ``5亿`` are ``500000000``."""

    def read(self, text: str, today: date) -> str:
        """Return the digits.

        InputRefused ``not_a_number``, ``number_too_long``, ``too_many_decimals`` or ``too_many_digits``.
        """
        del today
        digits = plain(parse_quantity(text))
        whole, _, fraction = digits.removeprefix("-").partition(".")
        if self.item.decimals is not None and len(fraction) > self.item.decimals:
            raise InputRefused("too_many_decimals", limit=self.item.decimals, found=len(fraction))
        if self.item.length is not None and len(whole.lstrip("0")) + len(fraction) > self.item.length:
            raise InputRefused("too_many_digits", limit=self.item.length)
        return digits

    def typed(self, value: str) -> Value:
        """Return the Decimal; ValueError if ``value`` is no number."""
        try:
            number = Decimal(value)
        except ArithmeticError as error:
            raise ValueError(value) from error
        if not number.is_finite():
            raise ValueError(value)
        return number

    def show(self, value: str, language: str) -> str:
        """Return the digits, or ``5.00×10⁸`` from ten million on."""
        del language
        return show_quantity(Decimal(value))

    def stored(self, value: Value) -> str | None:
        """Return a computed number as it is recorded: at the item's decimals, halves away from zero."""
        if not isinstance(value, Decimal):
            return None
        if self.item.decimals is not None:
            return plain(rounded(value, self.item.decimals))
        shortened = EXACT.create_decimal(value).normalize(EXACT)
        places = min(SIGNIFICANT - 1 - shortened.adjusted(), -int(shortened.as_tuple().exponent))
        return plain(rounded(shortened, max(places, 0)))


class IntegerCodec(DecimalCodec):
    """Whole numbers; ``1E3`` is 1000, but ``1.0`` is refused: it claims a precision that was not asked for."""

    def read(self, text: str, today: date) -> str:
        """Return the digits; InputRefused ``not_an_integer`` besides those of a decimal number."""
        digits = super().read(text, today)
        if "." in digits:
            raise InputRefused("not_an_integer", found=text)
        return digits

    def stored(self, value: Value) -> str | None:
        """Return a computed number rounded to a whole one, halves away from zero."""
        return plain(rounded(value, 0)) if isinstance(value, Decimal) else None

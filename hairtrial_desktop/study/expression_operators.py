"""Operators: Kleene logic, comparisons that may be unknown, Decimal arithmetic."""

from __future__ import annotations

import operator
from decimal import Decimal, DecimalException
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.study.kleene import UNKNOWN, Truth, truth_and, truth_not
from hairtrial_desktop.study.partial_date import PartialDate, at_or_before, before, same_day
from hairtrial_desktop.study.quantity import EXACT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hairtrial_desktop.study.expression_nodes import Run
    from hairtrial_desktop.study.values import Context, Value

_PLAIN: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_DATES: Mapping[str, Callable[[PartialDate, PartialDate], Truth]] = {
    "==": same_day,
    "!=": lambda left, right: truth_not(same_day(left, right)),
    "<": before,
    "<=": at_or_before,
    ">": lambda left, right: before(right, left),
    ">=": lambda left, right: at_or_before(right, left),
}
ARITHMETIC: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": EXACT.add,
    "-": EXACT.subtract,
    "*": EXACT.multiply,
    "/": EXACT.divide,
}


def compare(sign: str, left: Value, right: Value) -> Truth:
    """Return ``left sign right``; unknown if a part is, or for partial dates that allow both answers."""
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if isinstance(left, PartialDate) and isinstance(right, PartialDate):
        return _DATES[sign](left, right)
    if type(left) is not type(right):
        return UNKNOWN
    return _PLAIN[sign](left, right)


def run_and(runs: tuple[Run, ...]) -> Run:
    """Return Kleene ``and``."""

    def run(ctx: Context, row: Context | None) -> Value:
        result: Truth = True
        for part in runs:
            value = part(ctx, row)
            if value is False:
                return False
            if value is UNKNOWN:
                result = UNKNOWN
        return result

    return run


def run_or(runs: tuple[Run, ...]) -> Run:
    """Return Kleene ``or``."""

    def run(ctx: Context, row: Context | None) -> Value:
        result: Truth = False
        for part in runs:
            value = part(ctx, row)
            if value is True:
                return True
            if value is UNKNOWN:
                result = UNKNOWN
        return result

    return run


def run_not(part: Run) -> Run:
    """Return Kleene ``not``."""

    def run(ctx: Context, row: Context | None) -> Value:
        value = part(ctx, row)
        return UNKNOWN if value is UNKNOWN else not value

    return run


def run_compare(runs: tuple[Run, ...], signs: tuple[str, ...]) -> Run:
    """Return a comparison, chained where there are several signs."""
    if len(signs) == 1:
        (left, right), sign = runs, signs[0]
        return lambda ctx, row: compare(sign, left(ctx, row), right(ctx, row))

    def run(ctx: Context, row: Context | None) -> Value:
        values = [part(ctx, row) for part in runs]
        return truth_and(compare(sign, values[at], values[at + 1]) for at, sign in enumerate(signs))

    return run


def run_in(part: Run, options: frozenset[Value], *, negate: bool) -> Run:
    """Return ``in`` or ``not in`` a set of literals."""

    def run(ctx: Context, row: Context | None) -> Value:
        value = part(ctx, row)
        return UNKNOWN if value is UNKNOWN else (value in options) is not negate

    return run


def run_arithmetic(sign: str, left: Run, right: Run) -> Run:
    """Return Decimal arithmetic; division by nothing and overflow are unknown, ``+`` of texts joins them."""
    combine = ARITHMETIC[sign]

    def run(ctx: Context, row: Context | None) -> Value:
        first, second = left(ctx, row), right(ctx, row)
        if isinstance(first, Decimal) and isinstance(second, Decimal):
            try:
                return combine(first, second)
            except DecimalException:
                return UNKNOWN
        if isinstance(first, str) and isinstance(second, str):
            return first + second
        return UNKNOWN

    return run

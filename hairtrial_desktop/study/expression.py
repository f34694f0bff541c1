"""Expressions of the study's definitions: a whitelisted subset of Python, three-valued, Decimal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.study.kleene import UNKNOWN, Truth, Unknown
from hairtrial_desktop.study.values import Context, Explanation, Ref, Value

if TYPE_CHECKING:
    from hairtrial_desktop.study.catalog import Scope

__all__ = ["UNKNOWN", "Context", "Explanation", "Expression", "Ref", "Truth", "Unknown", "Value", "compile_expression"]


class Expression:
    """A compiled expression."""

    text: str
    refs: tuple[Ref, ...]
    forms: frozenset[str]
    uses_today: bool

    def evaluate(self, ctx: Context) -> Value:
        """Return the value in ``ctx``."""
        raise NotImplementedError

    def explain(self, ctx: Context) -> Explanation:
        """Return the value in ``ctx`` with everything it was judged from."""
        raise NotImplementedError


def compile_expression(text: str, scope: Scope) -> Expression:
    """Compile ``text``; DefinitionError with what was expected and found."""
    raise NotImplementedError

"""``second_person('FORM')`` and ``second_person('FORM', DATE, TIME)``: whose word stands beside that of who entered.

The user whose confirmation of the form (of the same event) stands now, or stood in that minute of the study's zone; ""
where nobody's did. Unknown where the record does not say when it was given: a form entered later from paper, a partial
date, a place without the site's record (21 CFR 11.10(f): steps in their order).
"""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from hairtrial_desktop.study.expression_nodes import Node
from hairtrial_desktop.study.kleene import UNKNOWN
from hairtrial_desktop.study.partial_date import PartialDate
from hairtrial_desktop.study.phrase import phrase
from hairtrial_desktop.study.static_types import TEXT, Kind

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping

    from hairtrial_desktop.study.expression_compiler import Builder, Compiler
    from hairtrial_desktop.study.values import Context, Value


def _second_person(compiler: Compiler, call: ast.Call) -> Node:
    if len(call.args) not in (1, 3):
        compiler.fail(phrase("second_person('FORM'), or with a date and a time"), compiler.text(call))
    form, scope = compiler.string(call.args[0]), compiler.scope
    events = scope.catalog.events_of(scope.form) if scope.form is not None else ()
    if not events or any(form not in scope.catalog.events.get(each, ()) for each in events):
        compiler.fail(phrase("'FORM', a form of the same event"), repr(form))
    kinds = (Kind.DATE, Kind.TIME)[: len(call.args) - 1]
    parts = tuple(compiler.of_kind(tree, kind) for tree, kind in zip(call.args[1:], kinds, strict=True))

    def run(ctx: Context, row: Context | None) -> Value:
        values = [part.run(ctx, row) for part in parts]
        if not values:
            return ctx.second_person(f"F.{form}", None)
        day, at = values
        if not isinstance(day, PartialDate) or not day.exact or not isinstance(at, time):
            return UNKNOWN
        return ctx.second_person(f"F.{form}", (day, at))

    return Node(call, TEXT, run, "form", parts, ("", f"F.{form}"))


CONFIRMED_FUNCTIONS: Mapping[str, Builder] = {"second_person": _second_person}

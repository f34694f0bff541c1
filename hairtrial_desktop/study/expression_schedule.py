"""``due()`` and ``window(DATE)``: the visit schedule in expressions, so that no form writes its windows again.

``due()`` is the day this visit is due, ``due('V2')`` that of another. ``window(DATE)`` says how a day stands to the
window of this visit: GREEN, AMBER or RED; unknown where nothing is due, or where a partial date could be either.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from hairtrial_desktop.study.expression_nodes import Node
from hairtrial_desktop.study.kleene import UNKNOWN
from hairtrial_desktop.study.partial_date import PartialDate
from hairtrial_desktop.study.phrase import phrase
from hairtrial_desktop.study.static_types import DATE, Kind, StaticType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hairtrial_desktop.study.expression_compiler import Builder, Compiler
    from hairtrial_desktop.study.values import Context, Value

COLOURS = StaticType(Kind.TEXT, frozenset({"GREEN", "AMBER", "RED"}))
OP = "schedule"


def _event(compiler: Compiler, call: ast.Call, trees: list[ast.expr]) -> str | None:
    """Return the OID of the event named, None for this one."""
    if not trees:
        if compiler.scope.form is None:
            compiler.fail(phrase("'EVENT' (there is no event of its own here)"), compiler.text(call))
        return None
    name = compiler.string(trees[0])
    if name not in compiler.scope.catalog.events:
        compiler.fail(phrase("one of the events {events}", events=compiler.scope.catalog.events), repr(name))
    return f"SE.{name}"


def _due_node(compiler: Compiler, event: str | None) -> Node:
    """Return the day due; ``detail`` names the forms it depends on."""
    text = "due()" if event is None else f"due('{event.removeprefix('SE.')}')"
    forms = tuple(sorted(compiler.scope.catalog.schedule_forms))
    return Node(ast.parse(text, mode="eval").body, DATE, lambda ctx, _: ctx.due(event), OP, detail=forms)


def _due(compiler: Compiler, call: ast.Call) -> Node:
    if len(call.args) > 1:
        compiler.fail(phrase("an event or nothing"), compiler.text(call))
    return _due_node(compiler, _event(compiler, call, list(call.args)))


def _window(compiler: Compiler, call: ast.Call) -> Node:
    if len(call.args) not in (1, 2):
        compiler.fail(phrase("a date, and an event where it is not this one"), compiler.text(call))
    event = _event(compiler, call, list(call.args[1:]))
    day = compiler.of_kind(call.args[0], Kind.DATE)

    def run(ctx: Context, row: Context | None) -> Value:
        value = day.run(ctx, row)
        return ctx.window(event, value) if isinstance(value, PartialDate) else UNKNOWN

    return Node(call, COLOURS, run, "call", (day, _due_node(compiler, event)))


SCHEDULE_FUNCTIONS: Mapping[str, Builder] = {"due": _due, "window": _window}

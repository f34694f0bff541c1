"""Functions that look into the site's lists: ``listed('KIT', KITNO, 'SYR_A')`` and ``in_list('KIT', KITNO)``.

A list is what the sponsor sent, with what became of it (``casebook.site_lists``). Where no such list was received both
are unknown, so that no rule fires and everything can be recorded as before; a key that the list has not gives False
from ``in_list`` and unknown from ``listed``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.study.expression_nodes import Node
from hairtrial_desktop.study.kleene import UNKNOWN
from hairtrial_desktop.study.phrase import phrase
from hairtrial_desktop.study.static_types import DATE, TEXT, TRUTH, Kind, StaticType

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping

    from hairtrial_desktop.study.expression_compiler import Builder, Compiler
    from hairtrial_desktop.study.values import Context, Value

OP = "listed"
_YES_NO = StaticType(Kind.TEXT, frozenset("YN"))
_SIDE = StaticType(Kind.TEXT, frozenset({"LEFT", "RIGHT"}))
_STATE = StaticType(Kind.TEXT, frozenset({"OK", "DAMAGED", "TEMPERATURE", "LOST", "RETURNED"}))

# list -> column -> type. FREE and NEXT are as seen by the subject that asks: what it holds itself is free to it.
LISTS: Mapping[str, Mapping[str, StaticType]] = {
    "KIT": {
        "RANDNUM": TEXT, "VISIT": TEXT, "COHORT": TEXT, "SYR_A": TEXT, "SYR_B": TEXT, "SIDE_A": _SIDE, "EXPIRY": DATE,
        "SPARE": _YES_NO, "FREE": _YES_NO, "STATE": _STATE,
    },
    "RAND": {"COHORT": TEXT, "FREE": _YES_NO, "NEXT": _YES_NO},
    "COHORT": {"OPENED": DATE, "FROM": DATE, "HOLD": _YES_NO},
    "PLACE": {"COHORT": _YES_NO, "STUDY": _YES_NO},  # of each cohort: whether there is room for the subject that asks
}  # fmt: skip


def _list_of(compiler: Compiler, tree: ast.expr) -> str:
    name = compiler.string(tree)
    if name not in LISTS:
        compiler.fail(phrase("one of the lists {lists}", lists=LISTS), repr(name))
    return name


def _listed(compiler: Compiler, call: ast.Call) -> Node:
    if len(call.args) != 3:  # noqa: PLR2004 - list, key, column
        compiler.fail("listed('LIST', KEY, 'COLUMN')", compiler.text(call))
    name, column = _list_of(compiler, call.args[0]), compiler.string(call.args[2])
    if column not in LISTS[name]:
        compiler.fail(phrase("one of the columns {columns} of {name}", columns=LISTS[name], name=name), repr(column))
    key = compiler.of_kind(call.args[1], Kind.TEXT)

    def run(ctx: Context, row: Context | None) -> Value:
        value = key.run(ctx, row)
        return ctx.listed(name, value, column) if isinstance(value, str) else UNKNOWN

    return Node(call, LISTS[name][column], run, OP, (key,), (name, column))


def _in_list(compiler: Compiler, call: ast.Call) -> Node:
    if len(call.args) != 2:  # noqa: PLR2004 - list, key
        compiler.fail("in_list('LIST', KEY)", compiler.text(call))
    name, key = _list_of(compiler, call.args[0]), compiler.of_kind(call.args[1], Kind.TEXT)

    def run(ctx: Context, row: Context | None) -> Value:
        value = key.run(ctx, row)
        return ctx.in_list(name, value) if isinstance(value, str) else UNKNOWN

    return Node(call, TRUTH, run, OP, (key,), (name,))


LIST_FUNCTIONS: Mapping[str, Builder] = {"listed": _listed, "in_list": _in_list}

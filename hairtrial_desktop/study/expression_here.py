"""Functions about the place where a rule stands: its event, the visit before, its row and the others of the log."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hairtrial_desktop.study.expression_nodes import Node
from hairtrial_desktop.study.kleene import UNKNOWN, truth_or
from hairtrial_desktop.study.partial_date import PartialDate
from hairtrial_desktop.study.phrase import phrase
from hairtrial_desktop.study.static_types import DATE, NUMBER, TRUTH, Kind, StaticType

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping

    from hairtrial_desktop.study.expression_compiler import Builder, Compiler
    from hairtrial_desktop.study.values import Context, Value


def _event(compiler: Compiler, call: ast.Call) -> Node:
    """Build ``event()``: the short name of the event in which the form is filled, one of those that hold the form."""
    form = compiler.scope.form
    if call.args or form is None:
        compiler.fail(phrase("event() without arguments, in a form"), compiler.text(call))
    codes = frozenset(compiler.scope.catalog.events_of(form))
    return Node(call, StaticType(Kind.TEXT, codes), lambda ctx, _row: ctx.event_name(), "event")


def _this(compiler: Compiler, call: ast.Call) -> Node:
    """Build ``this(ITEM)``: inside a function of rows, the item where the rule stands, not that of the row."""
    if compiler.row is None or len(call.args) != 1:
        compiler.fail(phrase("this(ITEM) inside a function of rows"), compiler.text(call))
    leaf = compiler.outside_rows().item(call.args[0])
    look = leaf.run
    return replace(leaf, tree=call, run=lambda ctx, _row: look(ctx, None))


def _any_other_row(compiler: Compiler, call: ast.Call) -> Node:
    """Build ``any_other_row(condition)``: whether the condition holds for another row of the log the rule stands in.

    Over an open log it is True or unknown, as ``any_row`` is: a row may still come.
    """
    short = compiler.scope.form
    form = None if short is None else compiler.names.form(short)
    if form is None or not form.log or compiler.row is not None or len(call.args) != 1:
        compiler.fail(phrase("any_other_row(condition) in a log form"), compiler.text(call))
    predicate = compiler.of_rows(form).of_kind(call.args[0], Kind.BOOL)

    def run(ctx: Context, _row: Context | None) -> Value:
        found = (predicate.run(ctx, each) for each in ctx.rows(form.oid) if not ctx.is_row(each))
        result = truth_or(each if isinstance(each, bool) else UNKNOWN for each in found)
        return UNKNOWN if result is False and ctx.log_closed(form.oid) is not True else result

    return Node(call, TRUTH, run, "rows", row_form=form.oid, per_row=(predicate,))


def _row_number(compiler: Compiler, call: ast.Call) -> Node:
    """Build ``row_number()``: the number of the row in its log, by which rows of other logs name it.

    Inside a function of rows it is the number of the row looked at.
    """
    if call.args:
        compiler.fail(phrase("row_number() without arguments"), compiler.text(call))

    def run(ctx: Context, row: Context | None) -> Value:
        return Decimal((ctx if row is None else row).row_number())

    return Node(call, NUMBER, run, "row_number")


def _proposed(compiler: Compiler, call: ast.Call) -> Node:
    """Build ``proposed()``: Y where the row was written by accepting a proposed deviation, else N."""
    if call.args:
        compiler.fail(phrase("proposed() without arguments"), compiler.text(call))
    return Node(call, StaticType(Kind.TEXT, frozenset("YN")), lambda ctx, _row: "NY"[ctx.proposed()], "proposed")


def _last_visit(compiler: Compiler, call: ast.Call) -> Node:
    """Build ``last_visit(DATE)``: the latest date of a visit before that date, whatever was done at it."""
    if len(call.args) != 1:
        compiler.fail("last_visit(DATE)", compiler.text(call))
    part = compiler.of_kind(call.args[0], Kind.DATE)

    def run(ctx: Context, row: Context | None) -> Value:
        before = part.run(ctx, row)
        return ctx.last_visit(before) if isinstance(before, PartialDate) else UNKNOWN

    return Node(call, DATE, run, "call", (part,))


HERE_FUNCTIONS: Mapping[str, Builder] = {
    "event": _event,
    "last_visit": _last_visit,
    "proposed": _proposed,
    "row_number": _row_number,
    "this": _this,
    "any_other_row": _any_other_row,
}

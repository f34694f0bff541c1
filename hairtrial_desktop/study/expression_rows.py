"""Functions over the rows of a log. Over an open log nothing is known to be absent (``architecture.md``, Logic 3)."""

from __future__ import annotations

import ast
from decimal import Decimal
from typing import TYPE_CHECKING

from hairtrial_desktop.study.expression_nodes import Node
from hairtrial_desktop.study.kleene import UNKNOWN, truth_or
from hairtrial_desktop.study.partial_date import PartialDate, latest_of
from hairtrial_desktop.study.phrase import phrase
from hairtrial_desktop.study.static_types import NUMBER, ORDERED, TRUTH, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hairtrial_desktop.study.catalog import FormSignature
    from hairtrial_desktop.study.expression_compiler import Builder, Compiler
    from hairtrial_desktop.study.values import Context, Value


def _log(compiler: Compiler, call: ast.Call, count: int) -> FormSignature:
    if compiler.row is not None:
        compiler.fail(phrase("no rows inside rows"), compiler.text(call))
    if len(call.args) != count or not isinstance(call.args[0], ast.Name):
        compiler.fail(phrase("a log form and {count} more argument(s)", count=count - 1), compiler.text(call))
    form = compiler.names.form(call.args[0].id)
    if not form.log:
        compiler.fail(phrase("a log form"), form.short)
    return form


def _truth(value: Value) -> bool | None:
    return value if isinstance(value, bool) else None


def _any_row(compiler: Compiler, call: ast.Call) -> Node:
    form = _log(compiler, call, 2)
    predicate = compiler.of_rows(form).of_kind(call.args[1], Kind.BOOL)

    def run(ctx: Context, _row: Context | None) -> Value:
        found = (_truth(predicate.run(ctx, each)) for each in ctx.rows(form.oid))
        result = truth_or(UNKNOWN if each is None else each for each in found)
        return UNKNOWN if result is False and ctx.log_closed(form.oid) is not True else result

    return Node(call, TRUTH, run, "rows", row_form=form.oid, per_row=(predicate,))


def _on_record(compiler: Compiler, call: ast.Call) -> Node:
    """Build ``on_record``: whether such a row is written now. Unlike ``any_row``, an open log counts as it stands."""
    form = _log(compiler, call, 2)
    predicate = compiler.of_rows(form).of_kind(call.args[1], Kind.BOOL)

    def run(ctx: Context, _row: Context | None) -> Value:
        found = (_truth(predicate.run(ctx, each)) for each in ctx.rows(form.oid))
        return truth_or(UNKNOWN if each is None else each for each in found)

    return Node(call, TRUTH, run, "rows", row_form=form.oid, per_row=(predicate,))


def _selected(ctx: Context, form_oid: str, predicate: Node) -> list[Context] | None:
    """Return the rows that fit; None if some may or may not, or if more may come."""
    if ctx.log_closed(form_oid) is not True:
        return None
    rows = [(_truth(predicate.run(ctx, each)), each) for each in ctx.rows(form_oid)]
    return None if any(fits is None for fits, _ in rows) else [each for fits, each in rows if fits]


def _count_rows(compiler: Compiler, call: ast.Call) -> Node:
    form = _log(compiler, call, 2)
    predicate = compiler.of_rows(form).of_kind(call.args[1], Kind.BOOL)

    def run(ctx: Context, _row: Context | None) -> Value:
        rows = _selected(ctx, form.oid, predicate)
        return UNKNOWN if rows is None else Decimal(len(rows))

    return Node(call, NUMBER, run, "rows", row_form=form.oid, per_row=(predicate,))


def _max_row(compiler: Compiler, call: ast.Call) -> Node:
    form = _log(compiler, call, 3)
    inside = compiler.of_rows(form)
    item, predicate = inside.item(call.args[1]), inside.of_kind(call.args[2], Kind.BOOL)
    if item.row_form is None or item.type.kind not in ORDERED:
        compiler.fail(phrase("a number, date or time of {short}", short=form.short), item.text)

    def run(ctx: Context, _row: Context | None) -> Value:
        rows = _selected(ctx, form.oid, predicate)
        if not rows:
            return UNKNOWN
        return _largest([item.run(ctx, each) for each in rows])

    return Node(call, item.type, run, "rows", row_form=form.oid, per_row=(predicate, item))


def _largest(values: list[Value]) -> Value:
    if any(value is UNKNOWN for value in values):
        return UNKNOWN
    days = tuple(value for value in values if isinstance(value, PartialDate))
    if days:
        return latest_of(days)
    return max(values)  # type: ignore[type-var]  # all of one ordered kind, checked when compiled


ROW_FUNCTIONS: Mapping[str, Builder] = {
    "any_row": _any_row,
    "on_record": _on_record,
    "count_rows": _count_rows,
    "max_row": _max_row,
}

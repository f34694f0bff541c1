"""The compiled tree: every node can be run (a closure) and explained."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from hairtrial_desktop.study.values import Context, Explanation, Ref, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hairtrial_desktop.study.catalog import ItemSignature
    from hairtrial_desktop.study.static_types import StaticType

    Run = Callable[[Context, Context | None], Value]


@dataclass(eq=False)  # not frozen: that triples the cost of making one, and a study has thousands
class Node:
    """One sub-expression.

    ``run`` takes the context and, inside a ``rows`` function, the context of the row. ``op`` names what it is
    (``and``, ``compare``, ``ref``, ``missing`` …) and ``detail`` its comparison operators. Leaves that are items
    have ``ref`` and ``item``; ``row_form`` is the log's OID for an item of a row and for a ``rows`` function,
    whose parts evaluated for each row are ``per_row``.
    """

    tree: ast.expr
    type: StaticType
    run: Run
    op: str
    children: tuple[Node, ...] = ()
    detail: tuple[str, ...] = ()
    ref: Ref | None = None
    item: ItemSignature | None = None
    row_form: str | None = None
    per_row: tuple[Node, ...] = ()
    literal: Value | None = None

    @cached_property
    def text(self) -> str:
        """The source of it in one line; made when asked for, as few ever are."""
        return ast.unparse(self.tree)

    def walk(self) -> Iterator[Node]:
        """Yield this node and every node below."""
        yield self
        for part in (*self.children, *self.per_row):
            yield from part.walk()

    def explain(self, ctx: Context, row: Context | None = None, number: int | None = None) -> Explanation:
        """Return the value with everything it was judged from; nothing is cut short."""
        children = tuple(child.explain(ctx, row, number) for child in self.children if child.op != "literal")
        if self.per_row and self.row_form is not None:
            children += tuple(
                part.explain(ctx, each, count)
                for count, each in enumerate(ctx.rows(self.row_form), 1)
                for part in self.per_row
                if part.op != "literal"
            )
        ref = self.ref
        if ref is not None and self.row_form is not None:
            ref = replace(ref, form=self.row_form)
        return Explanation(self.text, self.run(ctx, row), children, ref, number)

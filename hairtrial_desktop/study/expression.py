"""Expressions of the study's definitions: a whitelisted subset of Python, three-valued, Decimal.

Semantics: ``architecture.md``, Definitions, Logic 1 to 6. Parsed with ``ast``, compiled to closures, never ``eval``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hairtrial_desktop.study.catalog import Scope
from hairtrial_desktop.study.errors import DefinitionError
from hairtrial_desktop.study.expression_compiler import Compiler, definition_error, parse
from hairtrial_desktop.study.expression_confirmed import CONFIRMED_FUNCTIONS
from hairtrial_desktop.study.expression_functions import FUNCTIONS
from hairtrial_desktop.study.expression_guards import Frame, Guards
from hairtrial_desktop.study.expression_here import HERE_FUNCTIONS
from hairtrial_desktop.study.expression_lists import LIST_FUNCTIONS
from hairtrial_desktop.study.expression_looks import AT_VISITS, Looks, looks_of
from hairtrial_desktop.study.expression_rows import ROW_FUNCTIONS
from hairtrial_desktop.study.expression_schedule import OP as SCHEDULE
from hairtrial_desktop.study.expression_schedule import SCHEDULE_FUNCTIONS
from hairtrial_desktop.study.kleene import UNKNOWN, Truth, Unknown
from hairtrial_desktop.study.phrase import phrase
from hairtrial_desktop.study.static_types import SAID, Kind, StaticType
from hairtrial_desktop.study.values import Context, Explanation, Ref, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hairtrial_desktop.study.catalog import Catalog, ItemSignature
    from hairtrial_desktop.study.expression_compiler import Builder
    from hairtrial_desktop.study.expression_nodes import Node

__all__ = ["UNKNOWN", "Context", "Explanation", "Expression", "Ref", "Truth", "Unknown", "Value", "compile_expression"]

_ALL: Mapping[str, Builder] = {
    **FUNCTIONS,
    **ROW_FUNCTIONS,
    **HERE_FUNCTIONS,
    **LIST_FUNCTIONS,
    **CONFIRMED_FUNCTIONS,
    **SCHEDULE_FUNCTIONS,
}


class Expression:
    """A compiled expression.

    ``refs``: every item named, once, in reading order; items of log rows as ``Ref("SE.LOG", form, item)``.
    ``own_refs`` leaves out those read at another event (``previous``, ``baseline``). ``forms``: OIDs of the log
    forms and other forms it depends on. ``uses_schedule``: it asks when visits are due, and so depends on the dates of
    every visit. Two expressions are equal if text and references are.
    """

    __slots__ = (
        "_looks", "_root", "forms", "own_refs", "refs", "text", "type", "uses_schedule", "uses_today",
    )  # fmt: skip

    def __init__(self, text: str, root: Node, log_event: str) -> None:
        """Gather what ``root`` depends on."""
        self.text = text
        self._root = root
        self._looks: Looks | None = None
        self.type: StaticType = root.type
        nodes = list(root.walk())
        ops = {node.op for node in nodes}
        self.uses_today: bool = "today" in ops
        self.uses_schedule: bool = SCHEDULE in ops
        self.refs: tuple[Ref, ...] = _refs(nodes, log_event)
        self.own_refs: tuple[Ref, ...] = self.refs
        if not ops.isdisjoint(AT_VISITS):
            apart = {part for node in nodes if node.op in AT_VISITS for part in node.children}
            self.own_refs = _refs([node for node in nodes if node not in apart], log_event)
        logs = {node.row_form for node in nodes if node.row_form is not None}
        whole = {node.detail[1] for node in nodes if node.op == "form"}
        dated = {form for node in nodes if node.op == SCHEDULE for form in node.detail}
        named = {ref.form for ref in self.refs if ref.form is not None}
        self.forms: frozenset[str] = frozenset(logs | whole | dated | named)

    @property
    def root(self) -> Node:
        """The compiled tree, for those who judge the expression itself (``definition_warnings``)."""
        return self._root

    @property
    def looks(self) -> Looks:
        """What it looks at, by kind."""
        if self._looks is None:
            self._looks = looks_of(self._root)
        return self._looks

    def evaluate(self, ctx: Context) -> Value:
        """Return the value in ``ctx``; no input makes it raise."""
        return self._root.run(ctx, None)

    def explain(self, ctx: Context) -> Explanation:
        """Return the value in ``ctx`` with everything it was judged from."""
        return self._root.explain(ctx)

    def __eq__(self, other: object) -> bool:
        """Compare text and references."""
        return isinstance(other, Expression) and (self.text, self.refs) == (other.text, other.refs)

    def __hash__(self) -> int:
        """Hash by text."""
        return hash(self.text)

    def __repr__(self) -> str:
        """Return the text."""
        return f"Expression({self.text!r})"


def _refs(nodes: list[Node], log_event: str) -> tuple[Ref, ...]:
    found: dict[Ref, None] = {}
    for node in nodes:
        if node.ref is not None:
            in_row = node.row_form is not None
            found[replace(node.ref, event=f"SE.{log_event}", form=node.row_form) if in_row else node.ref] = None
    return tuple(found)


def compile_expression(
    text: str, scope: Scope, *, kind: Kind | None = None, codes: frozenset[str] | None = None
) -> Expression:
    """Compile ``text`` for ``scope``.

    ``kind``: what it must give; ``codes``: the texts it may give. DefinitionError (``file``, ``path``,
    ``expected``, ``found``) for wrong syntax, unknown names, types that do not match, codes outside their list, and
    conditional items named without their condition.
    """
    root = _compile(text, scope)
    if kind is not None and (not root.type.fits(kind) or (kind is Kind.BOOL and root.type.kind is not kind)):
        raise definition_error(
            scope,
            phrase("an expression that gives {kind}", kind=SAID[kind]),
            phrase("{part}, {kind}", part=text, kind=root.type.said),
        )
    if codes is not None and root.type.codes is not None and not root.type.codes <= codes:
        strange = ", ".join(sorted(root.type.codes - codes))
        raise definition_error(scope, phrase("only the codes {codes}", codes=sorted(codes)), strange)
    if scope.item is not None and not scope.collected and _names(root, scope.item.oid):
        raise definition_error(scope, phrase("a condition that does not name the item it decides about"), text)
    problem = Guards(scope.catalog, lambda item: conditions_of(scope.catalog, item)).check(
        root, Frame(None, None if scope.form is None else f"F.{scope.form}"), _granted(scope)
    )
    if problem is not None:
        raise definition_error(scope, *problem)
    return Expression(text.strip(), root, scope.catalog.log_event)


def _names(root: Node, item_oid: str) -> bool:
    return any(ref.form is None and ref.item == item_oid for ref in looks_of(root).items)


def _compile(text: str, scope: Scope) -> Node:
    """Return what ``text`` means in the place of ``scope``; whose expression it is plays no part in that."""
    place = (scope.form, scope.group, scope.own_items, text)
    found = scope.catalog.compiled.get(place)
    if found is None:
        tree, source = parse(text, scope)
        try:
            found = Compiler(scope, source, _ALL).compile(tree)
        except RecursionError as error:
            raise definition_error(scope, phrase("an expression that is not nested so deeply"), text[:40]) from error
        scope.catalog.compiled[place] = found
    return found


def conditions_of(catalog: Catalog, item: ItemSignature) -> tuple[Node, ...]:
    """Return the compiled conditions of ``item``: its own, then its form's."""
    form = catalog.forms[item.form]
    if item.collect_when is None and form.collect_when is None:
        return ()
    place = (item.form, item.group, item.collect_when or "")
    if place not in catalog.conditions:
        nodes = (
            _condition(item.collect_when, Scope(catalog, item.form, item.group)),
            _condition(form.collect_when, Scope(catalog, item.form)),
        )
        catalog.conditions[place] = tuple(node for node in nodes if node is not None)
    return catalog.conditions[place]


def _condition(text: str | None, scope: Scope) -> Node | None:
    """Return a compiled condition; None if there is none, or if it is wrong: then it is refused in its own place."""
    try:
        return None if text is None else _compile(text, scope)
    except DefinitionError:
        return None


def _granted(scope: Scope) -> tuple[Node, ...]:
    """Return the conditions that hold wherever the expression of ``scope`` is judged."""
    if scope.form is None or scope.form not in scope.catalog.forms:
        return ()
    if scope.item is not None and scope.collected:
        return conditions_of(scope.catalog, scope.item)
    if not scope.own_items:
        return ()
    node = _condition(scope.catalog.forms[scope.form].collect_when, Scope(scope.catalog, scope.form))
    return () if node is None else (node,)

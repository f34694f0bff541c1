"""Which truths an expression can take at all, whatever is entered: the ground of warnings about dead rules.

Every combination of codes and of numbers around the literals is tried; what cannot be listed (dates, functions,
rows of logs) counts as free. So ``outcomes`` never leaves out a truth that can occur: a warning is never false.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from hairtrial_desktop.study.definitions import DataType
from hairtrial_desktop.study.kleene import UNKNOWN, Truth, truth_and, truth_not, truth_or

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hairtrial_desktop.study.expression import Expression
    from hairtrial_desktop.study.expression_nodes import Node
    from hairtrial_desktop.study.partial_date import PartialDate
    from hairtrial_desktop.study.values import Context, Ref, Value

MOST = 6_000  # combinations; beyond, nothing is claimed
_ANY: tuple[Truth, ...] = (True, False, UNKNOWN)
_NUMBERS = (DataType.INTEGER, DataType.DECIMAL)
_REFLEXIVE = {"==": True, "<=": True, ">=": True, "!=": False, "<": False, ">": False}


@dataclass(frozen=True)
class _Assumed:
    """A context in which items have the values assumed."""

    values: Mapping[Ref, Value]

    def value(self, ref: Ref) -> Value:
        return self.values.get(ref, UNKNOWN)

    def missing(self, ref: Ref) -> bool:
        return self.value(ref) is UNKNOWN

    def null_flavour(self, _ref: Ref) -> str | None:
        return None

    def rows(self, _form_oid: str) -> Sequence[Context]:
        return ()

    def row_number(self) -> int:
        return 1

    def last_visit(self, _before: PartialDate) -> Value:
        return UNKNOWN

    def log_closed(self, _form_oid: str) -> Truth:
        return UNKNOWN

    def event_name(self) -> str:
        return ""

    def is_row(self, _row: Context) -> bool:
        return False

    def proposed(self) -> bool:
        return False

    def today(self) -> date:
        return datetime.now(UTC).date()

    def previous(self, _ref: Ref) -> Value:
        return UNKNOWN

    def baseline(self, _ref: Ref) -> Value:
        return UNKNOWN

    def setting(self, _name: str) -> Value:
        return UNKNOWN

    def identity_age(self) -> Value:
        return UNKNOWN

    def user_role(self, _user_id: str) -> str | None:
        return None

    def listed(self, _name: str, _key: str, _column: str) -> Value:
        return UNKNOWN

    def in_list(self, _name: str, _key: str) -> Truth:
        return UNKNOWN

    def signed(self, _event_oid: str | None, _form_oid: str) -> bool:
        return False

    def completed(self, _event_oid: str | None, _form_oid: str) -> bool:
        return False

    def second_person(self, _form_oid: str, _moment: tuple[PartialDate, time] | None) -> Value:
        return UNKNOWN

    def due(self, _event_oid: str | None) -> Value:
        return UNKNOWN

    def window(self, _event_oid: str | None, _day: PartialDate) -> Value:
        return UNKNOWN


def outcomes(
    rule: Expression, given: Sequence[Expression] = (), never: frozenset[str] = frozenset()
) -> frozenset[Truth] | None:
    """Return the truths ``rule`` can take where all of ``given`` are True; None if there are too many combinations.

    ``never``: OIDs of items that are never collected, so always unknown.
    """
    roots = [rule.root, *(each.root for each in given)]
    atoms = [atom for root in roots for atom in _atoms(root)]
    items: dict[Ref, Node] = {leaf.ref: leaf for atom in atoms for leaf in _listable(atom) if leaf.ref is not None}
    free = sorted({atom.text for atom in atoms if not _decided(atom)})
    domains = [_domain(leaf, atoms, never) for leaf in items.values()]
    size = len(_ANY) ** len(free)
    for domain in domains:
        size *= len(domain)
    if size > MOST:
        return None
    found: set[Truth] = set()
    for values in itertools.product(*domains):
        ctx = _Assumed(dict(zip(items, values, strict=True)))
        for truths in itertools.product(_ANY, repeat=len(free)):
            assumed = dict(zip(free, truths, strict=True))
            if all(_truth(root, ctx, assumed) is True for root in roots[1:]):
                found.add(_truth(rule.root, ctx, assumed))
    return frozenset(found)


def compares_numbers(rule: Expression) -> bool:
    """Whether ``rule`` does nothing but compare numbers of items with literals."""
    leaves = [_listable(atom) for atom in _atoms(rule.root)]
    return all(found and found[0].item is not None and found[0].item.data_type in _NUMBERS for found in leaves)


def _atoms(node: Node) -> Iterator[Node]:
    if node.op in ("and", "or", "not"):
        for child in node.children:
            yield from _atoms(child)
    else:
        yield node


def _decided(atom: Node) -> bool:
    """Whether the values of items alone decide ``atom``."""
    return atom.op == "literal" or bool(_listable(atom)) or _same(atom) is not None


def _same(atom: Node) -> bool | None:
    """Return what comparing something with itself gives, None if ``atom`` does not."""
    if atom.op == "compare" and len(atom.children) == 2 and atom.children[0].text == atom.children[1].text:  # noqa: PLR2004 - left and right
        return _REFLEXIVE[atom.detail[0]]
    return None


def _listable(atom: Node) -> tuple[Node, ...]:
    """Return the one item whose values can be listed, if ``atom`` compares it with literals and nothing else."""
    if atom.op not in ("compare", "in"):
        return ()
    items = [part for part in atom.children if part.op != "literal"]
    if len(items) != 1 or items[0].op != "ref" or items[0].row_form is not None or items[0].item is None:
        return ()
    coded = items[0].item.data_type is DataType.CODE
    return (items[0],) if coded or items[0].item.data_type in _NUMBERS else ()


def _domain(leaf: Node, atoms: list[Node], never: frozenset[str]) -> list[Value]:
    item = leaf.item
    if item is None or item.oid in never:
        return [UNKNOWN]
    if item.code_list is not None:
        return [UNKNOWN, *(entry.code for entry in item.code_list.items if not entry.unknown)]
    literals = {
        part.literal
        for atom in atoms
        if any(each.ref == leaf.ref for each in _listable(atom))
        for part in atom.children
        if isinstance(part.literal, Decimal)
    }
    return [UNKNOWN, *sorted(_around(sorted(literals), whole=item.data_type is DataType.INTEGER))]


def _around(literals: list[Decimal], *, whole: bool) -> set[Decimal]:
    """Return every literal and a value in every gap between and beyond them."""
    if whole:
        floors = {literal.to_integral_value(rounding="ROUND_FLOOR") for literal in literals}
        return {floor + step for floor in floors for step in (-1, 0, 1)}
    between = {(low + high) / 2 for low, high in itertools.pairwise(literals)}
    ends = {literals[0] - 1, literals[-1] + 1} if literals else set()
    return {*literals, *between, *ends}


def _truth(node: Node, ctx: Context, free: Mapping[str, Truth]) -> Truth:
    if node.op == "not":
        return truth_not(_truth(node.children[0], ctx, free))
    if node.op in ("and", "or"):
        join = truth_and if node.op == "and" else truth_or
        return join(_truth(child, ctx, free) for child in node.children)
    same = _same(node)
    if same is not None:
        return same
    if not _decided(node):
        return free[node.text]
    value = node.run(ctx, None)
    return value if isinstance(value, bool) else UNKNOWN

"""Guards (``architecture.md``, Logic 3): a conditional item may be named only behind its condition.

Without the guard a skipped item would read as unknown and make a verdict unknown for ever: ``HT_LAST > …`` of
somebody who never had a transplant. With it, ``HTYN == 'Y' and HT_LAST > …`` is plainly False.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from hairtrial_desktop.study.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator
    from collections.abc import Set as AbstractSet

    from hairtrial_desktop.study.catalog import Catalog, ItemSignature
    from hairtrial_desktop.study.expression_nodes import Node

    # compiles the conditions of an item: its own and its form's
    Conditions = Callable[[ItemSignature], tuple[Node, ...]]

# These look at an item itself, or at another event, and are definite whether it is collected or not.
_SEES_THROUGH = frozenset({"missing", "nullflavor", "previous", "baseline"})
DEEPEST = 6


class Frame(NamedTuple):
    """Where a condition stands, so that the same item has the same key wherever it is named from."""

    event: str | None
    form: str | None
    area: int | None = None


@dataclass
class Facts:
    """What is known to hold at a place: atoms by key, the codes an item can still have, and the visits it may be.

    ``events``: short names of the events that hold the form the expression stands in.
    """

    atoms: set[Hashable] = field(default_factory=set)
    allowed: dict[Hashable, frozenset[str]] = field(default_factory=dict)
    events: frozenset[str] = frozenset()

    def copy(self) -> Facts:
        """Return an independent copy."""
        return Facts(set(self.atoms), dict(self.allowed), self.events)


class Guards:
    """Checks every reference of an expression against the condition of the item it names."""

    def __init__(self, catalog: Catalog, conditions: Conditions) -> None:
        self._catalog = catalog
        self._conditions = conditions
        self._in_need: set[Node] = set()

    def check(self, root: Node, frame: Frame, owner: tuple[Node, ...]) -> tuple[str, str] | None:
        """Return (expected, found) of the first unguarded reference, or None. ``owner``: conditions granted."""
        if not self._needs(root, frame, owner):
            return None
        short = "" if frame.form is None else frame.form.removeprefix("F.")
        facts = Facts(events=frozenset(self._catalog.events_of(short)))
        for condition in owner:
            self._grant(facts, condition, frame, positive=True)
        return self._walk(root, frame, facts)

    def _needs(self, node: Node, frame: Frame, owner: tuple[Node, ...]) -> bool:
        """Whether an item below ``node`` needs a guard; note every node above one.

        An item that stands beside the expression needs none where all its conditions are granted to that.
        """
        if node.op in _SEES_THROUGH:
            return False
        if node.item is not None and node.ref is not None:
            beside = node.ref.form is None and node.ref.area is None and node.row_form is None
            conditions = self._conditions(node.item)
            needs = bool(conditions) if not beside else any(each not in owner for each in conditions)
        else:
            needs = [self._needs(part, frame, owner) for part in (*node.children, *node.per_row)].count(True) > 0
        if needs:
            self._in_need.add(node)
        return needs

    def _walk(self, node: Node, frame: Frame, facts: Facts) -> tuple[str, str] | None:
        if node not in self._in_need:
            return None
        if node.op == "ref":
            return self._leaf(node, frame, facts)
        for part, known in self._parts(node, frame, facts):
            problem = self._walk(part, frame, known)
            if problem is not None:
                return problem
        return None

    def _parts(self, node: Node, frame: Frame, facts: Facts) -> Iterator[tuple[Node, Facts]]:
        """Yield each part with what holds wherever that part decides."""
        if node.op in ("and", "or"):
            yield from self._operands(node, frame, facts)
        elif node.op == "choose":
            yield from self._branches(node, frame, facts)
        else:
            for part in node.children:
                yield part, facts
        for count, part in enumerate(node.per_row):
            known = facts.copy()
            if count:
                self._grant(known, node.per_row[0], frame, positive=True)
            yield part, known

    def _operands(self, node: Node, frame: Frame, facts: Facts) -> Iterator[tuple[Node, Facts]]:
        """Yield the operands of ``and``, behind the others holding, or of ``or``, behind the others not holding."""
        for part in node.children:
            if part not in self._in_need:
                continue
            known = facts.copy()
            for other in node.children:
                if other is not part:
                    self._grant(known, other, frame, positive=node.op == "and")
            yield part, known

    def _branches(self, node: Node, frame: Frame, facts: Facts) -> Iterator[tuple[Node, Facts]]:
        """Yield the values of ``choose``, each behind its code."""
        subject, *values = node.children
        yield subject, facts
        for code, value in zip(node.detail, values, strict=True):
            known = facts.copy()
            known.atoms.add((True, self._equals(subject, code, frame)))
            if subject.ref is not None:
                self._allow(known, self._key(subject, frame), frozenset({code}))
                self._grant_conditions(known, subject, frame, DEEPEST)
            yield value, known

    def _leaf(self, node: Node, frame: Frame, facts: Facts) -> tuple[str, str] | None:
        if node.item is None:
            return None
        place = self._place(node, frame)
        for condition in self._conditions(node.item):
            if not self._implied(condition, place, facts, positive=True):
                return (
                    phrase("{item} only behind its condition: {condition}", item=node.text, condition=condition.text),
                    phrase("{item} without it", item=node.text),
                )
        return None

    def _place(self, leaf: Node, frame: Frame) -> Frame:
        """Return where the conditions of ``leaf`` stand."""
        event, form, _, area = self._key(leaf, frame)
        return Frame(event, form, area)

    def _key(self, leaf: Node, frame: Frame) -> tuple[str | None, str | None, str, int | None]:
        if leaf.ref is None or leaf.item is None:
            raise ValueError(leaf.text)
        ref, form = leaf.ref, f"F.{leaf.item.form}"
        if leaf.row_form is not None:
            return "rows", form, ref.item, ref.area
        event = ref.event or frame.event
        events = self._catalog.events_of(leaf.item.form)
        if event is None and len(events) == 1:
            event = f"SE.{events[0]}"
        area = ref.area or (frame.area if leaf.item.areas else None)
        return event, form, ref.item, area

    def _structure(self, node: Node, frame: Frame) -> Hashable:
        known, place = self._catalog.structures, (node, frame)
        if place not in known:
            known[place] = self._structure_of(node, frame)
        return known[place]

    def _structure_of(self, node: Node, frame: Frame) -> Hashable:
        if node.ref is not None:
            return ("ref", self._key(node, frame))
        literal = None if node.literal is None else repr(node.literal)
        parts = tuple(self._structure(part, frame) for part in (*node.children, *node.per_row))
        alike = node.text if not parts and node.op != "literal" else None
        return (node.op, node.detail, literal, alike, parts)

    def _equals(self, subject: Node, code: str, frame: Frame) -> Hashable:
        """Return the structure of ``subject == code``."""
        return (
            "compare",
            ("==",),
            None,
            None,
            (self._structure(subject, frame), ("literal", (), repr(code), None, ())),
        )

    def _restriction(self, node: Node, frame: Frame, *, positive: bool) -> tuple[Hashable, frozenset[str]] | None:
        """Return (item, codes it can have) where ``node`` says just that."""
        if node.op not in ("compare", "in") or node.detail[0] not in ("==", "!=", "in", "not in") or node.detail[1:]:
            return None
        subjects = [part for part in node.children if part.ref is not None]
        named = frozenset(part.literal for part in node.children if isinstance(part.literal, str))
        if len(subjects) != 1 or len(named) != len(node.children) - 1:
            return None
        if (node.detail[0] in ("==", "in")) is positive:
            return self._key(subjects[0], frame), named
        kind = subjects[0].type
        return None if kind.codes is None else (self._key(subjects[0], frame), kind.codes - kind.unknown - named)

    @staticmethod
    def _allow(facts: Facts, key: Hashable, codes: frozenset[str]) -> None:
        facts.allowed[key] = facts.allowed.get(key, codes) & codes

    def _grant(self, facts: Facts, node: Node, frame: Frame, *, positive: bool, depth: int = DEEPEST) -> None:
        if node.op == "not":
            self._grant(facts, node.children[0], frame, positive=not positive, depth=depth)
        elif (node.op, positive) in (("and", True), ("or", False)):
            for part in node.children:
                self._grant(facts, part, frame, positive=positive, depth=depth)
        else:
            facts.atoms.add((positive, self._structure(node, frame)))
            if (restriction := self._restriction(node, frame, positive=positive)) is not None:
                self._allow(facts, *restriction)
            if node.op in ("compare", "in", "contains"):
                for part in node.children:
                    self._grant_conditions(facts, part, frame, depth)

    def _grant_conditions(self, facts: Facts, leaf: Node, frame: Frame, depth: int) -> None:
        """Grant the conditions of an item that is known to have a value: it would not have one if skipped."""
        if leaf.item is None or depth == 0:
            return
        for condition in self._conditions(leaf.item):
            self._grant(facts, condition, self._place(leaf, frame), positive=True, depth=depth - 1)

    def _implied(self, node: Node, frame: Frame, facts: Facts, *, positive: bool) -> bool:
        if node.op == "not":
            return self._implied(node.children[0], frame, facts, positive=not positive)
        if (positive, self._structure(node, frame)) in facts.atoms:
            return True
        if node.op in ("and", "or"):
            every = all if (node.op == "and") is positive else any
            return every(self._implied(part, frame, facts, positive=positive) for part in node.children)
        if isinstance(node.literal, bool):
            return node.literal is positive
        if _says_of_visit(node, facts.events if frame.event is None else {frame.event.removeprefix("SE.")}, positive):
            return True
        restriction = self._restriction(node, frame, positive=positive)
        known = None if restriction is None else facts.allowed.get(restriction[0])
        return restriction is not None and known is not None and known <= restriction[1]


def _says_of_visit(node: Node, events: AbstractSet[str], positive: bool) -> bool:
    """Return whether ``event() != 'EOS'`` and the like hold (or, not ``positive``, fail) at each of ``events``."""
    if node.op not in ("compare", "in") or node.detail[0] not in ("==", "!=", "in", "not in") or node.detail[1:]:
        return False
    named = {part.literal for part in node.children if isinstance(part.literal, str)}
    if [part.op for part in node.children if part.literal is None] != ["event"] or not events:
        return False
    return events <= named if (node.detail[0] in ("==", "in")) is positive else events.isdisjoint(named)

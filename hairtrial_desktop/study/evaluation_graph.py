"""What depends on what: at every place of a subject (circles) and within one form (order of evaluation)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.study.values import Ref

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hairtrial_desktop.study.definitions import FormDef, ItemDef, ItemGroupDef, Study
    from hairtrial_desktop.study.expression import Expression


@dataclass(frozen=True)
class Place:
    """An item at an event (OIDs); ``area`` 0 outside of areas."""

    event: str
    form: str
    item: str
    area: int

    def __str__(self) -> str:
        """Return the name as expressions write it."""
        area = f"area('{' AB'[self.area]}')." if self.area else ""
        parts = (self.event.removeprefix("SE."), self.form.removeprefix("F."))
        return f"{'.'.join(parts)}.{area}{self.item.rpartition('.')[2]}"


def derivation_circle(study: Study) -> list[Place] | None:
    """Return a circle of items, each decided by the next, the first also the last; None if there is none."""
    edges = dict(_edges(study))
    done: set[Place] = set()
    for start in edges:
        circle = _circle_from(start, edges, done)
        if circle is not None:
            return circle
    return None


def _edges(study: Study) -> Iterator[tuple[Place, tuple[Place, ...]]]:
    for event in study.events:
        for form in (study.forms[oid] for oid in event.forms if oid in study.forms):
            for group, item in _items(form):
                for area in (1, 2) if group.areas else (0,):
                    place = Place(event.oid, form.oid, item.oid, area)
                    yield place, tuple(_targets(study, place, _deciding(form, item)))


def _items(form: FormDef) -> Iterator[tuple[ItemGroupDef, ItemDef]]:
    for group in form.groups:
        for item in group.items:
            yield group, item


def _deciding(form: FormDef, item: ItemDef) -> tuple[Expression, ...]:
    """Return the expressions that decide the value of ``item``: derivation and conditions."""
    found = (item.derive, item.collect_when, form.collect_when)
    return tuple(each for each in found if each is not None)


def _targets(study: Study, place: Place, expressions: Iterable[Expression]) -> Iterator[Place]:
    for expression in expressions:
        for ref in (*expression.own_refs, *gate_refs(study, expression)):
            form = ref.form or place.form
            found = study.forms[form].item(ref.item)
            if found is not None:
                area = (ref.area or place.area) if found[0].areas else 0
                yield Place(ref.event or place.event, form, ref.item, area)


def _circle_from(start: Place, edges: Mapping[Place, tuple[Place, ...]], done: set[Place]) -> list[Place] | None:
    path: list[Place] = []
    stack: list[tuple[Place, Iterator[Place]]] = []

    def enter(place: Place) -> None:
        path.append(place)
        stack.append((place, iter(edges.get(place, ()))))

    if start not in done:
        enter(start)
    while stack:
        place, rest = stack[-1]
        following = next(rest, None)
        if following is None:
            done.add(place)
            stack.pop()
            path.pop()
        elif following in path:
            return [*path[path.index(following) :], following]
        elif following not in done:
            enter(following)
    return None


def gate_refs(study: Study, expression: Expression) -> tuple[Ref, ...]:
    """Return the items that close the logs ``expression`` looks at: whether rows can be absent depends on them."""
    paths = [
        path
        for form in sorted(expression.forms)
        if form in study.forms
        for path in (study.forms[form].gate, study.forms[form].closed)
        if path is not None
    ]
    parts = [path.split(".") for path in paths]
    return tuple(Ref(f"SE.{event}", f"F.{form}", f"I.{form}.{item}") for event, form, item in parts)


def same_form(ref: Ref, form: FormDef) -> bool:
    """Whether ``ref`` may be an item of this very form instance."""
    return ref.form is None or ref.form == form.oid


def _inputs(study: Study, form: FormDef, expressions: Iterable[Expression]) -> frozenset[str]:
    return frozenset(
        ref.item
        for expression in expressions
        for ref in (*expression.own_refs, *gate_refs(study, expression))
        if same_form(ref, form)
    )


def value_inputs(study: Study, form: FormDef, item: ItemDef) -> frozenset[str]:
    """Return the OIDs of items of the form that decide the value of ``item`` or whether it is collected."""
    return _inputs(study, form, (each for each in (item.derive, item.fill, item.collect_when) if each is not None))


def check_inputs(study: Study, form: FormDef, item: ItemDef) -> frozenset[str]:
    """Return the OIDs of items of the form that the rules of ``item`` look at."""
    return _inputs(study, form, (check.valid_when for check in item.checks))


def ordered(study: Study, form: FormDef) -> tuple[str, ...]:
    """Return every item OID of the form, each after the items that decide it, else in the order of the form."""
    inputs = {item.oid: value_inputs(study, form, item) for _, item in _items(form)}
    placed: dict[str, None] = {}

    def place(oid: str, above: frozenset[str]) -> None:
        if oid in placed or oid in above or oid not in inputs:
            return
        for each in sorted(inputs[oid]):
            place(each, above | {oid})
        placed[oid] = None

    for oid in inputs:
        place(oid, frozenset())
    return tuple(placed)

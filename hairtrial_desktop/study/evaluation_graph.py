"""What depends on what: at every place of a subject (circles) and within one form (order of evaluation)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hairtrial_desktop.study.values import Ref

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hairtrial_desktop.study.definitions import FormDef, ItemDef, ItemGroupDef, Study
    from hairtrial_desktop.study.expression import Expression


class Place(NamedTuple):
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
    for form in study.forms.values():
        events = [event.oid for event in study.events if form.oid in event.forms]
        for group, item in _items(form):
            refs = [(ref, found[0].areas) for ref, found in _looked_up(study, form, _deciding(form, item))]
            for event in events:
                for area in (1, 2) if group.areas else (0,):
                    yield (
                        Place(event, form.oid, item.oid, area),
                        tuple(
                            Place(
                                ref.event or event, ref.form or form.oid, ref.item, (ref.area or area) if areas else 0
                            )
                            for ref, areas in refs
                        ),
                    )


def _items(form: FormDef) -> Iterator[tuple[ItemGroupDef, ItemDef]]:
    for group in form.groups:
        for item in group.items:
            yield group, item


def _deciding(form: FormDef, item: ItemDef) -> tuple[Expression, ...]:
    """Return the expressions that decide the value of ``item``: derivation and conditions."""
    found = (item.derive, item.collect_when, form.collect_when)
    return tuple(each for each in found if each is not None)


def _looked_up(
    study: Study, form: FormDef, expressions: Iterable[Expression]
) -> Iterator[tuple[Ref, tuple[ItemGroupDef, ItemDef]]]:
    for expression in expressions:
        for ref in (*expression.own_refs, *gate_refs(study, expression)):
            found = study.forms[ref.form or form.oid].item(ref.item)
            if found is not None:
                yield ref, found


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

"""Resolving names: ``SEX``, ``DM.SEX``, ``SCR.DM.SEX``, ``area('A').DENS``, ``CFG.NAME``, ``today``."""

from __future__ import annotations

import ast
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from hairtrial_desktop.study.expression_nodes import Node
from hairtrial_desktop.study.kleene import UNKNOWN
from hairtrial_desktop.study.partial_date import PartialDate
from hairtrial_desktop.study.phrase import phrase
from hairtrial_desktop.study.static_types import ANY, DATE, NUMBER, TEXT
from hairtrial_desktop.study.values import Ref

if TYPE_CHECKING:
    from collections.abc import Callable

    from hairtrial_desktop.study.catalog import Catalog, FormSignature, ItemSignature, Scope
    from hairtrial_desktop.study.values import Context, Value

AREAS = {"A": 1, "B": 2}


class NameProblem(Exception):
    """A name that cannot be resolved; becomes a DefinitionError where file and path are known."""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(expected, found)
        self.expected = expected
        self.found = found


class Path(NamedTuple):
    """A dotted name and the area called in it."""

    names: tuple[str, ...]
    area: int | None = None

    def __str__(self) -> str:
        """Return the dotted name."""
        return ".".join(self.names)


def path_of(node: ast.expr) -> Path | None:
    """Return the dotted name ``node`` stands for, None if it is something else."""
    if isinstance(node, ast.Name):
        return Path((node.id,))
    if isinstance(node, ast.Attribute):
        if (area := _area_of(node.value)) is not None:
            return Path((*area.names, node.attr), area.area)
        inner = path_of(node.value)
        return None if inner is None or inner.area is not None else Path((*inner.names, node.attr))
    return None


def _area_of(node: ast.expr) -> Path | None:
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Name) and node.func.id == "area":
        before = Path(())
    elif isinstance(node.func, ast.Attribute) and node.func.attr == "area":
        inner = path_of(node.func.value)
        if inner is None:
            return None
        before = inner
    else:
        return None
    value = node.args[0].value if len(node.args) == 1 and isinstance(node.args[0], ast.Constant) else None
    if value not in AREAS or node.keywords:
        raise NameProblem(phrase("area('A') or area('B')"), ast.unparse(node))
    return Path(before.names, AREAS[str(value)])


class Names:
    """Resolves the names of one scope; ``row`` is the log whose rows a predicate looks at."""

    def __init__(self, scope: Scope, row: FormSignature | None = None) -> None:
        self._scope = scope
        self._catalog: Catalog = scope.catalog
        self._row = row

    def form(self, name: str) -> FormSignature:
        """Return the form; NameProblem if there is none."""
        if name not in self._catalog.forms:
            raise NameProblem(phrase("one of the forms {forms}", forms=sorted(self._catalog.forms)), name)
        return self._catalog.forms[name]

    def resolve(self, path: Path, tree: ast.expr) -> Node:
        """Return the leaf for ``path``; NameProblem if nothing has that name."""
        if path.names == ("today",) and path.area is None:
            return Node(tree, DATE, lambda ctx, _: PartialDate.of(ctx.today()), "today")
        if path.names[0] == "CFG" and path.area is None:
            return self._setting(path, tree)
        finders: dict[int, Callable[[Path, ast.expr], Node]] = {1: self._bare, 2: self._same_event, 3: self._elsewhere}
        if len(path.names) not in finders:
            raise NameProblem(phrase("ITEM, FORM.ITEM or EVENT.FORM.ITEM"), ast.unparse(tree))
        return finders[len(path.names)](path, tree)

    def _setting(self, path: Path, tree: ast.expr) -> Node:
        settings, name = self._catalog.settings, path.names[-1]
        if path.names != ("CFG", name) or name not in settings:
            raise NameProblem(phrase("one of the settings {settings}", settings=sorted(settings)), ast.unparse(tree))
        value = settings[name]
        kind = ANY if value is None else TEXT if isinstance(value, str) else NUMBER
        return Node(tree, kind, lambda ctx, _: ctx.setting(name), "setting", detail=(name,))

    def _item(self, form: FormSignature, path: Path) -> ItemSignature:
        name = path.names[-1]
        if name not in form.items:
            raise NameProblem(phrase("an item of form {short}", short=form.short), str(path))
        item = form.items[name]
        if path.area is not None and not item.areas:
            raise NameProblem(phrase("an item that stands in both areas"), str(path))
        return item

    def _bare(self, path: Path, tree: ast.expr) -> Node:
        if self._row is not None and path.names[0] in self._row.items:
            return self._row_leaf(self._row, path, tree)
        if self._scope.form is None or not self._scope.own_items:
            raise NameProblem(phrase("EVENT.FORM.ITEM (there is no item of its own here)"), ast.unparse(tree))
        item = self._item(self.form(self._scope.form), path)
        self._needs_place(item, path, same_group=item.group == self._scope.group)
        return _leaf(tree, item, Ref(None, None, item.oid, path.area))

    def _row_leaf(self, form: FormSignature, path: Path, tree: ast.expr) -> Node:
        item = self._item(form, path)
        self._needs_place(item, path, same_group=False)
        ref = Ref(None, None, item.oid, path.area)

        def run(_ctx: object, row: Context | None) -> Value:
            return UNKNOWN if row is None else row.value(ref)

        return Node(tree, item.static, run, "ref", ref=ref, item=item, row_form=form.oid)

    def _same_event(self, path: Path, tree: ast.expr) -> Node:
        form = self.form(path.names[0])
        if self._row is not None and form.short == self._row.short:
            return self._row_leaf(form, Path(path.names[1:], path.area), tree)
        if form.short == self._scope.form:
            return self._bare(Path(path.names[1:], path.area), tree)
        item = self._item(form, path)
        if self._scope.form is None:
            raise NameProblem(phrase("EVENT.FORM.ITEM (there is no event of its own here)"), ast.unparse(tree))
        if form.log and form.short != self._catalog.forms[self._scope.form].parent:
            raise NameProblem(
                phrase("any_row, max_row or count_rows over a log, or an item of the parent row"), ast.unparse(tree)
            )
        if not any(form.short in forms for forms in self._catalog.events.values() if self._scope.form in forms):
            raise NameProblem(
                phrase("a form that stands in an event together with {form}", form=self._scope.form), ast.unparse(tree)
            )
        self._needs_place(item, path, same_group=self._in_areas())
        return _leaf(tree, item, Ref(None, form.oid, item.oid, path.area))

    def _elsewhere(self, path: Path, tree: ast.expr) -> Node:
        event, form_name = path.names[:2]
        if event not in self._catalog.events:
            raise NameProblem(phrase("one of the events {events}", events=self._catalog.events), ast.unparse(tree))
        form = self.form(form_name)
        if form.short not in self._catalog.events[event]:
            raise NameProblem(phrase("a form of event {event}", event=event), ast.unparse(tree))
        if form.log:
            raise NameProblem(phrase("any_row, max_row or count_rows over a log"), ast.unparse(tree))
        item = self._item(form, path)
        self._needs_place(item, path, same_group=self._in_areas())
        return _leaf(tree, item, Ref(f"SE.{event}", form.oid, item.oid, path.area))

    def _in_areas(self) -> bool:
        form, group = self._scope.form, self._scope.group
        if form is None:
            return False
        return any(item.areas and item.group == group for item in self._catalog.forms[form].items.values())

    def _needs_place(self, item: ItemSignature, path: Path, *, same_group: bool) -> None:
        if item.areas and path.area is None and not same_group:
            raise NameProblem(phrase("area('A').{name} or area('B').{name}", name=item.name), str(path))
        own = self._row is None and item.form == self._scope.form and item.group == self._scope.group
        if item.repeating and not own:
            raise NameProblem(phrase("an item outside a repeating group"), str(path))


def _leaf(tree: ast.expr, item: ItemSignature, ref: Ref) -> Node:
    def run(ctx: Context, _row: Context | None) -> Value:
        return ctx.value(ref)

    return Node(tree, item.static, run, "ref", ref=ref, item=item)


def number(text: str) -> Decimal:
    """Return a number as written, never by way of a binary float."""
    return Decimal(text) if not text.lower().startswith(("0x", "0o", "0b")) else Decimal(int(text, 0))

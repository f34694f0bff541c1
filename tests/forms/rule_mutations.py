"""Small breakages of a rule, as a slip of the pen makes them: a boundary, an operand lost, a code left out."""

from __future__ import annotations

import ast
import copy
import tomllib
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from hairtrial_desktop.places import forms_folder
from hairtrial_desktop.study.catalog import Catalog, Scope
from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.study.errors import DefinitionError
from hairtrial_desktop.study.expression import Expression, compile_expression
from hairtrial_desktop.study.loader import CODE_LISTS, STUDY, read_forms
from hairtrial_desktop.study.loader_drafts import catalog_of
from hairtrial_desktop.study.loader_forms import read_form
from hairtrial_desktop.study.loader_study import read_code_lists, read_study
from hairtrial_desktop.study.loader_table import Problems, Table
from tests.forms.vector_files import located, rule_of

_OTHER: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip


def mutants(text: str) -> Iterator[str]:
    """Yield the texts of a rule with one breakage each."""
    source = f"({text.strip()}\n)"
    tree = ast.parse(source, mode="eval")
    for number, node in enumerate(ast.walk(tree)):
        for change in _changes(node):
            broken = copy.deepcopy(tree)
            change_at = next(each for count, each in enumerate(ast.walk(broken)) if count == number)
            change(change_at)
            yield ast.unparse(broken)


def _changes(node: ast.AST) -> Iterator[Callable[[Any], None]]:
    """Yield what breaks a node in place."""
    if isinstance(node, ast.Compare):
        yield from (partial(_other_sign, at) for at in range(len(node.ops)))
    if isinstance(node, ast.BoolOp):
        yield from (partial(_without_operand, at) for at in range(len(node.values)))
        yield _other_word
    if isinstance(node, ast.Tuple) and len(node.elts) > 1:
        yield from (partial(_without_code, at) for at in range(len(node.elts)))


def _other_sign(at: int, node: ast.Compare) -> None:
    node.ops[at] = _OTHER[type(node.ops[at])]()


def _without_operand(at: int, node: ast.BoolOp) -> None:
    del node.values[at]


def _other_word(node: ast.BoolOp) -> None:
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()


def _without_code(at: int, node: ast.Tuple) -> None:
    del node.elts[at]


class Places:
    """Compiles a rule of the real study anew in the very place where it stands."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._catalog = self._read()

    @staticmethod
    def _read() -> Catalog:
        problems = Problems()
        tables = {
            name: Table(tomllib.loads(text, parse_float=Decimal), problems, name, "")
            for name, text in read_forms(forms_folder()).items()
        }
        draft = read_study(tables.pop(STUDY), read_code_lists(tables.pop(CODE_LISTS)), "")
        forms = [read_form(table, draft.study) for table in tables.values()]
        problems.stop()
        return catalog_of([form for form in forms if form is not None], draft.study)

    def broken(self, name: str) -> Iterator[Expression]:
        """Yield the breakages of a rule; one that the loader would refuse cannot go unseen and is left out."""
        scope = self._scope(name)
        for text in mutants(rule_of(self._study, name).text):
            try:
                yield compile_expression(text, scope)
            except DefinitionError:
                continue

    def _scope(self, name: str) -> Scope:
        kind, _, rest = name.partition(".")
        if kind in ("status", "gate"):
            return Scope(self._catalog, None if kind == "status" else "GATE")
        if rest == "collect_when":
            return Scope(self._catalog, kind, own_items=False, collected=False)
        form, group, item = located(self._study, name)
        signature = self._catalog.forms[form.short].items[item.name]
        collected = not name.endswith(".collect_when")
        return Scope(self._catalog, form.short, group.oid.rpartition(".")[2], signature, collected)

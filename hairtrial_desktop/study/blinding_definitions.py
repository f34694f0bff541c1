"""The blinding lint over a study's definitions: names, words, and whether both areas are asked and judged alike."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from hairtrial_desktop.study.blinding import (
    BLIND_WORDS,
    Allowed,
    Breach,
    Unblinding,
    allowed_in,
    breaches_of_name,
    forbidden_word,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hairtrial_desktop.study.definitions import FormDef, ItemDef, ItemGroupDef, Study
    from hairtrial_desktop.study.text import Text

# Codes that sound like an allocation and are none.
ALLOWED_CODES = {"CL.EPOCH.TREATMENT": "the phase of the trial in which everybody is injected (CDISC EPOCH)"}
_ONE_AREA = re.compile(r"(?<![一-龥A-Za-z])[AB]\s?区|\barea [AB]\b", re.IGNORECASE)
_BOTH = (("A区", "B区"), ("area a", "area b"))
_PAIRED = re.compile(r"(SIDE|SYR|VOL|AREA|LOC|DENS|DOSE)_?([AB])")  # items that stand once, for one area each
_SWAPPED = {"A": "B", "B": "A", "SYR_A": "SYR_B", "SYR_B": "SYR_A"}


def breaches_in(study: Study) -> tuple[Unblinding, ...]:
    """Return everything in the definitions that could unblind, in the order of the files."""
    allowed = allowed_in(study)
    found: list[Unblinding] = []
    for event in study.events:
        found += _texts(event.short, allowed, event.name, event.short_name)
    for form in study.forms.values():
        found += breaches_of_name(form.short, form.short)
        found += _texts(form.short, allowed, form.name, form.guidance)
        for group in form.groups:
            found += _group(form, group, allowed)
    for code_list in study.code_lists.values():
        found += breaches_of_name(code_list.oid, code_list.oid.removeprefix("CL."))
        found += _texts(code_list.oid, allowed, code_list.name)
        for code in code_list.items:
            if f"{code_list.oid}.{code.code}" not in ALLOWED_CODES:
                found += breaches_of_name(f"{code_list.oid}.{code.code}", code.code)
            found += _texts(f"{code_list.oid}.{code.code}", allowed, code.text)
    found += _settings(study, allowed)
    for gate in study.gates:
        found += _texts(gate.oid, allowed, gate.text, gate.message)
        found += _alike(gate.oid, gate.holds_when.text)
    for rule in study.statuses:
        found += _texts(f"status {rule.code}", allowed, rule.name)
    for signature in study.signatures.values():
        found += _texts(f"signature {signature.code}", allowed, signature.meaning, signature.legal_reason)
    return tuple(found)


def _settings(study: Study, allowed: tuple[Allowed, ...]) -> Iterator[Unblinding]:
    for name, setting in study.settings.items():
        place = f"CFG.{name}"
        yield from breaches_of_name(place, name)
        yield from _texts(place, allowed, setting.text)
        if isinstance(setting.value, str) and name != BLIND_WORDS:
            yield from _text(place, setting.value, allowed)
        other = re.sub(r"_([AB])$", lambda match: f"_{_SWAPPED[match[1]]}", name)
        if other != name and (other not in study.settings or study.settings[other].value != setting.value):
            yield Unblinding(Breach.DIFFERS, place, name)


def _group(form: FormDef, group: ItemGroupDef, allowed: tuple[Allowed, ...]) -> Iterator[Unblinding]:
    place = f"{form.short}.{group.oid.rpartition('.')[2]}"
    yield from breaches_of_name(place, group.oid.rpartition(".")[2])
    yield from _texts(place, allowed, group.name)
    for item in group.items:
        yield from _item(f"{form.short}.{item.name}", item, allowed)
        if group.areas:
            yield from _of_both(f"{form.short}.{item.name}", item)
        else:
            yield from _paired(form, item)


def _item(place: str, item: ItemDef, allowed: tuple[Allowed, ...]) -> Iterator[Unblinding]:
    yield from breaches_of_name(place, item.name)
    yield from _texts(place, allowed, item.question, item.guidance, item.assumption)
    if item.default is not None:
        yield from _text(place, item.default, allowed)
    for check in item.checks:
        yield from _texts(check.oid, allowed, check.message)


def _of_both(place: str, item: ItemDef) -> Iterator[Unblinding]:
    """Yield where an item that stands in both areas is worded or judged for one of them."""
    for text in (item.question, item.guidance):
        for words in () if text is None else (text.zh, text.en):
            if _ONE_AREA.search(words) and not any(
                one in words.lower().replace("a区", "A区").replace("b区", "B区") and other in
                words.lower().replace("a区", "A区").replace("b区", "B区") for one, other in _BOTH
            ):  # fmt: skip
                yield Unblinding(Breach.DIFFERS, place, words)
    rules = [item.collect_when, item.derive, item.fill, *(check.valid_when for check in item.checks)]
    for rule in rules:
        if rule is not None:
            yield from _alike(place, rule.text)


def _alike(place: str, rule: str) -> Iterator[Unblinding]:
    """Yield the rule if it judges one area otherwise than the other."""
    here, *swapped = (ast.parse(f"({rule}\n)", mode="eval").body for _ in range(3))
    others = {_normal(_Swap(items=items).visit(tree)) for tree, items in zip(swapped, (False, True), strict=True)}
    if _normal(here) not in others:  # the side of A says where B is, so a rule may name it alone
        yield Unblinding(Breach.DIFFERS, place, rule)


class _Swap(ast.NodeTransformer):
    """Puts B where A stands and A where B stands; with ``items`` in names of items too."""

    def __init__(self, *, items: bool) -> None:
        self._items = items

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        """Swap a literal that names an area or the syringe of its position."""
        return ast.Constant(_SWAPPED[node.value]) if isinstance(node.value, str) and node.value in _SWAPPED else node

    def visit_Name(self, node: ast.Name) -> ast.Name:
        """Swap an item named for one area."""
        return ast.Name(_other_item(node.id)) if self._items else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.Attribute:
        """Swap an item of another form named for one area."""
        return ast.Attribute(self.visit(node.value), _other_item(node.attr) if self._items else node.attr)


def _other_item(name: str) -> str:
    return f"{name[:-1]}{_SWAPPED[name[-1]]}" if _PAIRED.fullmatch(name) else name


def _normal(tree: ast.expr) -> str:
    """Return a rule as text in which the order of what may be exchanged does not count."""
    head, parts, exchangeable = _taken_apart(tree)
    if not parts:
        return ast.unparse(tree)
    texts = [_normal(part) for part in parts]
    return f"{head}({', '.join(sorted(texts) if exchangeable else texts)})"


def _taken_apart(tree: ast.expr) -> tuple[str, list[ast.expr], bool]:
    """Return what ``tree`` does, to which parts, and whether their order is nothing; no parts for a leaf."""
    match tree:
        case ast.BoolOp(op, values):
            return type(op).__name__, values, True
        case ast.Compare(left, signs, rights):
            head = " ".join(type(sign).__name__ for sign in signs)
            return head, [left, *rights], head in ("Eq", "NotEq")
        case ast.BinOp(left, op, right):
            return type(op).__name__, [left, right], isinstance(op, (ast.Add, ast.Mult))
        case ast.Call(ast.Name("abs"), [ast.BinOp(left, ast.Sub(), right)], []):
            return "distance", [left, right], True
        case ast.Call(ast.Name(name), values, []):
            return name, values, name in ("min", "max")
    return "", [], False


def _paired(form: FormDef, item: ItemDef) -> Iterator[Unblinding]:
    """Yield an item named for one area (``..._A``, ``SIDEA``) that the other has not, or has of another kind."""
    match = _PAIRED.fullmatch(item.name)
    if match is None:
        return
    other = form.item(item.name[:-1] + _SWAPPED[match[2]])
    if other is None or (other[1].data_type, other[1].unit, other[1].code_list) != (
        item.data_type, item.unit, item.code_list,
    ):  # fmt: skip
        yield Unblinding(Breach.DIFFERS, f"{form.short}.{item.name}", item.name)


def _texts(place: str, allowed: tuple[Allowed, ...], *texts: Text | None) -> Iterator[Unblinding]:
    for text in texts:
        for words in () if text is None else (text.zh, text.en):
            yield from _text(place, words, allowed)


def _text(place: str, words: str, allowed: tuple[Allowed, ...]) -> Iterator[Unblinding]:
    word = forbidden_word(words, allowed)
    if word is not None:
        yield Unblinding(Breach.WORD, place, word)

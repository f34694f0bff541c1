"""Judging the items of one form: collected or skipped, derived values, findings."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.evaluation import EMPTY, Cell
from hairtrial_desktop.casebook.findings import MISSING, SKIPPED, Finding, FindingKind, broken, fill
from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.definitions import CheckClass
from hairtrial_desktop.study.expression import UNKNOWN
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
    from hairtrial_desktop.casebook.evaluation import FormContext, SubjectValues
    from hairtrial_desktop.study.definitions import FormDef, ItemDef, ItemGroupDef
    from hairtrial_desktop.study.expression import Expression
    from hairtrial_desktop.study.values import Explanation

ELSEWHERE = ("previous(", "baseline(", "signed(", "completed(", "identity_age(")  # what is judged by its value


def places(values: SubjectValues, key: FormKey, form: FormDef) -> list[tuple[ItemKey, ItemGroupDef, ItemDef]]:
    """Return every item place of the form in the order shown; repeating groups have the rows that hold something."""
    found = []
    for group in form.groups:
        for repeat in group.repeats or group_rows(values, key, group):
            found += [(key.item(group.oid, item.oid, repeat), group, item) for item in group.items]
    return found


def group_rows(values: SubjectValues, key: FormKey, group: ItemGroupDef) -> tuple[int, ...]:
    """Return the repeats of a repeating group that were ever used, at least the first."""
    prefix = f"{key}/{group.oid}#"
    held = {*values.state.items(), *values.overlay}
    used = {int(text.removeprefix(prefix).split("/")[0]) for text in held if text.startswith(prefix)}
    return tuple(sorted(used | {1}))


def derive(values: SubjectValues, key: ItemKey, group: ItemGroupDef, item: ItemDef) -> Cell:
    """Return the derived or fixed value of an item; unknown stores null."""
    context = values.context(key.form, group.oid, key.group_repeat)
    if collected(item, context) is False:
        return EMPTY
    if item.default is not None:
        return Cell(item.default)
    assert item.derive is not None  # noqa: S101 - callers ask only for items that are not typed
    value = item.derive.evaluate(context)
    return EMPTY if value is UNKNOWN else Cell(codec_for(item).stored(value))


def collected(item: ItemDef, context: FormContext) -> bool | None:
    """Return True (asked), False (skipped) or None (awaiting) for ``collect_when``."""
    if item.collect_when is None:
        return True
    verdict = item.collect_when.evaluate(context)
    return verdict if isinstance(verdict, bool) else None


def judge(values: SubjectValues, form: FormDef, state: ItemState) -> ItemState:
    """Return ``state`` with its derived value, whether it is asked, and its findings."""
    context = values.context(state.key.form, state.key.group, state.key.group_repeat)
    asked = collected(state.item, context)
    found: list[Finding] = []
    if state.problem is not None:
        found.append(_finding(state.key, FindingKind.UNREADABLE, CheckClass.HARD, Text("", "")))
    elif asked is False and not state.cell.empty and state.item.typed:
        found.append(_finding(state.key, FindingKind.SKIPPED, CheckClass.HARD, SKIPPED))
    elif asked is True and state.cell.empty and state.item.mandatory and state.item.typed:
        found.append(_finding(state.key, FindingKind.MISSING, CheckClass.HARD, MISSING))
    elif asked is not False and state.cell.value is not None:
        found += _broken_checks(values, form, state, context)
    return replace(state, collected=asked, findings=tuple(found))


def _finding(key: ItemKey, kind: FindingKind, check_class: CheckClass, message: Text) -> Finding:
    return Finding(key, kind.value, kind, check_class, message)


def _broken_checks(values: SubjectValues, form: FormDef, state: ItemState, context: FormContext) -> list[Finding]:
    found = []
    for check in state.item.checks:
        if broken(check, context):
            message = fill(check.message, context, form, state.item, state.cell)
            judged = values_judged(values, check.valid_when, context, verdict=False)
            finding = Finding(state.key, check.oid, FindingKind.CHECK, check.check_class, message, judged=judged)
            found.append(replace(finding, confirmed=confirmed_reason(values, finding.record_key, judged)))
    return found


def values_judged(
    values: SubjectValues, rule: Expression, context: FormContext, verdict: bool | None
) -> dict[str, str | None]:
    """Return everything a rule was judged from, of this form, of others and of log rows, and the verdict.

    A confirmation lapses when any of it changes: who accepts "not known yet" has not accepted "no".
    """
    judged: dict[str, str | None] = {"verdict": "unknown" if verdict is None else str(verdict).lower()}
    nodes = [rule.explain(context)]
    while nodes:
        node = nodes.pop()
        nodes += node.children
        if node.text.startswith(ELSEWHERE):
            judged[node.text] = None if node.value is UNKNOWN else str(node.value)
        elif node.ref is not None:
            place = _place_of(values, context, node)
            cell = EMPTY if place is None else values.cell(place)
            judged[node.text if place is None else str(place)] = cell.value or cell.null_flavour
    return judged


def _place_of(values: SubjectValues, context: FormContext, leaf: Explanation) -> ItemKey | None:
    """Return the item a leaf names; ``leaf.row`` counts the rows of its log."""
    assert leaf.ref is not None  # noqa: S101 - callers ask only for leaves
    place = context.place(leaf.ref)
    if leaf.row is not None and leaf.ref.form is not None:
        place = values.context(values.log_rows(leaf.ref.form)[leaf.row - 1]).place(replace(leaf.ref, form=None))
    if place is None:
        return None
    form, group, item, repeat = place
    return form.item(group.oid, item.oid, repeat)


def confirmed_reason(values: SubjectValues, record_key: str, judged: Mapping[str, str | None]) -> str | None:
    """Return the reason a finding was confirmed with, if it is still judged from the same."""
    row = values.state.things("confirmation_data").get(record_key)
    if row is None:
        return None
    data = json.loads(row.body)
    return str(data["reason"]) if data["judged"] == judged else None

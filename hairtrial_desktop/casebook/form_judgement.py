"""Judging the items of one form: collected or skipped, derived values, findings."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.evaluation import EMPTY, Cell, SubjectValues
from hairtrial_desktop.casebook.findings import MISSING, SKIPPED, Finding, FindingKind, broken, fill
from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.definitions import CheckClass
from hairtrial_desktop.study.expression import UNKNOWN
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
    from hairtrial_desktop.casebook.evaluation import FormContext
    from hairtrial_desktop.study.definitions import FormDef, GateRule, ItemDef, ItemGroupDef
    from hairtrial_desktop.study.expression import Expression

GATE_FORM = "GATE"  # the form in which the gate is judged (forms/study.toml)


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
            finding = Finding(state.key, check.oid, FindingKind.CHECK, check.check_class, message)
            reason = confirmed_reason(values, finding, values_judged(values, check.valid_when, context))
            found.append(replace(finding, confirmed=reason))
    return found


def gate_findings(values: SubjectValues, key: FormKey) -> list[Finding]:
    """Return the lines of the pre-injection gate that do not hold, or are unknown, as Protocol findings.

    They stand at the item of this form that the rule names first. None for any other form.
    """
    form = values.study.forms[key.form]
    if form.short != GATE_FORM:
        return []
    context = values.context(key)
    found = []
    for rule in values.study.gates:
        if rule.holds_when.evaluate(context) is True:
            continue
        finding = Finding(_gate_item(rule, key, form), rule.oid, FindingKind.GATE, CheckClass.PROTOCOL, rule.message)
        reason = confirmed_reason(values, finding, values_judged(values, rule.holds_when, context))
        found.append(replace(finding, confirmed=reason))
    return found


def _gate_item(rule: GateRule, key: FormKey, form: FormDef) -> ItemKey:
    named = (form.item(ref.item) for ref in rule.holds_when.refs if ref.form is None)
    group, item = next((found for found in named if found), (form.groups[0], form.groups[0].items[0]))
    return key.item(group.oid, item.oid)


def values_judged(values: SubjectValues, rule: Expression, context: FormContext) -> dict[str, str | None]:
    """Return the typed values of this form that a rule was judged from: a confirmation lapses when one changes."""
    judged: dict[str, str | None] = {}
    form = values.study.forms[context.form.form]
    for ref in rule.refs:
        found = form.item(ref.item) if ref.form is None else None
        if found is None:
            continue
        group, item = found
        here = (context.repeat,) if group.oid == context.group and ref.area is None else (ref.area or 1,)
        for repeat in here:
            place = context.form.item(group.oid, item.oid, repeat)
            judged[str(place)] = values.cell(place).value
    return judged


def confirmed_reason(values: SubjectValues, finding: Finding, judged: dict[str, str | None]) -> str | None:
    """Return the reason a finding was confirmed with, if the values are still those it was confirmed for."""
    row = values.state.things("confirmation_data").get(finding.record_key)
    if row is None:
        return None
    data = json.loads(row.body)
    return str(data["reason"]) if data["judged"] == judged else None

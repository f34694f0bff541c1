"""Judging the items of one form: collected or skipped, derived values, findings."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.cell import EMPTY, Cell
from hairtrial_desktop.casebook.findings import (
    BLINDING,
    DELEGATION,
    MISSING,
    SKIPPED,
    Basis,
    Finding,
    FindingKind,
    broken,
    fill,
)
from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.casebook.performers import unauthorised_on
from hairtrial_desktop.casebook.visits import counted_from
from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.definitions import CheckClass, DataType
from hairtrial_desktop.study.expression import UNKNOWN
from hairtrial_desktop.study.folding import mentioned
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.form_context import FormContext, Place
    from hairtrial_desktop.study.definitions import FormDef, ItemDef, ItemGroupDef
    from hairtrial_desktop.study.expression import Expression
    from hairtrial_desktop.study.expression_nodes import Node
    from hairtrial_desktop.study.values import Explanation

BLIND_WORDS = "BLIND_WORDS"  # the setting that lists words which may tell what was injected


def places(values: SubjectValues, key: FormKey, form: FormDef) -> list[tuple[ItemKey, ItemGroupDef, ItemDef]]:
    """Return every item place of the form in the order shown; repeating groups have the rows that hold something."""
    found = []
    for group in form.groups:
        for repeat in group.repeats or group_rows(values, key, group):
            found += [(key.item(group.oid, item.oid, repeat), group, item) for item in group.items]
    return found


def group_rows(values: SubjectValues, key: FormKey, group: ItemGroupDef) -> tuple[int, ...]:
    """Return the repeats of a repeating group that stand, at least one: a number taken away is never used again."""
    used = used_rows(values, key, group)
    return tuple(repeat for repeat in used if not row_removed(values, key, group, repeat)) or (used[-1] + 1,)


def used_rows(values: SubjectValues, key: FormKey, group: ItemGroupDef) -> tuple[int, ...]:
    """Return the repeats of a repeating group that were ever used, those taken away too, at least the first."""
    return tuple(sorted(values.used_repeats(key, group.oid) | {1}))


def row_removed(values: SubjectValues, key: FormKey, group: ItemGroupDef, repeat: int) -> bool:
    """Whether a row held something once and everything that a person typed into it was cleared."""
    typed = [key.item(group.oid, item.oid, repeat) for item in group.items if item.typed]
    held = values.state.items()
    return any(str(place) in held for place in typed) and all(values.cell(place).empty for place in typed)


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


def filled(values: SubjectValues, key: ItemKey, group: ItemGroupDef, item: ItemDef) -> Cell:
    """Return what the system writes into an item where nothing was typed; empty while that is unknown."""
    context = values.context(key.form, group.oid, key.group_repeat)
    assert item.fill is not None  # noqa: S101 - callers ask only for items that are filled
    value = UNKNOWN if collected(item, context) is False else item.fill.evaluate(context)
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
        found += _blinding_words(values, state)
        found += not_delegated(values, state)
    return replace(state, collected=asked, findings=tuple(found))


def _finding(key: ItemKey, kind: FindingKind, check_class: CheckClass, message: Text) -> Finding:
    return Finding(key, kind.value, kind, check_class, message)


def _broken_checks(values: SubjectValues, form: FormDef, state: ItemState, context: FormContext) -> list[Finding]:
    found = []
    for check in state.item.checks:
        if broken(check, context):
            message = fill(check.message, context, form, state.item, state.cell)
            basis = basis_of(values, check.valid_when, context, verdict=False)
            finding = Finding(state.key, check.oid, FindingKind.CHECK, check.check_class, message, basis=basis)
            found.append(replace(finding, confirmed=confirmed_reason(values, finding.record_key, basis)))
    return found


def _blinding_words(values: SubjectValues, state: ItemState) -> list[Finding]:
    """Ask about words in free text that may tell what was injected; the same for every item of every form."""
    text, item = state.cell.value, state.item
    setting = values.study_of(state.key.form).settings.get(BLIND_WORDS)
    if text is None or setting is None or item.data_type is not DataType.TEXT or not item.typed:
        return []
    words = mentioned(text, str(setting.value or ""))
    if not words:
        return []
    message = Text(BLINDING.zh.replace("{words}", "、".join(words)), BLINDING.en.replace("{words}", ", ".join(words)))
    basis = Basis({str(state.key): text}, FindingKind.BLINDING.value)
    finding = _finding(state.key, FindingKind.BLINDING, CheckClass.SOFT, message)
    return [replace(finding, basis=basis, confirmed=confirmed_reason(values, finding.record_key, basis))]


def not_delegated(values: SubjectValues, state: ItemState) -> list[Finding]:
    """Ask about a person named who was not entrusted with the trial on the day the form speaks of (R3-18)."""
    user = state.cell.value
    day = unauthorised_on(values, state) if user is not None else None
    if day is None or user is None:
        return []
    said = {"{name}": values.people[user]["name"], "{day}": day.isoformat()}
    message = Text(*(_put(text, said) for text in (DELEGATION.zh, DELEGATION.en)))
    basis = Basis({str(state.key): user}, f"{FindingKind.DELEGATION.value} {day.isoformat()}")
    finding = _finding(state.key, FindingKind.DELEGATION, CheckClass.SOFT, message)
    return [replace(finding, basis=basis, confirmed=confirmed_reason(values, finding.record_key, basis))]


def _put(text: str, said: dict[str, str]) -> str:
    for name, value in said.items():
        text = text.replace(name, value)
    return text


def basis_of(values: SubjectValues, rule: Expression, context: FormContext, verdict: bool | None) -> Basis:
    """Return everything a rule was judged from, of this form, of others, of other visits and of log rows.

    A confirmation lapses when any of it changes, or the verdict: who accepts "not known yet" has not accepted "no".
    """
    looks = rule.looks
    keys = [context.key_of(ref) for ref in looks.items]
    keys += [context.key_of(each) for ref in looks.visits for each in context.up_to_here(ref)]
    keys += [row.key_of(ref) for form, ref in looks.rows for row in context.rows(form)]
    keys += [_counted_from(values, context, node) for node in looks.due]
    cells = {key: values.cell_at(key) for key in keys if key is not None}
    said = sorted(f"{node.text} {node.run(context, None)}" for node in (*looks.forms, *looks.due, *looks.lists))
    spoken = "unknown" if verdict is None else str(verdict).lower()
    return Basis({key: cell.value or cell.null_flavour for key, cell in cells.items()}, "; ".join([spoken, *said]))


def _counted_from(values: SubjectValues, context: FormContext, node: Node) -> str | None:
    """Return the key of the date that the day a visit is due was counted from."""
    event = node.text.removeprefix("due(").strip("')")
    key = counted_from(values, f"SE.{event}" if event else context.form.event)
    return None if key is None else str(key)


def place_of(values: SubjectValues, context: FormContext, leaf: Explanation) -> Place | None:
    """Return the item a leaf names; ``leaf.row`` counts the rows of its log."""
    assert leaf.ref is not None  # noqa: S101 - callers ask only for leaves
    if leaf.row is None or leaf.ref.form is None:
        return context.place(leaf.ref)
    row = values.log_rows(leaf.ref.form)[leaf.row - 1]
    return values.context(row, asking=context.study).place(replace(leaf.ref, event=None, form=None))


def confirmed_reason(values: SubjectValues, record_key: str, basis: Basis) -> str | None:
    """Return the reason a finding was confirmed with, if it is still judged from the same."""
    row = values.confirmation(record_key)
    if row is None:
        return None
    data = json.loads(row.body)
    same = data["judged"] == basis.values and data.get("verdict") == basis.verdict
    return str(data["reason"]) if same else None


def prompted_by(values: SubjectValues, form: FormDef, state: ItemState) -> tuple[str, ...]:
    """Return the checks that the committed value had broken when it is changed now (FDA Q13)."""
    if not state.needs_reason or state.committed.value is None:
        return ()
    with values.supposing():
        values.overlay[str(state.key)] = state.committed
        before = judge(values, form, replace(state, cell=state.committed, problem=None))
    return tuple(finding.oid for finding in before.findings if finding.kind is FindingKind.CHECK)

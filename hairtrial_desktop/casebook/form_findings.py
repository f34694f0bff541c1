"""What is found on a whole form as committed: its items, the pre-injection gate, the evidence of enrolment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.evidence import evidence_findings, evidence_stands
from hairtrial_desktop.casebook.findings import Finding, FindingKind
from hairtrial_desktop.casebook.form_judgement import basis_of, confirmed_reason, judge, places
from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.study.definitions import CheckClass

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.data_keys import ItemKey
    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.study.definitions import FormDef, GateRule

GATE_FORM = "GATE"  # the form in which the gate is judged (forms/study.toml)


@dataclass(frozen=True)
class GateVerdict:
    """One line of the gate, judged: ``holds`` None is unknown and stops as False does."""

    rule: GateRule
    applies: bool
    holds: bool | None


def gate_verdicts(values: SubjectValues, key: FormKey) -> tuple[GateVerdict, ...]:
    """Judge every line of the gate for the gate form ``key`` of a visit; one that does not apply stops nothing."""
    context = values.context(key)
    verdicts = []
    for rule in context.study.gates:
        applies = rule.applies_when is None or rule.applies_when.evaluate(context) is not False
        verdict = rule.holds_when.evaluate(context)
        holds = verdict if isinstance(verdict, bool) else None
        if rule.evidence is not None and not evidence_stands(values, FormKey(key.subject, *rule.evidence)):
            holds = False
        verdicts.append(GateVerdict(rule, applies, holds if applies else True))
    return tuple(verdicts)


def gate_findings(values: SubjectValues, key: FormKey) -> list[Finding]:
    """Return the lines of the pre-injection gate that do not hold, or are unknown, as Protocol findings.

    They stand at the item of this form that the rule names first. None for any other form.
    """
    form = values.form_of(key)
    if form.short != GATE_FORM:
        return []
    found = []
    for line in gate_verdicts(values, key):
        if line.holds is True:
            continue
        rule = line.rule
        basis = basis_of(values, rule.holds_when, values.context(key), line.holds)
        place = _gate_item(rule, key, form)
        reason = confirmed_reason(values, f"{place}/{rule.oid}", basis)
        found.append(
            Finding(place, rule.oid, FindingKind.GATE, CheckClass.PROTOCOL, rule.message, reason, basis)
        )  # fmt: skip
    return found


def _gate_item(rule: GateRule, key: FormKey, form: FormDef) -> ItemKey:
    named = (form.item(ref.item) for ref in rule.holds_when.refs if ref.form is None)
    group, item = next((found for found in named if found), (form.groups[0], form.groups[0].items[0]))
    return key.item(group.oid, item.oid)


def whole_form_findings(values: SubjectValues, key: FormKey) -> list[Finding]:
    """Return what is found on the form beyond its single items."""
    return [*gate_findings(values, key), *evidence_findings(values, key)]


def committed_findings(values: SubjectValues, key: FormKey) -> list[Finding]:
    """Return every finding on a form as committed: the same for every role, whoever looks."""
    form = values.form_of(key)
    found: list[Finding] = []
    for place, group, item in places(values, key, form):
        cell = values.cell(place)
        found += judge(values, form, ItemState(place, item, group, cell=cell, committed=cell)).findings
    return [*found, *whole_form_findings(values, key)]


def open_findings(values: SubjectValues, key: FormKey) -> int:
    """Return how many findings of a committed form stand in the way of its completion."""
    return sum(finding.blocks_completion for finding in committed_findings(values, key))

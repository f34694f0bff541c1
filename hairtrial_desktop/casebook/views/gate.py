"""The pre-injection gate: every protocol rule that must hold before the needle (class P)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.data_keys import FormKey
    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.study.definitions import GateRule


@dataclass(frozen=True)
class GateLine:
    """One rule: ``holds`` True, False, or None (unknown: it does not let through)."""

    rule: GateRule
    holds: bool | None


def gate_lines(values: SubjectValues, key: FormKey) -> tuple[GateLine, ...]:
    """Return the rules judged for the gate form ``key`` of a visit."""
    context = values.context(key)
    lines = []
    for rule in values.study.gates:
        verdict = rule.holds_when.evaluate(context)
        lines.append(GateLine(rule, verdict if isinstance(verdict, bool) else None))
    return tuple(lines)

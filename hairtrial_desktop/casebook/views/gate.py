"""The pre-injection gate: every protocol rule that must hold before the needle (class P)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.form_findings import gate_verdicts

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.data_keys import FormKey
    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.study.definitions import GateRule


@dataclass(frozen=True)
class GateLine:
    """One rule: ``holds`` True, False, or None (unknown: it does not let through)."""

    rule: GateRule
    holds: bool | None
    applies: bool = True  # a line that does not apply to this subject or visit holds


def gate_lines(values: SubjectValues, key: FormKey) -> tuple[GateLine, ...]:
    """Return the rules judged for the gate form ``key`` of a visit."""
    return tuple(GateLine(line.rule, line.holds, line.applies) for line in gate_verdicts(values, key))

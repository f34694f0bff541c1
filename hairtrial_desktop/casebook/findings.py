"""What is wrong or open on a form: findings, each with one sentence and a way out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.definitions import CheckClass, RangeCheck
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hairtrial_desktop.casebook.cell import Cell
    from hairtrial_desktop.casebook.data_keys import ItemKey
    from hairtrial_desktop.casebook.form_context import FormContext
    from hairtrial_desktop.study.definitions import FormDef, ItemDef


class FindingKind(StrEnum):
    """What raised it."""

    CHECK = "check"
    MISSING = "missing"  # mandatory, neither value nor null flavour
    UNREADABLE = "unreadable"  # typed text that is no value; stays in the draft
    GATE = "gate"  # a line of the pre-injection gate that does not hold
    EVIDENCE = "evidence"  # a verdict enrolment rests on would be judged otherwise now
    BLINDING = "blinding"  # free text holds a word that may tell what was injected
    DELEGATION = "delegation"  # names a person who was not entrusted with the trial on that day
    SKIPPED = "skipped"  # holds a value although it does not apply any more


@dataclass(frozen=True)
class Basis:
    """What a finding was judged from: item keys with their texts, and the verdict. A confirmation covers just that."""

    values: Mapping[str, str | None] = field(default_factory=dict, hash=False)
    verdict: str = ""


@dataclass(frozen=True)
class Finding:
    """One finding on one item. ``confirmed`` is the reason it was confirmed with, for Soft and Protocol ones."""

    key: ItemKey
    oid: str  # OID of the check, or the kind
    kind: FindingKind
    check_class: CheckClass
    message: Text
    confirmed: str | None = None
    basis: Basis = Basis()

    @property
    def blocks_completion(self) -> bool:
        """Hard ones block; Soft and Protocol ones only until they are confirmed with a reason."""
        return self.check_class is CheckClass.HARD or self.confirmed is None

    @property
    def record_key(self) -> str:
        """The key of its confirmation in the record."""
        return f"{self.key}/{self.oid}"


MISSING = Text("必填：请填写，或按 F4 说明缺失原因。", "Required: enter it, or press F4 to say why it is missing.")
SKIPPED = Text("此项已不适用，但仍有值：请清除。", "This no longer applies but still holds a value: clear it.")

DELEGATION = Text(
    "{name} 在 {day} 未获授权。请核对人员和日期；属实请说明原因。",
    "{name} was not delegated on {day}. Check the person and the day; if it is true, say why.",
)

BLINDING = Text(
    "文字中有“{words}”，可能提示分组。请改写；确需保留请说明原因。",
    "The text holds “{words}”, which may suggest the allocation. Reword it, or say why it must stand.",
)


def fill(message: Text, context: FormContext, form: FormDef, item: ItemDef, cell: Cell) -> Text:
    """Put displayed values in the place of ``{NAME}`` and ``{value}`` in a check's message."""

    def shown(language: str) -> str:
        def one(match: re.Match[str]) -> str:
            name = match.group(1)
            if name == "value":
                return "" if cell.value is None else codec_for(item).show(cell.value, language)
            return _value_of(name, context, form, language)

        return re.sub(r"\{(\w+)\}", one, message.say(language))

    return Text(shown("zh"), shown("en"))


def _value_of(name: str, context: FormContext, form: FormDef, language: str) -> str:
    found = form.item(name)
    if found is None:
        return name
    group, item = found
    repeats = group.repeats or (1,)
    if group.areas and group.oid == context.group:
        repeats = (context.repeat,)
    cells = [context.values.cell(context.form.item(group.oid, item.oid, repeat)) for repeat in repeats]
    return " / ".join("?" if cell.value is None else codec_for(item).show(cell.value, language) for cell in cells)


def broken(check: RangeCheck, context: FormContext) -> bool:
    """Whether a check fires: only on definite False (``architecture.md``, Logic 5)."""
    return check.valid_when.evaluate(context) is False

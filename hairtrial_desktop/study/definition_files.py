"""Writes a study back as definition files: the same study always gives the same text, whatever it was read from."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.study.attaching import rule_table
from hairtrial_desktop.study.definitions import NullFlavour, SignatureScope, Source
from hairtrial_desktop.study.loader import CODE_LISTS, STUDY
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hairtrial_desktop.study.definitions import (
        CodeList,
        FormDef,
        GateRule,
        ItemDef,
        ItemGroupDef,
        OtherAnchor,
        Study,
        StudyEventDef,
    )

Toml = dict[str, Any]  # what tomli reads: texts, numbers, flags, lists and tables of these
_SECTIONS = {"group": ("item",)}  # lists of tables that are written as [[…]] inside another


def files_of(study: Study) -> dict[str, str]:
    """Return file name to text; ``load_study`` of it gives the same study (but for ``sha256``)."""
    return {name: toml_text(table) for name, table in tables_of(study).items()}


def tables_of(study: Study) -> dict[str, Toml]:
    """Return file name to table."""
    code_lists = [code_list_table(each) for each in study.code_lists.values()]
    forms = {f"{form.short.lower()}.toml": form_table(form) for form in study.forms.values()}
    return {STUDY: study_table(study), CODE_LISTS: {"codelist": code_lists}, **forms}


def study_table(study: Study) -> Toml:
    """Return ``study.toml``."""
    head = _kept(
        oid=study.oid, name=study.name, protocol=study.protocol, registry_id=study.registry_id,
        sponsor=study.sponsor, version=study.version, zone=study.zone, enrolment_target=study.enrolment_target,
    )  # fmt: skip
    settings = [
        _kept(name=each.name, value=each.value, text=each.text, assumption=each.assumption)
        for each in study.settings.values()
    ]
    return {
        "study": head,
        "setting": settings,
        "unit": [_kept(code=unit.code, symbol=unit.symbol) for unit in study.units.values()],
        "event": [event_table(event) for event in study.events],
        "status": [_kept(code=each.code, text=each.name, when=each.when.text) for each in study.statuses],
        "gate": [_gate_table(gate) for gate in study.gates],
        "signature": [
            _kept(
                code=each.code, meaning=each.meaning, legal_reason=each.legal_reason,
                roles=list(each.roles or ()) or None, scope=None if each.scope == SignatureScope.FORM else each.scope,
            )
            for each in study.signatures.values()
        ],
    }  # fmt: skip


def _gate_table(gate: GateRule) -> Toml:
    evidence = [oid.partition(".")[2] for oid in gate.evidence or ()]
    return _kept(
        name=gate.oid.removeprefix("GT."), text=gate.text,
        applies_when=gate.applies_when.text if gate.applies_when else None, holds_when=gate.holds_when.text,
        evidence=".".join(evidence) or None, message=gate.message,
    )  # fmt: skip


def event_table(event: StudyEventDef) -> Toml:
    """Return one ``[[event]]``."""
    window = event.window
    due = None if window is None else _kept(
        anchor=window.anchor.removeprefix("SE."), months=window.months, days=window.days, before=window.before,
        after=window.after, hard=window.hard, fallback=_shorts(window.fallback) or None,
        only_after=window.only_after, other=_other_table(window.other),
    )  # fmt: skip
    return _kept(
        name=event.short, text=event.name, short=event.short_name, number=event.number, epoch=event.epoch or None,
        forms=[oid.removeprefix("F.") for oid in event.forms], date_item=event.date_item, log=event.log,
        repeating=event.repeating, forms_item=event.forms_item, given_item=event.given_item,
        cancelled_when=event.cancelled_when.text if event.cancelled_when else None,
        early_when=event.early_when.text if event.early_when else None, window=due,
    )  # fmt: skip


def _other_table(other: OtherAnchor | None) -> Toml | None:
    if other is None:
        return None
    return _kept(
        setting=other.setting, value=other.value, anchor=other.anchor.removeprefix("SE."), months=other.months,
        days=other.days, least_days=other.least_days,
        least_after=other.least_after.removeprefix("SE.") if other.least_after else None,
    )  # fmt: skip


def _shorts(events: Iterable[str]) -> list[str]:
    return [oid.removeprefix("SE.") for oid in events]


def code_list_table(code_list: CodeList) -> Toml:
    """Return one ``[[codelist]]``."""
    items = [
        _kept(code=each.code, zh=each.text.zh, en=each.text.en, unknown=each.unknown) for each in code_list.items
    ]  # fmt: skip
    return _kept(name=code_list.oid.removeprefix("CL."), text=code_list.name, items=items)


def form_table(form: FormDef) -> Toml:
    """Return the file of one form."""
    head = _kept(
        name=form.short, text=form.name, domain=form.domain or None, log=form.log, gate=form.gate, closed=form.closed,
        signature=list(form.signed_as) if len(form.signed_as) > 1 else form.signed_as[0],
        second_person=form.second_person, map_areas=form.map_areas,
        collect_when=form.collect_when.text if form.collect_when else None, guidance=form.guidance,
        row_title=list(form.row_title) or None, parent=form.parent.removeprefix("F.") if form.parent else None,
        parent_row=form.parent_row, visible_to=list(form.visible_to or ()) or None,
        hidden_from=list(form.hidden_from) or None, attachments=rule_table(form.attachments),
    )  # fmt: skip
    return {"form": head, "group": [_group_table(group) for group in form.groups]}


def _group_table(group: ItemGroupDef) -> Toml:
    head = _kept(name=group.oid.rpartition(".")[2], text=group.name, areas=group.areas, repeating=group.repeating)
    return {**head, "item": [item_table(item) for item in group.items]}


def item_table(item: ItemDef) -> Toml:
    """Return one ``[[group.item]]``."""
    checks: list[Toml] = []
    for number, check in enumerate(item.checks, 1):
        name = check.oid.rpartition(".")[2]
        checks.append(
            {"class": check.check_class.value,
             **_kept(name=None if name == str(number) else name, valid_when=check.valid_when.text,
                     message=check.message)}
        )  # fmt: skip
    flavours = [flavour.value for flavour in item.null_flavours]
    usual = Source.DERIVED if item.derive else Source.SYSTEM if item.default else Source.DIRECT
    return {
        **_kept(
            name=item.name, text=item.question, type=item.data_type.value, mandatory=item.mandatory,
            unit=item.unit.code if item.unit else None,
            codelist=item.code_list.oid.removeprefix("CL.") if item.code_list else None, length=item.length,
            decimals=item.decimals, collect_when=item.collect_when.text if item.collect_when else None,
            derive=item.derive.text if item.derive else None, fill=item.fill.text if item.fill else None,
            default=item.default, guidance=item.guidance,
            source=None if item.source is usual else item.source.value,
        ),
        **({} if item.export else {"export": False}),
        **_kept(critical=item.critical, criterion=item.criterion, assumption=item.assumption),
        **({} if tuple(item.null_flavours) == tuple(NullFlavour) else {"null_flavours": flavours}),
        **_kept(visible_to=list(item.visible_to or ()) or None, hidden_from=list(item.hidden_from) or None,
                sdtm=item.sdtm, attachments=rule_table(item.attachments), check=checks or None),
    }  # fmt: skip


def _kept(**values: object) -> Toml:
    """Return what is set; a text becomes a table of its languages; false is left out."""
    kept = {key: value for key, value in values.items() if value is not None and value is not False}
    return {
        key: {"zh": value.zh, "en": value.en} if isinstance(value, Text) else value for key, value in kept.items()
    }  # fmt: skip


def toml_text(table: Mapping[str, Any]) -> str:
    """Return ``table`` as TOML; texts, whole numbers, decimals, flags, lists and tables."""
    blocks = []
    for name, value in table.items():
        if isinstance(value, dict):
            blocks.append(_block(f"[{name}]", value))
        else:
            for each in value:
                blocks += _blocks(name, each)
    return "\n\n".join(blocks) + "\n"


def _blocks(name: str, table: Mapping[str, Any]) -> list[str]:
    inner = _SECTIONS.get(name, ())
    own = {key: value for key, value in table.items() if key not in inner}
    blocks = [_block(f"[[{name}]]", own)]
    for key in inner:
        blocks += [_block(f"[[{name}.{key}]]", each) for each in table.get(key, ())]
    return blocks


def _block(header: str, table: Mapping[str, Any]) -> str:
    return "\n".join([header, *(f"{key} = {_listed(value)}" for key, value in table.items())])


def _listed(value: object) -> str:
    """Return a value; a list of tables has one line for each."""
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        return "[\n" + "".join(f"  {_value(each)},\n" for each in value) + "]"
    return _value(value)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        text = str(value)
        return text if set(text) & set(".Ee") else f"{text}.0"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_value(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

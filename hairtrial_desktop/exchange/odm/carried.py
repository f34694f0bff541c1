"""What ODM has no word for, carried in Aliases of our own contexts, so that definitions survive the way out and back.

Everything ODM can say stays where ODM says it, and is read from there: a text corrected in another program comes back
corrected. Context ``HairTrial/<key>``, Name the value as JSON.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from lxml import etree

from hairtrial_desktop.exchange.odm.elements import element, metadata_oid
from hairtrial_desktop.exchange.odm.metadata import study_element
from hairtrial_desktop.exchange.odm.reading import N
from hairtrial_desktop.study.definition_files import (
    code_list_table,
    event_table,
    files_of,
    form_table,
    item_table,
    study_table,
)
from hairtrial_desktop.study.definitions import DataType, FormDef, ItemDef, Study
from hairtrial_desktop.study.loader import load_study

CARRIED = "HairTrial/"
MARK = f"{CARRIED}definitions"
FORMAT = "1"
STUDY_LISTS = ("setting", "status", "gate", "signature")
# What ODM says itself, and so is not carried beside it.
SAID = {
    "event": {"name", "text", "forms"},
    "form": {"name", "text", "collect_when"},
    "group": {"name", "text", "item"},
    "item": {"name", "text", "unit", "codelist", "collect_when", "derive", "guidance", "sdtm", "check"},
}


def definitions_odm(study: Study, created: str, program: str) -> bytes:
    """Return the definitions as an ODM 1.3.2 file of metadata alone; ``created`` is an ODM datetime.

    Named by content, not by the files they were read from: equal definitions give equal bytes.
    """
    files = files_of(study)
    study = replace(load_study(files), sha256=hashlib.sha256("\n".join(files.values()).encode()).hexdigest())
    root = element(
        "ODM", _decorated(study), FileType="Snapshot", Granularity="Metadata", FileOID=f"HT.{metadata_oid(study)}",
        CreationDateTime=created, ODMVersion="1.3.2", Originator=study.protocol, SourceSystem="HairTrial Desktop",
        SourceSystemVersion=program,
    )  # fmt: skip
    etree.indent(root, space=" ")
    etree.cleanup_namespaces(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _decorated(study: Study) -> etree._Element:
    made = study_element(study)
    by_oid = {node.get("OID", ""): node for node in made.iter(f"{N}*") if node.get("OID")}
    protocol = made.find(f".//{N}Protocol")
    if protocol is None:
        raise ValueError("a MetaDataVersion without Protocol")
    _alias(protocol, MARK, FORMAT)
    table = study_table(study)
    _carry(protocol, "study", table["study"].items())
    for kind in STUDY_LISTS:
        for each in table[kind]:
            _alias(protocol, f"{CARRIED}{kind} {each.get('name', each.get('code'))}", _json(each))
    for event in study.events:
        _left_over(by_oid[event.oid], "event", event_table(event))
    for code_list in study.code_lists.values():
        unknown = [each["code"] for each in code_list_table(code_list)["items"] if each.get("unknown")]
        if unknown:
            _alias(by_oid[code_list.oid], f"{CARRIED}unknown", _json(unknown))
    for form in study.forms.values():
        _carry_form(form, by_oid)
    return made


def _carry_form(form: FormDef, by_oid: dict[str, etree._Element]) -> None:
    whole = form_table(form)
    _left_over(by_oid[form.oid], "form", whole["form"])
    for group, table in zip(form.groups, whole["group"], strict=True):
        _left_over(by_oid[group.oid], "group", table)
        for item in group.items:
            _carry_item(item, by_oid)


def _carry_item(item: ItemDef, by_oid: dict[str, etree._Element]) -> None:
    """Carry the rest of an item; a multi-select, which ODM cannot say, goes whole with its first option."""
    table = item_table(item)
    if item.data_type is DataType.CODES and item.code_list is not None:
        _alias(by_oid[f"{item.oid}.{item.code_list.items[0].code}"], f"{CARRIED}item", _json(table))
        return
    _left_over(by_oid[item.oid], "item", table)
    checks = [{key: check[key] for key in ("class", "name") if key in check} for check in table.get("check", ())]
    if checks:
        _alias(by_oid[item.oid], f"{CARRIED}checks", _json(checks))


def _left_over(node: etree._Element, kind: str, table: dict[str, Any]) -> None:
    _carry(node, "", ((key, value) for key, value in table.items() if key not in SAID[kind]))


def _carry(node: etree._Element, kind: str, values: Iterable[tuple[str, Any]]) -> None:
    for key, value in values:
        _alias(node, CARRIED + f"{kind} {key}".strip(), _json(value))


def _alias(node: etree._Element, context: str, name: str) -> None:
    node.append(element("Alias", Context=context, Name=name))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_decimal)


def _decimal(value: object) -> dict[str, str]:
    """Return a decimal with its digits, which JSON numbers do not keep."""
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    raise TypeError(type(value).__name__)

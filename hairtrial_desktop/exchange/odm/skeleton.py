"""Definitions of a file that holds data alone: only what the data shows, every item as text unless it says its type."""

from __future__ import annotations

from lxml import etree

from hairtrial_desktop.exchange.odm.outside import Notes

_LEVELS = (
    ("StudyEventData", "StudyEventOID", "StudyEventDef", "StudyEventRef"),
    ("FormData", "FormOID", "FormDef", "FormRef"),
    ("ItemGroupData", "ItemGroupOID", "ItemGroupDef", "ItemGroupRef"),
)
_TYPED = "ItemData"


def skeleton(root: etree._Element, notes: Notes) -> etree._Element:
    """Return a Study with a MetaDataVersion made from ClinicalData; noted as such."""
    data = root.find("ClinicalData")
    study = etree.Element("Study", OID=(data.get("StudyOID") if data is not None else None) or "?")
    version = etree.SubElement(study, "MetaDataVersion", OID="1")
    notes.add("no_definitions", study.get("OID"))
    made: dict[tuple[str, str], etree._Element] = {}
    for clinical in root.iterfind("ClinicalData"):
        for subject in clinical.iterfind("SubjectData"):
            for child in subject:
                _read(child, None, version, made)
    return study


def _read(
    node: etree._Element, parent: etree._Element | None, version: etree._Element,
    made: dict[tuple[str, str], etree._Element],
) -> None:  # fmt: skip
    for tag, key, definition, reference in _LEVELS:
        if node.tag == tag:
            oid = node.get(key, "?")
            own = _define(version, made, definition, oid)
            if tag == "ItemGroupData" and node.get("ItemGroupRepeatKey"):
                own.set("Repeating", "Yes")
            _refer(parent, reference, key, oid)
            for child in node:
                _read(child, own, version, made)
            return
    if str(node.tag).startswith(_TYPED) and node.get("ItemOID"):
        oid = node.get("ItemOID", "?")
        kind = str(node.tag).removeprefix(_TYPED)
        _define(version, made, "ItemDef", oid).set("DataType", kind[:1].lower() + kind[1:] if kind else "text")
        _refer(parent, "ItemRef", "ItemOID", oid)


def _define(version: etree._Element, made: dict[tuple[str, str], etree._Element], tag: str, oid: str) -> etree._Element:
    if (tag, oid) not in made:
        made[tag, oid] = etree.SubElement(version, tag, OID=oid, Name=oid)
    return made[tag, oid]


def _refer(parent: etree._Element | None, tag: str, key: str, oid: str) -> None:
    if parent is not None and not any(child.get(key) == oid for child in parent.iterfind(tag)):
        etree.SubElement(parent, tag, {key: oid})

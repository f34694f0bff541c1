"""The part of ``conformance`` that is about clinical data, audit records and the file itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from lxml import etree

from hairtrial_desktop.exchange.odm.elements import ODM_NS

N = f"{{{ODM_NS}}}"
_DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?"
_ZONE = r"(Z|[+-]\d{2}:\d{2})"
_VALUES = {
    "integer": re.compile(r"[+-]?\d+"),
    "float": re.compile(r"[+-]?\d+(\.\d+)?"),
    "boolean": re.compile("true|false|1|0"),
    "date": re.compile(_DAY),
    "partialDate": re.compile(rf"\d{{4}}(-(0[1-9]|1[0-2]))?|{_DAY}"),
    "partialTime": re.compile(rf"([01]\d|2[0-3])|{_CLOCK}"),
    "partialDatetime": re.compile(rf"{_DAY}T{_CLOCK}{_ZONE}"),
}
_REPEATS = {
    "StudyEventData": ("StudyEventOID", "StudyEventRepeatKey", "StudyEventDef"),
    "FormData": ("FormOID", "FormRepeatKey", "FormDef"),
    "ItemGroupData": ("ItemGroupOID", "ItemGroupRepeatKey", "ItemGroupDef"),
}
_CLOCK_SET_BACK = timedelta(minutes=2)  # order is by sequence; the clock may be corrected by so much
_CHANGES = ("Insert", "Update", "Remove")


def data_problems(root: etree._Element) -> Iterator[str]:
    """Yield what does not conform in clinical data and file attributes."""
    yield from _file(root)
    for data, version in _by_version(root):
        yield from _repeat_keys(data, version)
        yield from _values(data, version)
    transactional = root.get("FileType") == "Transactional"
    yield from _transactions(root) if transactional else _snapshot(root)


def _file(root: etree._Element) -> Iterator[str]:
    created = _moment(root.get("CreationDateTime"))
    if created is None:
        yield "CreationDateTime without zone"
        return
    if root.get("Archival") == "Yes" and root.get("FileType") != "Transactional":
        yield "Archival that is not Transactional"
    if root.get("PriorFileOID") == root.get("FileOID"):
        yield "PriorFileOID is the file itself"
    as_of = _moment(root.get("AsOfDateTime"))
    if as_of is not None and as_of > created:
        yield "AsOfDateTime after CreationDateTime"
    for stamp in root.iter(f"{N}DateTimeStamp"):
        moment = _moment(stamp.text)
        if moment is None:
            yield f"DateTimeStamp without zone: {stamp.text}"
        elif moment > created:
            yield f"DateTimeStamp after CreationDateTime: {stamp.text}"


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _by_version(root: etree._Element) -> Iterator[tuple[etree._Element, etree._Element]]:
    """Yield each ClinicalData with the MetaDataVersion its data is of; the whole file where it names none."""
    versions = {version.get("OID"): version for version in root.iter(f"{N}MetaDataVersion")}
    for data in root.iter(f"{N}ClinicalData"):
        yield data, versions.get(data.get("MetaDataVersionOID"), root)


def _repeat_keys(data: etree._Element, version: etree._Element) -> Iterator[str]:
    for tag, (reference, key, definition) in _REPEATS.items():
        repeating = {node.get("OID"): node.get("Repeating") == "Yes" for node in version.iter(N + definition)}
        for node in data.iter(N + tag):
            if repeating.get(node.get(reference), False) != (node.get(key) is not None):
                yield f"{key} of {node.get(reference)}"


def _values(data: etree._Element, version: etree._Element) -> Iterator[str]:
    definitions = {node.get("OID"): node for node in version.iter(f"{N}ItemDef")}
    codes = {
        node.get("OID"): {entry.get("CodedValue") for entry in node.findall(f"{N}CodeListItem")}
        for node in version.iter(f"{N}CodeList")
    }
    for node in data.iter(f"{N}ItemData"):
        value, definition = node.get("Value"), definitions.get(node.get("ItemOID"))
        if value is not None and node.get("IsNull") is not None:
            yield f"Value and IsNull: {node.get('ItemOID')}"
        if value is None or definition is None:
            continue
        pattern = _VALUES.get(definition.get("DataType", ""))
        if pattern is not None and not pattern.fullmatch(value):
            yield f"not a {definition.get('DataType')}: {node.get('ItemOID')}"
        length = definition.get("Length")
        if pattern is None and length is not None and len(value) > int(length):
            yield f"longer than Length: {node.get('ItemOID')}"
        reference = definition.find(f"{N}CodeListRef")
        if reference is not None and value not in codes.get(reference.get("CodeListOID"), set()):
            yield f"not in the code list: {node.get('ItemOID')}"


def _snapshot(root: etree._Element) -> Iterator[str]:
    for node in root.iter(f"{N}AuditRecord"):
        yield f"AuditRecord in a Snapshot, line {node.sourceline}"
    for node in root.iter(f"{N}*"):
        if node.get("TransactionType") not in (None, "Insert"):
            yield f"{node.get('TransactionType')} in a Snapshot"


def _transactions(root: etree._Element) -> Iterator[str]:
    """Every change is audited; per value Insert comes first, then Update; after Remove only Insert; times ascend."""
    held: dict[tuple[str | None, ...], bool] = {}
    last: datetime | None = None
    for node in root.iter(*(N + tag for tag in ("SubjectData", *_REPEATS, "ItemData"))):
        change = node.get("TransactionType")
        audit = node.find(f"{N}AuditRecord")
        if change in _CHANGES and audit is None:
            yield f"{change} without AuditRecord: {_local(node)}"
        if change is None:
            yield f"no TransactionType: {_local(node)}"
        if node.tag != f"{N}ItemData" or change not in _CHANGES:
            continue
        place = _place(node)
        if (change == "Insert") == held.get(place, False):
            yield f"{change} out of turn: {node.get('ItemOID')}"
        held[place] = change != "Remove"
        moment = _moment(audit.findtext(f"{N}DateTimeStamp")) if audit is not None else None
        if moment is not None and last is not None and moment < last - _CLOCK_SET_BACK:
            yield f"AuditRecord out of time order: {node.get('ItemOID')}"
        last = moment or last


def _local(node: etree._Element) -> str:
    return etree.QName(node).localname


def _place(node: etree._Element) -> tuple[str | None, ...]:
    names = ("SubjectKey", "StudyEventOID", "StudyEventRepeatKey", "FormOID", "FormRepeatKey",
             "ItemGroupOID", "ItemGroupRepeatKey", "ItemOID")  # fmt: skip
    chain = [node, *node.iterancestors()]
    return tuple(next((one.get(name) for one in chain if one.get(name) is not None), None) for name in names)

"""The part of ``conformance`` that holds clinical data against the structure its MetaDataVersion defines.

ODM 1.3.2 sections 2.5 and 3.1.4: data stands only where a Ref of the definition above puts it, once, and in its unit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from lxml import etree

from hairtrial_desktop.exchange.odm.elements import ODM_NS

N = f"{{{ODM_NS}}}"
# data element -> (its reference, the definition above with the reference's own element, data element above)
_PLACES = {
    "StudyEventData": ("StudyEventOID", "Protocol", "StudyEventRef"),
    "FormData": ("FormOID", "StudyEventDef", "FormRef"),
    "ItemGroupData": ("ItemGroupOID", "FormDef", "ItemGroupRef"),
    "ItemData": ("ItemOID", "ItemGroupDef", "ItemRef"),
}
_ABOVE = {"FormData": "StudyEventOID", "ItemGroupData": "FormOID", "ItemData": "ItemGroupOID"}
_KEYS = {
    "StudyEventData": ("StudyEventOID", "StudyEventRepeatKey"), "FormData": ("FormOID", "FormRepeatKey"),
    "ItemGroupData": ("ItemGroupOID", "ItemGroupRepeatKey"), "ItemData": ("ItemOID",),
}  # fmt: skip
_WHOLE_DAYS = {"date", "partialDate", "partialDatetime"}
_DIGITS = {"integer", "float"}


def structure_problems(root: etree._Element) -> Iterator[str]:
    """Yield what stands where nothing puts it, twice, in another unit, or with a flag that is no code of its list."""
    yield from _references_once(root)
    versions = {version.get("OID"): version for version in root.iter(f"{N}MetaDataVersion")}
    for data in root.iter(f"{N}ClinicalData"):
        version = versions.get(data.get("MetaDataVersionOID"), root)
        yield from _placed(data, version)
        yield from _flags(data, version)
        yield from _measured(data, version)
        if root.get("FileType") == "Snapshot":
            yield from _once(data)


def _references_once(root: etree._Element) -> Iterator[str]:
    """Yield definitions that name another twice, and code lists that are not of their item's type."""
    for reference, definition, ref in _PLACES.values():
        for parent in root.iter(N + definition):
            named = Counter(node.get(reference) for node in parent.findall(N + ref))
            yield from (f"{ref} twice: {oid}" for oid, count in named.items() if count > 1)
    for units in root.iter(f"{N}BasicDefinitions"):
        named = Counter(node.get("OID") for node in units)
        yield from (f"OID twice: {oid}" for oid, count in named.items() if count > 1)
    for version in root.iter(f"{N}MetaDataVersion"):
        types = {node.get("OID"): node.get("DataType") for node in version.iter(f"{N}CodeList")}
        for item in version.iter(f"{N}ItemDef"):
            listed = item.find(f"{N}CodeListRef")
            if listed is not None and types.get(listed.get("CodeListOID"), "") != item.get("DataType"):
                yield f"code list of another type: {item.get('OID')}"


def _placed(data: etree._Element, version: etree._Element) -> Iterator[str]:
    """Yield data that stands under what does not name it."""
    for tag, (reference, definition, ref) in _PLACES.items():
        allowed = {
            (parent.get("OID"), node.get(reference)) for parent in version.iter(N + definition)
            for node in parent.findall(N + ref)
        }  # fmt: skip
        for node in data.iter(N + tag):
            above = node.getparent()
            owner = None if above is None or tag not in _ABOVE else above.get(_ABOVE[tag])
            if (owner, node.get(reference)) not in allowed:
                yield f"{tag} out of place: {node.get(reference)} in {owner or 'the protocol'}"


def _flags(data: etree._Element, version: etree._Element) -> Iterator[str]:
    """Yield flags that are no code of their list, and numbers of annotations that stand twice within their parent."""
    codes = {
        node.get("OID"): {entry.get("CodedValue") for entry in node.findall(f"{N}CodeListItem")}
        for node in version.iter(f"{N}CodeList")
    }
    for node in data.iter(f"{N}FlagValue", f"{N}FlagType"):
        if node.text not in codes.get(node.get("CodeListOID"), set()):
            yield f"flag not in its list: {node.text} of {node.get('CodeListOID')}"
    for parent in _parents(data, "Annotation"):
        numbers = Counter(node.get("SeqNum") for node in parent.findall(f"{N}Annotation"))
        yield from (f"SeqNum twice: {number}" for number, count in numbers.items() if count > 1)


def _measured(data: etree._Element, version: etree._Element) -> Iterator[str]:
    """Yield values in a unit that is not the item's, days that do not exist, digits too many, and nothing at all."""
    definitions = {node.get("OID"): node for node in version.iter(f"{N}ItemDef")}
    units = {oid: {ref.get("MeasurementUnitOID") for ref in node.findall(f"{N}MeasurementUnitRef")}
             for oid, node in definitions.items()}  # fmt: skip
    derived = {node.get("ItemOID") for node in version.iter(f"{N}ItemRef") if node.get("MethodOID")}
    for node in data.iter(f"{N}ItemData"):
        oid, value = node.get("ItemOID"), node.get("Value")
        definition, unit = definitions.get(oid), node.find(f"{N}MeasurementUnitRef")
        if value is None and node.get("IsNull") is None and node.get("TransactionType") not in ("Remove", "Context"):
            yield f"neither Value nor IsNull: {oid}"
        if unit is not None and unit.get("MeasurementUnitOID") not in units.get(oid, set()):
            yield f"a unit that is not the item's: {oid}"
        if value is None or definition is None:
            continue
        kind = definition.get("DataType", "")
        if kind in _WHOLE_DAYS and not _exists(value):
            yield f"no such day: {oid}"
        if kind in _DIGITS and oid not in derived and not _fits(value, definition):
            yield f"more digits than defined: {oid}"


def _exists(value: str) -> bool:
    """Whether a day, or a moment, written in full is one of the calendar; what is incomplete may be any."""
    try:
        if "T" in value:
            datetime.fromisoformat(value)
        elif value.count("-") == 2:  # noqa: PLR2004 - year, month, day
            date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _fits(value: str, definition: etree._Element) -> bool:
    """Whether a typed number keeps to its digits; a derived one is as large as what it was derived from makes it."""
    whole, _, after = value.lstrip("+-").partition(".")
    digits, length = definition.get("SignificantDigits"), definition.get("Length")
    if digits is not None and len(after) > int(digits):
        return False
    return length is None or len(whole.lstrip("0")) + len(after) <= int(length)


def _once(data: etree._Element) -> Iterator[str]:
    """Yield what stands twice in a Snapshot."""
    for tag, names in _KEYS.items():
        for parent in _parents(data, tag):
            found = Counter(tuple(node.get(name) for name in names) for node in parent.findall(N + tag))
            yield from (f"{tag} twice: {key[0]}" for key, count in found.items() if count > 1)


def _parents(data: etree._Element, tag: str) -> set[etree._Element]:
    """Return the elements that have a child ``tag``."""
    return {parent for node in data.iter(N + tag) if (parent := node.getparent()) is not None}

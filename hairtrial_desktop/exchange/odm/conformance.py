"""What the ODM 1.3.2 specification demands and its XSD lets through.

The site checks its own files before they leave, the sponsor those that arrive. A problem is ``code: place``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from hairtrial_desktop.exchange.odm.conformance_data import data_problems
from hairtrial_desktop.exchange.odm.conformance_structure import structure_problems
from hairtrial_desktop.exchange.odm.elements import ODM_NS, XML_LANG

N = f"{{{ODM_NS}}}"
_DATA = f"{N}ClinicalData"
_REFERENCES = {  # attribute -> tag of the definition it must find
    "StudyEventOID": "StudyEventDef", "FormOID": "FormDef", "ItemGroupOID": "ItemGroupDef", "ItemOID": "ItemDef",
    "CodeListOID": "CodeList", "MeasurementUnitOID": "MeasurementUnit",
    "CollectionExceptionConditionOID": "ConditionDef", "MethodOID": "MethodDef",
    "UserOID": "User", "LocationOID": "Location", "SignatureOID": "SignatureDef",
    "MetaDataVersionOID": "MetaDataVersion", "StudyOID": "Study",
}  # fmt: skip
_NEEDS_LENGTH = {"text", "integer", "float", "string"}
_ONE_VALUE = {"LT", "LE", "GT", "GE", "EQ", "NE"}


def problems(root: etree._Element) -> list[str]:
    """Return everything that does not conform, empty if nothing."""
    return [
        *_references(root), *_oids(root), *_definitions(root), *_orders(root), *_texts(root), *data_problems(root),
        *structure_problems(root),
    ]  # fmt: skip


def _references(root: etree._Element) -> Iterator[str]:
    """Yield references to what neither their own MetaDataVersion nor anything outside of them all defines."""
    versions = {version.get("OID", ""): version for version in root.iter(f"{N}MetaDataVersion")}
    within = {oid: _defined([version]) for oid, version in versions.items()}
    outside = _defined(_outside(root))
    scopes = [(_outside(root), outside)]
    scopes += [(version.iter(f"{N}*"), within[oid]) for oid, version in versions.items()]
    scopes += [(data.iter(f"{N}*"), within.get(data.get("MetaDataVersionOID", ""), {})) for data in root.iter(_DATA)]
    for nodes, own in scopes:
        for node in nodes:
            for name, tag in _REFERENCES.items():
                value = node.get(name)
                if value is not None and value not in own.get(tag, ()) and value not in outside.get(tag, ()):
                    yield f"dangling {name}: {value}"


def _defined(nodes: Iterable[etree._Element]) -> dict[str, set[str]]:
    """Return the OIDs defined in ``nodes``, by tag."""
    found: dict[str, set[str]] = {}
    for scope in nodes:
        for node in (scope, *scope) if scope.tag == f"{N}MetaDataVersion" else (scope,):
            found.setdefault(etree.QName(node).localname, set()).add(node.get("OID", ""))
    return found


def _outside(root: etree._Element) -> Iterator[etree._Element]:
    """Yield every element that stands in no MetaDataVersion (itself included) and in no ClinicalData."""
    yield root
    for child in root:
        if child.tag == f"{N}MetaDataVersion":
            yield etree.Element(child.tag, OID=child.get("OID", ""))
        elif child.tag != _DATA and isinstance(child.tag, str):
            yield from _outside(child)


def _oids(root: etree._Element) -> Iterator[str]:
    for scope in (*root.iter(f"{N}MetaDataVersion"), *root.iter(f"{N}AdminData")):
        seen: set[str] = set()
        for node in scope:
            oid = node.get("OID")
            if oid is not None and oid in seen:
                yield f"OID twice: {oid}"
            seen.add(oid or "")


def _definitions(root: etree._Element) -> Iterator[str]:
    for item in root.iter(f"{N}ItemDef"):
        kind = item.get("DataType")
        if kind in _NEEDS_LENGTH and item.get("Length") is None:
            yield f"no Length: {item.get('OID')}"
        if kind == "float" and item.get("SignificantDigits") is None:
            yield f"no SignificantDigits: {item.get('OID')}"
    for check in root.iter(f"{N}RangeCheck"):
        comparator = check.get("Comparator")
        if comparator and check.find(f"{N}FormalExpression") is not None:
            yield f"Comparator with FormalExpression: {comparator}"
        if comparator in _ONE_VALUE and len(check.findall(f"{N}CheckValue")) != 1:
            yield f"CheckValues of {comparator}"
    for code_list in root.iter(f"{N}CodeList"):
        for name in ("Rank", "OrderNumber"):
            given = [entry.get(name) is not None for entry in code_list.findall(f"{N}CodeListItem")]
            if any(given) and not all(given):
                yield f"{name} on some codes only: {code_list.get('OID')}"


def _orders(root: etree._Element) -> Iterator[str]:
    for parent in root.iter(f"{N}Protocol", f"{N}StudyEventDef", f"{N}FormDef", f"{N}ItemGroupDef", f"{N}CodeList"):
        numbers = [node.get("OrderNumber") for node in parent if node.get("OrderNumber") is not None]
        if len(numbers) != len(set(numbers)):
            yield f"OrderNumber twice: {parent.get('OID', 'Protocol')}"


def _texts(root: etree._Element) -> Iterator[str]:
    for text in root.iter(f"{N}TranslatedText"):
        if not text.get(XML_LANG) or not (text.text or "").strip():
            yield "TranslatedText without language or words"

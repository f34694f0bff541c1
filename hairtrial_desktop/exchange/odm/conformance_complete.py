"""The part of ``conformance`` that reads a form marked complete: every mandatory item is there, or says why not.

ODM 1.3.2 section 3.1.4.1.2.7 (ItemRef, Mandatory). It is apart from ``problems``: a gap is something to ask the site,
no reason to hold back a month of data. Items asked under a condition are never Mandatory in our files.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from hairtrial_desktop.exchange.odm.elements import ODM_NS

N = f"{{{ODM_NS}}}"
_AREAS = ("1", "2")  # repeats of a group that stands in both areas


def gaps(root: etree._Element) -> list[str]:
    """Return ``SUBJECT EVENT FORM ITEM`` of each mandatory item with neither value nor reason in a complete form.

    Of a Snapshot; a Transactional file tells changes and has none. An item the program derives may stay unknown.
    """
    versions = {version.get("OID"): version for version in root.iter(f"{N}MetaDataVersion")}
    return [
        gap for data in root.iter(f"{N}ClinicalData") if root.get("FileType") == "Snapshot"
        for gap in _gaps(data, versions.get(data.get("MetaDataVersionOID"), root))
    ]  # fmt: skip


def _gaps(data: etree._Element, version: etree._Element) -> Iterator[str]:
    forms = {node.get("OID"): node for node in version.iter(f"{N}FormDef")}
    groups = {node.get("OID"): node for node in version.iter(f"{N}ItemGroupDef")}
    for form in data.iter(f"{N}FormData"):
        defined = forms.get(form.get("FormOID"))
        if defined is None or not _complete(form):
            continue
        for ref in defined.findall(f"{N}ItemGroupRef"):
            group = groups.get(ref.get("ItemGroupOID"))
            for item in () if group is None else _unanswered(form, group):
                yield f"{_place(form)} {item}"


def _complete(form: etree._Element) -> bool:
    flags = form.iterfind(f"{N}Annotation/{N}Flag")
    return any((flag.findtext(f"{N}FlagType"), flag.findtext(f"{N}FlagValue")) == ("FORMSTATE", "complete")
               for flag in flags)  # fmt: skip


def _unanswered(form: etree._Element, group: etree._Element) -> Iterator[str]:
    asked = [
        ref.get("ItemOID", "") for ref in group.findall(f"{N}ItemRef")
        if ref.get("Mandatory") == "Yes" and ref.get("MethodOID") is None
    ]  # fmt: skip
    rows: dict[str, set[str | None]] = {repeat: set() for repeat in _always(group)} if asked else {}
    for node in form.findall(f"{N}ItemGroupData"):
        if node.get("ItemGroupOID") == group.get("OID"):
            rows[node.get("ItemGroupRepeatKey", "")] = {
                item.get("ItemOID") for item in node.findall(f"{N}ItemData")
                if item.get("Value") is not None or item.get("IsNull") == "Yes"
            }  # fmt: skip
    for repeat, held in sorted(rows.items()):
        yield from (f"{oid}#{repeat}" if repeat else oid for oid in asked if oid not in held)


def _always(group: etree._Element) -> tuple[str, ...]:
    """Return the repeat keys that a complete form has in any case: both areas, or the one of a plain group."""
    if group.get("Repeating") != "Yes":
        return ("",)
    return _AREAS if any(alias.get("Context") == "HairTrial areas" for alias in group.findall(f"{N}Alias")) else ()


def _place(form: etree._Element) -> str:
    """Return subject, event and form, with the repeat keys they have."""
    event = form.getparent()
    subject = None if event is None else event.getparent()
    parts = []
    for node, oid, repeat in (
        (subject, "SubjectKey", ""), (event, "StudyEventOID", "StudyEventRepeatKey"),
        (form, "FormOID", "FormRepeatKey"),
    ):  # fmt: skip
        number = node.get(repeat) if node is not None and repeat else None
        parts.append(("" if node is None else node.get(oid, "")) + (f"#{number}" if number else ""))
    return " ".join(parts)

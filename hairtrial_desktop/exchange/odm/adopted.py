"""Definitions of another system as definition files of ours: what ODM says is taken, what we cannot say is noted."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from hairtrial_desktop.exchange.odm.adopted_items import ItemReader
from hairtrial_desktop.exchange.odm.adopted_names import Texts, name_from
from hairtrial_desktop.exchange.odm.outside import Notes
from hairtrial_desktop.study.definition_files import Toml
from hairtrial_desktop.study.loader import CODE_LISTS, STUDY

LONGEST = 32
_DEFS = ("StudyEventDef", "FormDef", "ItemGroupDef", "ItemDef", "CodeList")
_CARRIED = {"Include", "Protocol", *_DEFS}
_UNPLACED = {"zh": "未归入任何访视的表单", "en": "Forms that stand in no visit"}
_SIGNATURE = {
    "code": "crf",
    "meaning": {"zh": "审核", "en": "Review"},
    "legal_reason": {"zh": "待填写", "en": "To be filled in"},
}


def adopted_tables(study: etree._Element, versions: list[etree._Element], notes: Notes) -> dict[str, Toml]:
    """Return file name to table from ``versions``: the one included first, a later definition of an OID wins."""
    return _Adopted(study, versions, notes).tables()


class _Adopted:
    def __init__(self, study: etree._Element, versions: list[etree._Element], notes: Notes) -> None:
        self._study = study
        self._versions = versions
        self._notes = notes
        self._texts = Texts(notes)
        self._defs: dict[str, dict[str, etree._Element]] = {tag: {} for tag in _DEFS}
        for version in versions:
            for node in version:
                if node.tag in self._defs:
                    self._defs[node.tag][node.get("OID", "")] = node
                elif node.tag not in _CARRIED:
                    self._leave(node)
        self._units = self._read_units()
        self._items = ItemReader(notes, self._texts, {oid: unit["code"] for oid, unit in self._units.items()})
        self._forms: dict[str, str] = {}  # OID -> our name

    def _leave(self, node: etree._Element) -> None:
        formal = [expression.text or "" for expression in node.iterfind("FormalExpression")]
        self._notes.add("element", node.get("OID") or node.get("Name"), f"{node.tag!s} {' '.join(formal)}")

    def tables(self) -> dict[str, Toml]:
        for node in self._defs["CodeList"].values():
            self._items.read_code_list(node)
        taken: set[str] = set()
        for oid, node in self._defs["FormDef"].items():
            names = [oid.rpartition(".")[2] if oid.startswith(("F.", "FO.", "Form.")) else oid, node.get("Name")]
            self._forms[oid] = name_from(names, 8, taken, "FORM")
            self._notes.names.append((self._forms[oid], oid))
        forms = {f"{self._forms[oid].lower()}.toml": made
                 for oid, node in self._defs["FormDef"].items() if (made := self._form(node)) is not None}  # fmt: skip
        kept = {made["form"]["name"] for made in forms.values()}
        study = self._head(kept)
        self._texts.report()
        return {STUDY: study, CODE_LISTS: {"codelist": list(self._items.code_lists.values())}, **forms}

    def _read_units(self) -> dict[str, Toml]:
        found: dict[str, Toml] = {}
        codes: set[str] = set()
        for node in self._study.iterfind("BasicDefinitions/MeasurementUnit"):
            oid = node.get("OID", "")
            named = (node.get("Name") or "").strip() or oid.strip() or "?"
            code = f"{named} ({oid or len(found)})" if named in codes else named
            codes.add(code)
            found[oid] = {"code": code, "symbol": self._texts.of(node.find("Symbol"), code)}
        return found

    def _head(self, kept: set[str]) -> Toml:
        named = {key: self._study.findtext(f"GlobalVariables/{key}") for key in ("StudyName", "ProtocolName")}
        oid = (self._study.get("OID") or "").strip() or "?"
        name = self._texts.of(self._study.find("GlobalVariables/StudyName"), named["StudyName"], oid)
        version = (self._versions[-1].get("OID") or "").strip()
        self._notes.add("not_in_odm", "study.toml", "registry_id, sponsor, zone, enrolment_target, signature, windows")
        head = {
            "oid": oid, "name": name, "protocol": (named["ProtocolName"] or "").strip() or oid, "registry_id": "?",
            "sponsor": {"zh": "?", "en": "?"}, "version": version or "1", "zone": "+00:00", "enrolment_target": 1,
        }  # fmt: skip
        return {
            "study": head,
            "unit": list(self._units.values()),
            "event": self._events(kept),
            "status": [{"code": "PARTICIPANT", "text": {"zh": "受试者", "en": "Participant"}, "when": "True"}],
            "signature": [_SIGNATURE],
        }

    def _ordered_events(self) -> Iterator[etree._Element]:
        order = [
            reference.get("StudyEventOID", "")
            for version in self._versions
            for reference in ordered(version.iterfind("Protocol/StudyEventRef"))
        ]
        for oid in dict.fromkeys([*order, *self._defs["StudyEventDef"]]):
            if oid in self._defs["StudyEventDef"]:
                yield self._defs["StudyEventDef"][oid]
            else:
                self._notes.add("dangling", "Protocol", oid)

    def _events(self, kept: set[str]) -> list[Toml]:
        events, taken, placed = [], set[str](), set[str]()
        for number, node in enumerate(self._ordered_events(), 1):
            oid = node.get("OID", "")
            if node.get("Repeating") == "Yes":
                self._notes.add("repeating_event", oid, node.get("Name"))
            forms = []
            for reference in ordered(node.iterfind("FormRef")):
                form = self._forms.get(reference.get("FormOID", ""))
                if form in kept and form is not None:
                    forms.append(form)
                else:
                    self._notes.add("dangling", oid, reference.get("FormOID"))
                self._condition(reference, reference.get("FormOID"))
            name = name_from([oid.removeprefix("SE."), node.get("Name")], LONGEST, taken, "VISIT")
            text = self._texts.of(node.find("Description"), node.get("Name"), oid)
            events.append({"name": name, "text": text, "short": text, "number": number,
                           "forms": list(dict.fromkeys(forms))})  # fmt: skip
            placed |= set(forms)
        rest = [form for form in self._forms.values() if form in kept and form not in placed]
        if rest:
            self._notes.add("unplaced", ", ".join(rest))
            name = name_from(["UNPLACED"], LONGEST, taken, "UNPLACED")
            events.append({"name": name, "text": _UNPLACED, "short": _UNPLACED, "number": 0, "forms": rest})
        return events

    def _condition(self, reference: etree._Element, place: str | None) -> None:
        for key in ("CollectionExceptionConditionOID", "MethodOID", "ImputationMethodOID"):
            if reference.get(key):
                what = "condition" if key.startswith("Collection") else "method"
                self._notes.add(what, place, f"{key} {reference.get(key)}")

    def _form(self, node: etree._Element) -> Toml | None:
        oid = node.get("OID", "")
        if node.get("Repeating") == "Yes":
            self._notes.add("repeating_form", oid, node.get("Name"))
        groups, sections, names = [], set[str](), set[str]()
        for reference in ordered(node.iterfind("ItemGroupRef")):
            group = self._defs["ItemGroupDef"].get(reference.get("ItemGroupOID", ""))
            if group is None:
                self._notes.add("dangling", oid, reference.get("ItemGroupOID"))
                continue
            self._condition(reference, reference.get("ItemGroupOID"))
            made = self._group(group, self._forms[oid], sections, names)
            if made is not None:
                groups.append(made)
        if not groups:
            self._notes.add("empty_form", oid, node.get("Name"))
            return None
        text = self._texts.of(node.find("Description"), node.get("Name"), oid)
        return {"form": {"name": self._forms[oid], "text": text}, "group": groups}

    def _group(self, node: etree._Element, form: str, sections: set[str], names: set[str]) -> Toml | None:
        oid, items = node.get("OID", ""), []
        for reference in ordered(node.iterfind("ItemRef")):
            item = self._defs["ItemDef"].get(reference.get("ItemOID", ""))
            if item is None:
                self._notes.add("dangling", oid, reference.get("ItemOID"))
                continue
            items.append(self._items.read(item, mandatory=reference.get("Mandatory") == "Yes", taken=names))
            self._notes.names.append((f"{form}.{items[-1]['name']}", item.get("OID", "")))
            self._condition(reference, reference.get("ItemOID"))
        if not items:
            self._notes.add("empty_section", oid, node.get("Name"))
            return None
        name = name_from([oid.rpartition(".")[2], node.get("Name"), oid], LONGEST, sections, "SECTION")
        text = self._texts.of(node.find("Description"), node.get("Name"), oid)
        more = {"repeating": True} if node.get("Repeating") == "Yes" else {}
        return {"name": name, "text": text, **more, "item": items}


def ordered(references: Iterator[etree._Element]) -> list[etree._Element]:
    """Return references by OrderNumber; those without one stay where they stand, after the numbered."""

    def number(node: etree._Element) -> int:
        text = (node.get("OrderNumber") or "").strip()
        return int(text) if text.isdecimal() and text.isascii() else 1_000_000

    return sorted(references, key=number)

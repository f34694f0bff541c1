"""Reads back definitions that this program wrote as ODM: from the standard places first, the rest from our Aliases."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from lxml import etree

from hairtrial_desktop.exchange.odm.carried import CARRIED, FORMAT, MARK, STUDY_LISTS
from hairtrial_desktop.exchange.odm.elements import CONTEXT
from hairtrial_desktop.exchange.odm.outside import said
from hairtrial_desktop.study.definition_files import Toml
from hairtrial_desktop.study.loader import CODE_LISTS, STUDY

_OMIT = "not ("


def is_own(version: etree._Element) -> bool:
    """Whether a (stripped) MetaDataVersion carries our definitions in a format that is known here."""
    return any(
        alias.get("Context") == MARK and alias.get("Name") == FORMAT for alias in version.iterfind("Protocol/Alias")
    )


def own_tables(study: etree._Element, version: etree._Element) -> dict[str, Toml]:
    """Return file name to table. KeyError or ValueError where an Alias was lost or changed on the way."""
    return _Own(study, version).tables()


def _carried(node: etree._Element) -> dict[str, Any]:
    """Return what the Aliases of ``node`` hold, by key."""
    return {
        (alias.get("Context") or "").removeprefix(CARRIED): json.loads(alias.get("Name", ""), object_hook=_decimal)
        for alias in node.iterfind("Alias")
        if (alias.get("Context") or "").startswith(CARRIED)
    }


def _decimal(found: dict[str, Any]) -> Any:  # noqa: ANN401 - what JSON holds
    return Decimal(found["decimal"]) if set(found) == {"decimal"} else found


def _text(node: etree._Element | None) -> dict[str, str]:
    found = said(node)
    return {"zh": found["zh"], "en": found["en"]}


class _Own:
    def __init__(self, study: etree._Element, version: etree._Element) -> None:
        self._study = study
        self._version = version
        self._by_oid = {node.get("OID", ""): node for node in version if node.get("OID")}

    def tables(self) -> dict[str, Toml]:
        protocol = self._version.find("Protocol")
        carried = {} if protocol is None else _carried(protocol)
        study: Toml = {"study": {key.partition(" ")[2]: value for key, value in carried.items() if key[:6] == "study "}}
        lists = {kind: [value for key, value in carried.items() if key.startswith(f"{kind} ")] for kind in STUDY_LISTS}
        units = [
            {"code": unit.get("Name", ""), "symbol": _text(unit.find("Symbol"))}
            for unit in self._study.iterfind("BasicDefinitions/MeasurementUnit")
        ]
        events = [self._event(node) for node in self._version.iterfind("StudyEventDef")]
        order = ("setting", "unit", "event", "status", "gate", "signature")
        study |= {kind: {**lists, "unit": units, "event": events}[kind] for kind in order}
        code_lists = [
            self._code_list(node)
            for node in self._version.iterfind("CodeList")
            if not node.get("OID", "").startswith("CL.HT.")
        ]
        forms = {f"{self._name(node).lower()}.toml": self._form(node) for node in self._version.iterfind("FormDef")}
        return {STUDY: study, CODE_LISTS: {"codelist": code_lists}, **forms}

    @staticmethod
    def _name(node: etree._Element) -> str:
        return node.get("OID", "").rpartition(".")[2]

    def _event(self, node: etree._Element) -> Toml:
        forms = [reference.get("FormOID", "").removeprefix("F.") for reference in node.iterfind("FormRef")]
        return {"name": self._name(node), "text": _text(node.find("Description")), "forms": forms, **_carried(node)}

    def _code_list(self, node: etree._Element) -> Toml:
        unknown = _carried(node).get("unknown", ())
        items = []
        for entry in node.iterfind("CodeListItem"):
            code = entry.get("CodedValue", "")
            more = {"unknown": True} if code in unknown else {}
            items.append({"code": code, **_text(entry.find("Decode")), **more})
        return {"name": self._name(node), "text": _text(node.find("Description")), "items": items}

    def _form(self, node: etree._Element) -> Toml:
        head = {"name": self._name(node), "text": _text(node.find("Description")), **_carried(node)}
        self._condition(node.get("OID", ""), head)
        groups = []
        for reference in node.iterfind("ItemGroupRef"):
            group = self._by_oid[reference.get("ItemGroupOID", "")]
            items = [
                table
                for item in group.iterfind("ItemRef")
                if (table := self._item(self._by_oid[item.get("ItemOID", "")])) is not None
            ]
            text = _text(group.find("Description"))
            groups.append({"name": self._name(group), "text": text, **_carried(group), "item": items})
        return {"form": head, "group": groups}

    def _item(self, node: etree._Element) -> Toml | None:
        carried = _carried(node)
        if any(alias.get("Context") == "HairTrial option" for alias in node.iterfind("Alias")):
            whole: Toml | None = carried.get("item")  # on the first option; the others add nothing
            return whole
        oid = node.get("OID", "")
        table: Toml = {"name": self._name(node), "text": _text(node.find("Question")), **carried}
        table.pop("checks", None)
        unit = node.find("MeasurementUnitRef")
        if unit is not None:
            named = {each.get("OID"): each.get("Name", "") for each in self._study.iter("MeasurementUnit")}
            table["unit"] = named[unit.get("MeasurementUnitOID")]
        code_list = node.find("CodeListRef")
        if code_list is not None:
            table["codelist"] = code_list.get("CodeListOID", "").removeprefix("CL.")
        self._condition(oid, table)
        method = self._by_oid.get(f"MT.{oid}")
        if method is not None:
            table["derive"] = _formal(method)
        if node.find("Description") is not None:
            table["guidance"] = _text(node.find("Description"))
        sdtm = [alias.get("Name", "") for alias in node.iterfind("Alias") if alias.get("Context") == "SDTM"]
        table |= {"sdtm": sdtm[0]} if sdtm else {}
        checks = [
            {**more, "valid_when": _formal(check), "message": _text(check.find("ErrorMessage"))}
            for check, more in zip(node.iterfind("RangeCheck"), carried.get("checks", ()), strict=True)
        ]
        return {**table, "check": checks} if checks else table

    def _condition(self, oid: str, table: Toml) -> None:
        """ODM's condition says when to omit; ours when to ask."""
        condition = self._by_oid.get(f"COND.{oid}")
        if condition is not None:
            table["collect_when"] = _formal(condition).removeprefix(_OMIT).removesuffix(")")


def _formal(node: etree._Element) -> str:
    for expression in node.iterfind("FormalExpression"):
        if expression.get("Context") == CONTEXT:
            return expression.text or ""
    raise KeyError(node.get("OID", "FormalExpression"))

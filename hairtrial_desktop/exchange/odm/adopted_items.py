"""Items, rules and code lists of another system's definitions as ours."""

from __future__ import annotations

import re
from decimal import Decimal

from lxml import etree

from hairtrial_desktop.exchange.odm.adopted_names import Texts, apart, name_from
from hairtrial_desktop.exchange.odm.outside import Notes
from hairtrial_desktop.study.definition_files import Toml

# ODM 1.x DataType -> ours. What is not here is kept as text, and told.
TYPES = {
    "text": "text", "string": "text", "integer": "integer", "float": "decimal", "double": "decimal", "date": "date",
    "partialDate": "partialDate", "incompleteDate": "partialDate", "time": "time", "partialTime": "time",
    "datetime": "datetime", "partialDatetime": "datetime", "incompleteDatetime": "datetime", "boolean": "code",
}  # fmt: skip
_SIGNS = {"LT": "<", "LE": "<=", "GT": ">", "GE": ">=", "EQ": "==", "NE": "!="}
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")
_WHOLE = re.compile(r"[1-9][0-9]{0,5}")
BOOLEAN = "BOOLEAN"
_CARRIED = {"Question", "Description", "RangeCheck", "CodeListRef", "MeasurementUnitRef"}


class ItemReader:
    """Reads code lists once and items wherever they are referred to."""

    def __init__(self, notes: Notes, texts: Texts, units: dict[str, str]) -> None:
        self._notes = notes
        self._texts = texts
        self._units = units  # OID -> code
        self.code_lists: dict[str, Toml] = {}  # OID -> table
        self._names: set[str] = set()

    def read_code_list(self, node: etree._Element) -> None:
        """Take a CodeList; one without codes of its own is noted and left out."""
        oid = node.get("OID", "")
        external = node.find("ExternalCodeList")
        if external is not None:
            self._notes.add("external_codes", oid, external.get("Dictionary"))
        entries: dict[str, dict[str, str]] = {}
        for entry in node:
            code = (entry.get("CodedValue") or "").strip()
            if entry.tag not in ("CodeListItem", "EnumeratedItem"):
                continue
            if not code or not code.isprintable() or code in entries:
                self._notes.add("code", oid, code)
                continue
            entries[code] = {"code": code, **self._texts.of(entry.find("Decode"), code)}
        if not entries:
            self._notes.add("empty_codes", oid)
            return
        name = name_from([oid.removeprefix("CL."), node.get("Name")], 32, self._names, "CODES")
        text = self._texts.of(node.find("Description"), node.get("Name"), oid)
        self.code_lists[oid] = {"name": name, "text": text, "items": apart(list(entries.values()))}

    def _boolean(self) -> str:
        if BOOLEAN not in self.code_lists:
            name = name_from([BOOLEAN], 32, self._names, BOOLEAN)
            items = [{"code": "true", "zh": "是", "en": "Yes"}, {"code": "false", "zh": "否", "en": "No"}]
            text = {"zh": "是/否", "en": "Yes/No"}
            self.code_lists[BOOLEAN] = {"name": name, "text": text, "items": items}
        return str(self.code_lists[BOOLEAN]["name"])

    def read(self, node: etree._Element, *, mandatory: bool, taken: set[str]) -> Toml:
        """Return the item of an ItemDef; ``taken`` are the names its form has already."""
        oid = node.get("OID", "")
        wanted = [node.get("SASFieldName"), node.get("Name"), oid.rpartition(".")[2], oid]
        table: Toml = {"name": name_from(wanted, 8, taken, "ITEM")}
        question, description = node.find("Question"), node.find("Description")
        table["text"] = self._texts.of(question if question is not None else description, node.get("Name"), oid)
        self._type(node, oid, table)
        if mandatory:
            table["mandatory"] = True
        self._sizes(node, table)
        self._unit(node, oid, table)
        if question is not None and description is not None and len(description):
            table["guidance"] = self._texts.of(description, oid)
        sdtm = node.get("SDSVarName")
        if sdtm and sdtm.strip():
            table["sdtm"] = sdtm.strip()
        checks = [made for check in node.iterfind("RangeCheck") if (made := self._check(check, oid, table)) is not None]
        if checks:
            table["check"] = checks
        for other in node:
            if other.tag not in _CARRIED:
                what = other.get("Name") or other.get("Context") or other.text
                self._notes.add("element", oid, f"{other.tag!s} {what or ''}")
        return table

    def _type(self, node: etree._Element, oid: str, table: Toml) -> None:
        kind = node.get("DataType", "")
        table["type"] = TYPES.get(kind, "text")
        if kind not in TYPES:
            self._notes.add("data_type", oid, kind)
        elif kind.startswith(("partialT", "partialDatet", "incompleteDatet")):
            self._notes.add("partial", oid, kind)
        reference = node.find("CodeListRef")
        code_list = None if reference is None else self.code_lists.get(reference.get("CodeListOID", ""))
        if code_list is not None:
            table |= {"type": "code", "codelist": code_list["name"]}
            return
        if reference is not None:
            self._notes.add("dangling", oid, reference.get("CodeListOID"))
        if kind == "boolean":
            table["codelist"] = self._boolean()

    @staticmethod
    def _sizes(node: etree._Element, table: Toml) -> None:
        length, digits = node.get("Length", ""), node.get("SignificantDigits", "")
        if table["type"] in ("text", "integer", "decimal") and _WHOLE.fullmatch(length):
            table["length"] = int(length)
        if table["type"] == "decimal" and digits.isdecimal() and len(digits) < len("100"):
            table["decimals"] = int(digits)

    def _unit(self, node: etree._Element, oid: str, table: Toml) -> None:
        references = [each.get("MeasurementUnitOID", "") for each in node.iterfind("MeasurementUnitRef")]
        if len(references) == 1 and references[0] in self._units and table["type"] in ("integer", "decimal"):
            table["unit"] = self._units[references[0]]
        elif references:
            self._notes.add("unit", oid, " ".join(references))

    def _check(self, check: etree._Element, oid: str, table: Toml) -> Toml | None:
        """Return the rule of a Comparator; a FormalExpression is in another system's language and is not judged."""
        comparator = check.get("Comparator", "")
        values = [(value.text or "").strip() for value in check.iterfind("CheckValue")]
        for formal in check.iterfind("FormalExpression"):
            self._notes.add("expression", oid, f"{formal.get('Context', '')}: {formal.text or ''}")
        rule = self._rule(comparator, values, table)
        if check.find("FormalExpression") is not None:
            return None
        units = {each.get("MeasurementUnitOID", "") for each in check.iterfind("MeasurementUnitRef")}
        if rule is None or {self._units.get(unit) for unit in units} - {table.get("unit")}:
            self._notes.add("check", oid, f"{comparator} {' '.join(values)}")
            return None
        if check.get("SoftHard") not in ("Soft", "Hard"):
            self._notes.add("soft_hard", oid, check.get("SoftHard"))
        message = self._texts.of(check.find("ErrorMessage"), f"{table['name']}: {comparator} {' '.join(values)}")
        braces = {language: words.replace("{", "{{").replace("}", "}}") for language, words in message.items()}
        return {"class": "Hard" if check.get("SoftHard") == "Hard" else "Soft", "valid_when": rule, "message": braces}

    def _rule(self, comparator: str, values: list[str], table: Toml) -> str | None:
        numeric = table["type"] in ("integer", "decimal")
        if table["type"] not in ("integer", "decimal", "code", "text") or not values:
            return None
        if numeric and not all(_NUMBER.fullmatch(value) for value in values):
            return None
        literals = [str(Decimal(value)) if numeric else repr(value) for value in values]
        if comparator in ("IN", "NOTIN"):
            return f"{table['name']} {'in' if comparator == 'IN' else 'not in'} ({', '.join(literals)},)"
        sign = _SIGNS.get(comparator)
        ordered = comparator not in ("EQ", "NE")
        if sign is None or len(values) != 1 or (ordered and not numeric):
            return None
        return f"{table['name']} {sign} {literals[0]}"

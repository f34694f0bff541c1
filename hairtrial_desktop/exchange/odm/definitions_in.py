"""From an ODM file of any system to definition files that load, and a report of what was not understood."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from hairtrial_desktop.exchange.odm.adopted import adopted_tables
from hairtrial_desktop.exchange.odm.outside import Note, Notes, read_outside
from hairtrial_desktop.exchange.odm.own import is_own, own_tables
from hairtrial_desktop.exchange.odm.skeleton import skeleton
from hairtrial_desktop.study.definition_files import Toml, files_of, toml_text
from hairtrial_desktop.study.errors import DefinitionError, KnownError
from hairtrial_desktop.study.loader import CODE_LISTS, STUDY, load_study

_DEFS = ("FormDef", "ItemGroupDef", "ItemDef")


@dataclass(frozen=True)
class Understood:
    """``files``: name to text, loadable. ``notes``: what was not carried. ``created``: CreationDateTime as written.

    ``names``: our names of forms and items with the OIDs they had; empty for a file of our own.
    """

    files: dict[str, str]
    notes: tuple[Note, ...]
    created: str
    names: tuple[tuple[str, str], ...] = ()


def definitions_from_odm(xml: bytes) -> Understood:
    """Return definition files; KnownError ``odm_unreadable`` (no ODM) or ``odm_without_forms`` (nothing to read)."""
    notes = Notes()
    root = read_outside(xml, notes)
    study, versions = _chosen(root, notes)
    tables = None
    if is_own(versions[-1]):
        try:
            tables = own_tables(study, versions[-1])
            files = {name: toml_text(table) for name, table in tables.items()}
            return Understood(files_of(load_study(files)), tuple(notes.found), root.get("CreationDateTime", ""))
        except (KeyError, ValueError, TypeError, DefinitionError) as error:
            notes.add("own_changed", study.get("OID"), str(error))
    tables = adopted_tables(study, versions, notes)
    if set(tables) == {STUDY, CODE_LISTS}:
        raise KnownError("odm_without_forms")
    _fit(tables, notes)
    loaded = load_study({name: toml_text(table) for name, table in tables.items()})
    return Understood(
        files_of(loaded), tuple(notes.found), root.get("CreationDateTime", ""), tuple(sorted(notes.names))
    )


def _chosen(root: etree._Element, notes: Notes) -> tuple[etree._Element, list[etree._Element]]:
    """Return the first study with definitions and its last version, those it includes before it."""
    usable = [study for study in root.iterfind("Study") if study.find("MetaDataVersion") is not None
              and any(study.find(f"MetaDataVersion/{tag}") is not None for tag in _DEFS)]  # fmt: skip
    if not usable:
        if root.find(".//FormData") is None:
            raise KnownError("odm_without_forms")
        usable = [skeleton(root, notes)]
    for other in usable[1:]:
        notes.add("other_study", other.get("OID"))
    for tag in ("AdminData", "ReferenceData", "ClinicalData", "Association"):
        if root.find(tag) is not None:
            notes.add("not_definitions", tag)
    versions = [
        each for each in usable[0].iterfind("MetaDataVersion") if any(each.find(tag) is not None for tag in _DEFS)
    ]
    chain = [versions[-1]]
    while (include := chain[0].find("Include")) is not None:
        wanted = include.get("MetaDataVersionOID")
        same = [
            each for each in root.iterfind("Study/MetaDataVersion") if each.get("OID") == wanted and each not in chain
        ]
        if not same:
            notes.add("dangling", chain[0].get("OID"), f"Include {wanted}")
            break
        chain.insert(0, same[0])
    for other in versions:
        if other not in chain:
            notes.add("other_version", other.get("OID"), other.get("Name"))
    return usable[0], chain


def _fit(tables: dict[str, Toml], notes: Notes) -> None:
    """Take out, and note, whatever the loader still refuses, until it loads. DefinitionError if that cannot help."""
    while True:
        try:
            load_study({name: toml_text(table) for name, table in tables.items()})
        except DefinitionError as error:
            rows = error.params["all"]
            taken_out = [_without(tables, row, notes) for row in rows]  # all of them, before the next try
            if not any(taken_out):
                raise
        else:
            return


def _without(tables: dict[str, Toml], row: tuple[str, str, str, str], notes: Notes) -> bool:
    """Take out what the loader refused in ``row`` (file, path, expected, found); False if it is not there any more."""
    file, path, expected, found = row
    parts = path.split(".")
    if path == "study.name":
        notes.add("refused", path, f"{expected}: {found}")
        return _put(tables[file]["study"], "name", tables[file]["study"]["oid"], 0)
    if file == CODE_LISTS:
        return _reworded(tables[file]["codelist"], path, notes)
    for group in tables.get(file, {}).get("group", ()):
        for item in group["item"]:
            if parts[1:3] != [group["name"], item["name"]]:
                continue
            key = parts[3].partition("[")[0] if len(parts) > len("abc") else ""
            notes.add("refused", path, f"{expected}: {found}")
            if key == "text":
                item["text"] = {"zh": item["name"], "en": item["name"]}
            elif key in item and key not in ("name", "type"):
                del item[key]
            elif item.get("type") != "text":
                for extra in ("codelist", "unit", "decimals", "length", "check"):
                    item.pop(extra, None)
                item["type"] = "text"
            else:
                return False
            return True
    return _reworded([tables[file].get("form", {}), *tables[file].get("group", ()), *tables[file].get("event", ()),
                      tables[file].get("study", {}), *tables[file].get("unit", ())], path, notes)  # fmt: skip


def _reworded(places: list[Toml], path: str, notes: Notes) -> bool:
    """Put names where texts were refused, question marks where the name is refused, too; False if nothing is left."""
    changed = False
    for number, place in enumerate(places):
        name = str(place.get("name", place.get("code", "?")))
        for key in ("text", "short", "symbol"):
            if key in place and name in path:
                changed |= _put(place, key, name, number)
        for count, entry in enumerate(place.get("items", ())):
            if isinstance(entry, dict) and f"[{entry['code']}]" in path:
                texts = {"text": {"zh": entry["zh"], "en": entry["en"]}}
                changed |= _put(texts, "text", entry["code"], count)
                entry.update(texts["text"])
    if changed:
        notes.add("refused", path)
    return changed


def _put(place: Toml, key: str, name: str, number: int) -> bool:
    """Put ``name`` at ``key``; if it stands there already, a question mark; False if that does."""
    named, unnamed = {"zh": name, "en": name}, {"zh": f"? {number}", "en": f"? {number}"}
    if place[key] == unnamed:
        return False
    place[key] = unnamed if place[key] == named else named
    return True

"""First pass over ``study.toml`` and ``codelists.toml``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from hairtrial_desktop.study.definitions import (
    WET_INK,
    CodeList,
    CodeListItem,
    MeasurementUnit,
    OtherAnchor,
    Setting,
    SignatureDef,
    SignatureScope,
    Study,
    StudyEventDef,
    VisitWindow,
)  # fmt: skip
from hairtrial_desktop.study.folding import comparable
from hairtrial_desktop.study.loader_drafts import RuleDraft, StudyDraft
from hairtrial_desktop.study.loader_table import Problems, Table
from hairtrial_desktop.study.phrase import phrase
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ZONE = re.compile(r"[+-][0-9]{2}:[0-9]{2}")
RESERVED = frozenset({"CFG"})
YES_NO = ("Y", "N")


def once(table: Table, key: str, names: Iterable[str], name: str) -> None:
    """Refuse a name that stands twice."""
    if name and name in names:
        table.wrong(key, phrase("a name used once"), phrase("{name} a second time", name=name))


def read_code_lists(root: Table) -> dict[str, CodeList]:
    """Return the code lists by OID."""
    found: dict[str, CodeList] = {}
    for table in root.tables("codelist"):
        name = table.name("name")
        once(table, "name", found, f"CL.{name}")
        entries = table.tables("items")
        if not entries:
            table.wrong("items", phrase("at least one code"), phrase("none"))
        items = tuple(_code(entry) for entry in entries)
        _codes_apart(table, items)
        found[f"CL.{name}"] = CodeList(f"CL.{name}", table.text("text"), items)
        table.close()
    root.close()
    return found


def _code(table: Table) -> CodeListItem:
    code, zh, en = table.string("code"), table.string("zh"), table.string("en")
    entry = CodeListItem(code, Text(zh, en), table.flag("unknown"))
    if code != code.strip() or not code.isprintable():
        table.wrong("code", phrase("a code without blanks at its ends"), repr(code))
    table.close()
    return entry


def _codes_apart(table: Table, items: tuple[CodeListItem, ...]) -> None:
    """Codes and texts must differ, so that each can be typed."""
    for texts in (
        [each.code for each in items],
        [comparable(each.text.zh) for each in items],
        [comparable(each.text.en) for each in items],
    ):
        for text in sorted({text for text in texts if texts.count(text) > 1}):
            table.wrong("items", phrase("codes and texts used once"), phrase("{name} a second time", name=text))


def read_study(root: Table, code_lists: dict[str, CodeList], sha256: str) -> StudyDraft:
    """Return the study without its forms and rules."""
    table = root.table("study")
    if table is None:
        root.wrong("study", phrase("a table [study]"), phrase("nothing"))
        table = Table({}, Problems(), root.file, "study")
    statuses = tuple(_rule(each, "code", "text", "when", None) for each in root.tables("status"))
    gates = tuple(_rule(each, "name", "text", "holds_when", "message") for each in root.tables("gate"))
    events, cancelled, early = _events(root)
    study = Study(
        oid=table.string("oid"),
        name=table.text("name"),
        protocol=table.string("protocol"),
        registry_id=table.string("registry_id"),
        sponsor=table.text("sponsor"),
        version=table.string("version"),
        sha256=sha256,
        zone=table.string("zone"),
        enrolment_target=table.integer("enrolment_target", least=1),
        events=events,
        forms={},
        code_lists=code_lists,
        units=_units(root),
        settings=_settings(root),
        signatures=_signatures(root),
    )
    if study.zone and not _ZONE.fullmatch(study.zone):
        table.wrong("zone", phrase("an offset such as +08:00"), repr(study.zone))
    table.close()
    _rules_apart(root, statuses, gates)
    root.close()
    return StudyDraft(study, root.file, statuses, gates, cancelled, early)


def _rule(table: Table, name_key: str, text_key: str, when_key: str, message_key: str | None) -> RuleDraft:
    message = None if message_key is None else table.text(message_key)
    draft = RuleDraft(table.name(name_key), table.text(text_key), table.string(when_key), message, table.path)
    if message is not None:  # a line of the gate
        applies, evidence = table.optional_string("applies_when"), table.optional_string("evidence")
        draft = replace(draft, applies_when=applies, evidence=evidence)
    table.close()
    return draft


def _rules_apart(root: Table, statuses: tuple[RuleDraft, ...], gates: tuple[RuleDraft, ...]) -> None:
    for key, rules in (("status", statuses), ("gate", gates)):
        codes = [rule.code for rule in rules]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            root.wrong(key, phrase("a name used once"), phrase("{name} a second time", name=code))
    if statuses and statuses[-1].when.strip() != "True":
        root.wrong("status", phrase('a last status with when = "True"'), statuses[-1].when)


def _settings(root: Table) -> dict[str, Setting]:
    found: dict[str, Setting] = {}
    for table in root.tables("setting"):
        name = table.name("name")
        once(table, "name", found, name)
        found[name] = Setting(name, table.setting("value"), table.text("text"), table.flag("assumption"))
        if name == WET_INK and found[name].value not in YES_NO:
            table.wrong("value", phrase("Y or N"), repr(found[name].value))
        table.close()
    return found


def _units(root: Table) -> dict[str, MeasurementUnit]:
    found: dict[str, MeasurementUnit] = {}
    for count, table in enumerate(root.tables("unit"), 1):
        code = table.string("code")
        once(table, "code", [unit.code for unit in found.values()], code)
        found[f"MU.{count}"] = MeasurementUnit(f"MU.{count}", code, table.text("symbol"))
        table.close()
    return found


def _signatures(root: Table) -> dict[str, SignatureDef]:
    found: dict[str, SignatureDef] = {}
    for table in root.tables("signature"):
        code = table.string("code")
        once(table, "code", found, code)
        found[code] = SignatureDef(
            code, table.text("meaning"), table.text("legal_reason"), table.strings("roles") or None,
            table.choice("scope", SignatureScope, SignatureScope.FORM),
        )  # fmt: skip
        table.close()
    return found


def _events(root: Table) -> tuple[tuple[StudyEventDef, ...], tuple[RuleDraft, ...], tuple[RuleDraft, ...]]:
    """Return the events, and as text the rules by which they are cancelled and those by which no window judges them."""
    found: dict[str, StudyEventDef] = {}
    places: dict[str, Table] = {}
    rules: dict[str, list[RuleDraft]] = {"cancelled_when": [], "early_when": []}
    for table in root.tables("event"):
        texts = {key: table.optional_string(key) for key in rules}
        event = _event(table)
        for key, when in texts.items():
            if when is not None:
                rules[key].append(RuleDraft(event.oid, event.name, when, None, table.path))
        once(table, "name", found, event.oid)
        if event.short in RESERVED:
            table.wrong("name", phrase("a name other than CFG"), event.short)
        found[event.oid], places[event.oid] = event, table
    for event in found.values():
        _anchored(places[event.oid], event, found)
    if not found:
        root.wrong("event", phrase("at least one event"), phrase("none"))
    if sum(event.log for event in found.values()) > 1:
        root.wrong("event", phrase("one log event"), phrase("several"))
    return tuple(found.values()), tuple(rules["cancelled_when"]), tuple(rules["early_when"])


def _event(table: Table) -> StudyEventDef:
    window = table.table("window")
    event = StudyEventDef(
        oid=f"SE.{table.name('name')}",
        name=table.text("text"),
        short_name=table.text("short"),
        forms=tuple(f"F.{form}" for form in table.strings("forms", required=True)),
        number=table.integer("number", 0),
        window=None if window is None else _window(window),
        date_item=table.optional_string("date_item"),
        epoch=table.blank_or_string("epoch"),
        log=table.flag("log"),
        repeating=table.flag("repeating"),
        forms_item=table.optional_string("forms_item"),
        given_item=table.optional_string("given_item"),
    )
    if event.repeating and (event.window is not None or event.log):
        table.wrong("repeating", phrase("no window and no log for an event that repeats"), event.short)
    table.close()
    return event


def _window(table: Table) -> VisitWindow:
    other = table.table("other")
    window = VisitWindow(
        anchor=f"SE.{table.name('anchor')}",
        months=table.integer("months", 0),
        days=table.integer("days", 0),
        before=table.integer("before", 0, 0),
        after=table.integer("after", 0, 0),
        hard=table.optional_integer("hard"),
        fallback=tuple(f"SE.{name}" for name in table.strings("fallback")),
        other=None if other is None else _other(other),
        only_after=table.flag("only_after"),
    )
    if window.hard is not None and window.hard < max(window.before, window.after):
        table.wrong("hard", phrase("at least before and after"), window.hard)
    table.close()
    return window


def _other(table: Table) -> OtherAnchor:
    least = f"SE.{table.name('least_after')}" if table.has("least_after") else None
    other = OtherAnchor(
        setting=table.name("setting"),
        value=table.string("value"),
        anchor=f"SE.{table.name('anchor')}",
        months=table.integer("months", 0),
        days=table.integer("days", 0),
        least_days=table.integer("least_days", 0, 0),
        least_after=least,
    )
    table.close()
    return other


def _anchored(table: Table, event: StudyEventDef, events: dict[str, StudyEventDef]) -> None:
    """Refuse anchors that are no event, and circles of anchors on any way."""
    for path in _ways(event.oid, events, (event.oid,)):
        unknown, circle = path[-1] not in events, len(set(path)) < len(path)
        if unknown or circle:
            wanted = phrase("an event of the study") if unknown else phrase("no circle of anchors")
            found = path[-1].removeprefix("SE.") if unknown else " → ".join(path)
            table.wrong("window.anchor", wanted, found)
            return


def _ways(oid: str, events: dict[str, StudyEventDef], path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield every way from anchor to anchor, to its end, to an unknown event or round a circle."""
    window = events[oid].window if oid in events else None
    if window is None or len(set(path)) < len(path):
        yield path
        return
    other = () if window.other is None else (window.other.anchor, window.other.least_after)
    for anchor in dict.fromkeys(each for each in (window.anchor, *window.fallback, *other) if each is not None):
        yield from _ways(anchor, events, (*path, anchor))

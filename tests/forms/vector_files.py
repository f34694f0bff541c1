"""Reads ``tests/forms/vectors/*.toml`` and judges them over the real study. How they are written: test_vectors.py."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from hairtrial_desktop.casebook.cell import Cell
from hairtrial_desktop.casebook.confirmed_times import Stood
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.evaluation import SubjectValues
from hairtrial_desktop.casebook.form_judgement import collected, derive
from hairtrial_desktop.casebook.held_lists import HeldLists
from hairtrial_desktop.casebook.projection import FormRow, State, ThingRow
from hairtrial_desktop.casebook.standing import shown_digest
from hairtrial_desktop.study.definitions import FormDef, ItemDef, ItemGroupDef, Setting, Study
from hairtrial_desktop.study.expression import Expression, Value
from hairtrial_desktop.study.kleene import UNKNOWN
from tests.forms.chart import ELIGIBLE, ROLES, SUBJECT, VISIT, WOMAN

FOLDER = Path(__file__).parent / "vectors"
TODAY = date(2027, 1, 1)
BASES: Mapping[str, Mapping[str, str]] = {
    "nobody": {},
    "man": ELIGIBLE,
    "woman": WOMAN,
    "treated man": {**ELIGIBLE, **VISIT},
    "treated woman": {**WOMAN, **VISIT},
}
STATES = ("complete", "signed")  # keys of a case that are lists of EVENT.FORM
PROPOSED = "proposed"  # a list of EVENT.FORM whose row was written by accepting a proposed deviation
CONFIRMED = "confirmed"  # a list of "EVENT.FORM user since [until]", minutes of the study's zone: second persons
SPECIAL = (*STATES, CONFIRMED, PROPOSED, "base", "at", "today", "born", "gives", "lists")


@dataclass(frozen=True)
class Case:
    """One line of a vector: answers by full path, and what else is so."""

    answers: Mapping[str, str]
    settings: Mapping[str, str]
    event: str
    states: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    today: date = TODAY
    born: str = ""
    lists: Mapping[str, Any] = field(default_factory=dict)  # of the site: list -> key -> column -> text
    gives: str | None = None  # derivations: the value expected, "" for none


@dataclass(frozen=True)
class Vector:
    """The cases of one rule, each with what it must give."""

    rule: str
    file: str
    cases: tuple[tuple[Case, str], ...]


# What a case must give, by the word it stands under: for checks, conditions, derivations, gate lines, statuses.
TRUE_WORDS = {"silent", "asked", "holds", "applies"}
FALSE_WORDS = {"fires", "skipped", "stops", "apart", "fails"}
WORDS = {*TRUE_WORDS, *FALSE_WORDS, "awaits", "gives"}


def flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield dotted path and text of nested tables: ``{V1 = {EC = {ECYN = "Y"}}}`` is ``V1.EC.ECYN``."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{above}{key}.")
        else:
            yield above + key, value


def read_case(raw: str | Mapping[str, Any], head: Mapping[str, Any], item: str | None) -> Case:
    """Return a case; a text alone is the answer of the rule's own item."""
    table: dict[str, Any] = {item or "": raw} if isinstance(raw, str) else dict(raw)
    event = table.get("at", head.get("event", ""))
    states = {name: tuple(table.get(name, head.get(name, ()))) for name in (*STATES, CONFIRMED, PROPOSED)}
    found = dict(BASES[table.get("base", head.get("base", "man"))])
    settings: dict[str, str] = {}
    for path, text in (*flat(head.get("given", {})), *flat({k: v for k, v in table.items() if k not in SPECIAL})):
        if path.startswith("CFG."):
            settings[path.removeprefix("CFG.")] = text
        else:
            found[full_path(path, event, head["name"])] = text
    return Case(
        {path: text for path, text in found.items() if text != ""}, settings, event, states,
        date.fromisoformat(table.get("today", str(TODAY))), table.get("born", ""),
        _merged(head.get("lists", {}), table.get("lists", {})), table.get("gives"),
    )  # fmt: skip


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return nested tables, those of ``above`` over those of ``below``; an empty table takes away what it names."""
    found = dict(below)
    for key, value in above.items():
        found[key] = _merged(found.get(key, {}), value) if isinstance(value, dict) else value
        if value == {}:
            del found[key]
    return found


def full_path(path: str, event: str, form: str) -> str:
    """Return ``EVENT.FORM[.A|.B|.<row>].ITEM`` for an item named from a form at an event."""
    parts = path.split(".")
    bare = len(parts) == 1 or (len(parts) == 2 and (parts[0] in ("A", "B") or parts[0].isdecimal()))
    return f"{event}.{form}.{path}" if bare else path


def read_vectors(file: Path) -> list[Vector]:
    """Return the vectors of a file."""
    tree = tomllib.loads(file.read_text("utf-8"))
    head = tree.pop("form", {"name": ""})
    found = []
    for place, rules in tree.items():
        for rule, table in rules.items():
            name = f"{place}.{rule}" if not head["name"] else f"{head['name']}.{place}.{rule}"
            found += _vectors(name, table, head, place if head["name"] else None, file.name)
    if "collect_when" in head:
        found += _vectors(f"{head['name']}.collect_when", head["collect_when"], head, None, file.name)
    return found


def _vectors(name: str, table: Mapping[str, Any], head: Mapping[str, Any], item: str | None, file: str) -> list[Vector]:
    nested = {word: each for word, each in table.items() if isinstance(each, dict) and word == "applies_when"}
    cases = [
        (read_case(raw, head, item), word)
        for word, raws in table.items()
        if word not in nested
        for raw in (raws if isinstance(raws, list) else [raws])
    ]
    deeper = [each for word, inner in nested.items() for each in _vectors(f"{name}.{word}", inner, head, item, file)]
    return [Vector(name, file, tuple(cases)), *deeper]


class VectorValues(SubjectValues):
    """Answers of a case; derived and fixed items are derived when somebody looks at them."""

    def cell_at(self, text: str) -> Cell:
        """Return what is held, or what would be derived."""
        if text not in self.overlay:
            key = ItemKey.parse(text)
            found = self.study.forms[key.form.form].item(key.item)
            if found is not None and not found[1].typed:
                self.overlay[text] = derive(self, key, *found)
        return super().cell_at(text)


def item_key(study: Study, path: str) -> ItemKey:
    """Return the key of ``EVENT.FORM[.A|.B|.<row>].ITEM``."""
    event, form, *place, name = path.split(".")
    definition = study.forms[f"F.{form}"]
    located = definition.item(name)
    assert located is not None, path
    group, item = located
    number = int(place[0]) if place and place[0].isdecimal() else 2 if place == ["B"] else 1
    key = FormKey(SUBJECT, f"SE.{event}", definition.oid, form_repeat=number if definition.log else 1)
    return key.item(group.oid, item.oid, 1 if definition.log else number)


def values_of(study: Study, case: Case) -> VectorValues:
    """Return the subject of a case."""
    if case.settings:
        changed = {name: _setting(study.settings[name], text) for name, text in case.settings.items()}
        study = replace(study, settings={**study.settings, **changed})
    values = VectorValues(
        study, SUBJECT, State(), case.today, birth_date=case.born, roles=ROLES,
        lists=HeldLists(lambda: case.lists, lambda key: _stood(case, key)),
    )  # fmt: skip
    for path, text in case.answers.items():
        key = item_key(study, path)
        values.overlay[str(key)] = Cell(None, text[1:]) if text.startswith("!") else Cell(text)
        if study.forms[key.form.form].log:
            _state(values, key.form, "progress")
    for name in case.states["complete"]:
        stood = _stood(case, _form(name))
        _state(values, _form(name), "complete", stood[-1].user if stood and stood[-1].until is None else None)
    for name in case.states["signed"]:
        form = _form(name)
        for number, code in enumerate(study.forms[form.form].signed_as, 1):
            body = {"digest": shown_digest(values.state, form), "form": str(form), "meaning_code": code}
            values.state.tables["signature_data"][f"{form}/S#{number}"] = _thing(f"{form}/S#{number}", body)
    for name in case.states[PROPOSED]:
        values.state.tables["proposal_data"][name] = _thing(name, {"row": str(_form(name))})
    return values


def _stood(case: Case, key: FormKey) -> tuple[Stood, ...]:
    lines = (line.split() for line in case.states[CONFIRMED])
    return tuple(Stood(*rest) for form, *rest in lines if _form(form) == key)


def _thing(key: str, data: Mapping[str, str]) -> ThingRow:
    return ThingRow(key, SUBJECT, json.dumps(data), 1, "")


def _form(name: str) -> FormKey:
    event, form = name.split(".")
    return FormKey(SUBJECT, f"SE.{event}", f"F.{form}")


def _state(values: SubjectValues, key: FormKey, status: str, second: str | None = None) -> None:
    values.state.tables["form_data"][str(key)] = FormRow(str(key), SUBJECT, status, "", 1, 1, second)


def _setting(setting: Setting, text: str) -> Setting:
    number = text.replace(".", "", 1).lstrip("-").isdecimal()
    return replace(setting, value=None if text == "" else Decimal(text) if number else text)


def rule_names(study: Study) -> set[str]:
    """Return the name of every rule there is, but for the status of who has no other: it always holds."""
    found = {f"status.{rule.code}" for rule in study.statuses if rule.when.text != "True"}
    for gate in study.gates:
        name = f"gate.{gate.oid.rpartition('.')[2]}"
        found |= {name} | ({f"{name}.applies_when"} if gate.applies_when is not None else set())
    for form in study.forms.values():
        found |= {f"{form.short}.collect_when"} if form.collect_when is not None else set()
        for group in form.groups:
            for item in group.items:
                found |= {f"{form.short}.{each}" for each in _rules_of(item)}
    return found


def _rules_of(item: ItemDef) -> Iterator[str]:
    if item.derive is not None:
        yield f"{item.name}.derive"
    if item.collect_when is not None:
        yield f"{item.name}.collect_when"
    yield from (f"{item.name}.{check.oid.rpartition('.')[2]}" for check in item.checks)


def located(study: Study, name: str) -> tuple[FormDef, ItemGroupDef, ItemDef]:
    """Return form, group and item of the rule of an item."""
    form, item = name.split(".")[:2]
    found = study.forms[f"F.{form}"].item(item)
    assert found is not None, name
    return study.forms[f"F.{form}"], *found


class Ruling(Protocol):
    """What can stand in the place of an ``Expression``."""

    def evaluate(self, ctx: Any) -> Value: ...


Instead = Callable[[Expression], Ruling]


def as_it_is(rule: Expression) -> Ruling:
    return rule


def rule_of(study: Study, name: str) -> Expression:
    """Return the rule of that name."""
    kind, _, rest = name.partition(".")
    found: Expression | None
    if kind == "status":
        found = next(rule.when for rule in study.statuses if rule.code == rest)
    elif kind == "gate":
        code, _, applies = rest.partition(".")
        line = next(rule for rule in study.gates if rule.oid.rpartition(".")[2] == code)
        found = line.applies_when if applies else line.holds_when
    elif rest == "collect_when":
        found = study.forms[f"F.{kind}"].collect_when
    else:
        _, _, item = located(study, name)
        rule = name.rpartition(".")[2]
        if rule in ("collect_when", "derive"):
            found = item.collect_when if rule == "collect_when" else item.derive
        else:
            found = next(check.valid_when for check in item.checks if check.oid.rpartition(".")[2] == rule)
    assert found is not None, name
    return found


def verdict(study: Study, name: str, case: Case, instead: Instead = as_it_is) -> Value | str:
    """Return what a rule says of a case: True, False, UNKNOWN; of a derivation the stored text ("" for none).

    ``instead`` gives what is judged by in the place of the rule: a broken one.
    """
    values = values_of(study, case)
    kind, _, rest = name.partition(".")
    ruling = instead(rule_of(study, name))
    if kind == "status":
        return ruling.evaluate(values.context(FormKey(SUBJECT, "SE.SCR", "F.IC")))
    if kind == "gate" or rest == "collect_when":
        form = "F.GATE" if kind == "gate" else f"F.{kind}"
        return ruling.evaluate(values.context(FormKey(SUBJECT, f"SE.{case.event}", form)))
    definition, group, item = located(study, name)
    area = "A." if group.areas else ""
    key = item_key(study, f"{case.event}.{definition.short}.{area}{item.name}")
    context = values.context(key.form, group.oid, key.group_repeat)
    rule = name.rpartition(".")[2]
    if rule == "collect_when":
        return ruling.evaluate(context)
    if rule == "derive":
        changed = replace(item, derive=ruling)  # type: ignore[arg-type]  # stands for an Expression
        return derive(values, key, group, changed).value or ""
    judged = values.cell(key).value is not None and collected(item, context) is not False
    return ruling.evaluate(context) if judged else UNKNOWN


def expected(word: str, case: Case, found: Value | str) -> bool:
    """Whether ``found`` is what a case under ``word`` must give."""
    if word == "gives":
        return found == case.gives
    if word == "silent":
        return found is not False  # unknown does not fire either
    if word in ("stops", "fails"):
        return found is not True  # unknown stops as False does
    if word == "awaits":
        return found is UNKNOWN
    return found is (word in TRUE_WORDS)

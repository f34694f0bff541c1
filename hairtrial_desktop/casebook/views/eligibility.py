"""Eligibility explained: each criterion with its verdict and the items it was judged from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.evidence import judged_otherwise
from hairtrial_desktop.casebook.form_judgement import collected, place_of, places
from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.expression import Ref
from hairtrial_desktop.study.repeats import asked_at, form_at
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.form_context import FormContext
    from hairtrial_desktop.study.definitions import ItemDef, ItemGroupDef
    from hairtrial_desktop.study.expression import Explanation, Expression


@dataclass(frozen=True)
class Evidence:
    """One item a criterion was judged from. ``value`` is shown text, "" where missing."""

    label: Text  # the question, with the area or row it was asked for
    value_zh: str
    value_en: str
    missing: bool
    key: ItemKey | None  # where to enter it
    place: Text  # visit and form, or log and row
    day: str  # date of what that form records (ISO, may be partial)

    def value(self, language: str) -> str:
        """Return the displayed value."""
        return self.value_en if language == "en" else self.value_zh


@dataclass(frozen=True)
class CriterionView:
    """One criterion: ``verdict`` Y, N or U; ``good`` True (met / not present), False, or None (unknown).

    ``verdict_now``: after enrolment ``verdict`` is the frozen one; this is what the same evidence says now where it
    differs, else None.
    """

    item: ItemDef
    key: ItemKey
    kind: str  # "inclusion" | "exclusion"
    verdict: str
    good: bool | None
    evidence: tuple[Evidence, ...]
    verdict_now: str | None = None


MISSING = Text("缺失", "missing")


def evidence_lines(told: Iterable[Evidence], language: str) -> tuple[str, ...]:
    """Return a line for each place: where, when, and every item with what stood there."""
    lines: dict[str, list[str]] = {}
    for each in told:
        value = MISSING.say(language) if each.missing else each.value(language)
        place = " ".join(part for part in (each.place.say(language), each.day) if part)
        lines.setdefault(place, []).append(f"{each.label.say(language)} {value}")
    colon, between = (": ", "; ") if language == "en" else ("：", "；")
    return tuple(f"{place}{colon}{between.join(parts)}" for place, parts in lines.items())


def criteria_of(values: SubjectValues, key: FormKey) -> tuple[CriterionView, ...]:
    """Return every criterion of the eligibility form ``key`` as it is judged from ``values`` now."""
    form = values.form_of(key)
    views = []
    otherwise = judged_otherwise(values, key)
    for place, group, item in places(values, key, form):
        if item.criterion is None:
            continue
        context = values.context(key, group.oid, place.group_repeat)
        verdict = values.cell(place).value or "U"
        wanted = "Y" if item.criterion == "inclusion" else "N"
        good = None if verdict == "U" else verdict == wanted
        evidence = _evidence(item, context)
        now = (otherwise[place].value or "U") if place in otherwise else None
        views.append(CriterionView(item, place, item.criterion, verdict, good, evidence, now))
    return tuple(views)


def _evidence(item: ItemDef, context: FormContext) -> tuple[Evidence, ...]:
    if item.derive is None:
        return ()
    found: dict[str, Evidence] = {}
    for ref in closing_refs(context, item.derive):
        for evidence in _one(ref, context):
            found.setdefault(str(evidence.key), evidence)
    for leaf in item.derive.explain(context).leaves():
        if leaf.ref is not None:
            for evidence in _one(leaf.ref, context) if leaf.row is None else _of_row(leaf, context):
                found.setdefault(str(evidence.key), evidence)
    return tuple(found.values())


def closing_refs(context: FormContext, rule: Expression) -> tuple[Ref, ...]:
    """Return the questions that say whether the logs ``rule`` looks at have rows at all, and whether more may come."""
    logs = [context.study.forms[oid] for oid in sorted(rule.forms) if context.study.forms[oid].log]
    paths = [path.split(".") for form in logs for path in (form.gate, form.closed) if path is not None]
    return tuple(Ref(f"SE.{event}", f"F.{form}", f"I.{form}.{item}") for event, form, item in paths)


def _of_row(leaf: Explanation, context: FormContext) -> list[Evidence]:
    """Return what stood in the row of a log."""
    place = place_of(context.values, context, leaf)
    return [] if place is None else [_shown(context, *place)]


def _one(ref: Ref, context: FormContext) -> list[Evidence]:
    place = context.place(ref)
    if place is None:
        return []
    form, group, item, repeat = place
    inner = item.derive
    if inner is not None and form == context.form and not item.criterion:
        return [e for leaf in inner.explain(context).leaves() if leaf.ref for e in _one(leaf.ref, context)]
    key = form.item(group.oid, item.oid, repeat)
    here = context.values.context(form, group.oid, repeat)
    asked = collected(item, here)
    if asked is False:
        return []  # it does not apply to this subject, so it is not missing
    if asked is None and item.collect_when is not None and context.values.cell(key).empty:
        return [e for ref in item.collect_when.refs for e in _one(ref, here) if e.missing]  # these decide
    return [_shown(context, form, group, item, repeat)]


def _shown(context: FormContext, form: FormKey, group: ItemGroupDef, item: ItemDef, repeat: int) -> Evidence:
    values = context.values
    study, cell = values.study_of(form), values.cell(form.item(group.oid, item.oid, repeat))
    definition = study.forms[form.form]
    event, name = study.event(form.event).short_name, form_at(definition, form.form_repeat)
    where = name if definition.log else Text(f"{event.zh} {name.zh}", f"{event.en} {name.en}")
    return Evidence(
        asked_at(group, item, repeat), _words(item, cell.value, "zh"), _words(item, cell.value, "en"),
        cell.value is None, form.item(group.oid, item.oid, repeat), where, _day(values, form),
    )  # fmt: skip


def _words(item: ItemDef, value: str | None, language: str) -> str:
    if value is None:
        return ""
    unit = f" {item.unit.symbol.say(language)}" if item.unit else ""
    return codec_for(item).show(value, language) + unit


def _day(values: SubjectValues, key: FormKey) -> str:
    """Return the date of what the form records: its CDASH ``--DAT`` or ``--STDAT``, else of the visit; may be ""."""
    study = values.study_of(key)
    form, path = study.forms[key.form], study.event(key.event).date_item
    own = [(key, f"{form.domain}{name}") for name in ("DAT", "STDAT")]
    visit = [] if path is None else [(replace(key, form=f"F.{path.split('.')[1]}"), path.split(".")[2])]
    for place, name in (*own, *visit):
        found = values.find(study, place, name)
        if found is not None and not found.group.repeating:
            return values.cell(found.form.item(found.group.oid, found.item.oid)).value or ""
    return ""

"""Eligibility explained: each criterion with its verdict and the items it was judged from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.evidence import judged_otherwise
from hairtrial_desktop.casebook.form_judgement import collected, places
from hairtrial_desktop.study.codecs import codec_for

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
    from hairtrial_desktop.casebook.evaluation import FormContext, SubjectValues
    from hairtrial_desktop.study.definitions import ItemDef, Study
    from hairtrial_desktop.study.expression import Ref
    from hairtrial_desktop.study.text import Text


@dataclass(frozen=True)
class Evidence:
    """One item a criterion was judged from. ``value`` is shown text, "" where missing."""

    label: Text
    area: str
    value_zh: str
    value_en: str
    missing: bool
    key: ItemKey | None  # where to enter it

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
        evidence = _evidence(values.study, item, context)
        now = (otherwise[place].value or "U") if place in otherwise else None
        views.append(CriterionView(item, place, item.criterion, verdict, good, evidence, now))
    return tuple(views)


def _evidence(study: Study, item: ItemDef, context: FormContext) -> tuple[Evidence, ...]:
    if item.derive is None:
        return ()
    found: dict[str, Evidence] = {}
    for leaf in item.derive.explain(context).leaves():
        if leaf.ref is not None and leaf.row is None:
            for evidence in _one(study, leaf.ref, context):
                found.setdefault(str(evidence.key), evidence)
    return tuple(found.values())


def _one(study: Study, ref: Ref, context: FormContext) -> list[Evidence]:
    place = context.place(ref)
    if place is None:
        return []
    form, group, item, repeat = place
    inner = item.derive
    if inner is not None and form == context.form and not item.criterion:
        return [e for leaf in inner.explain(context).leaves() if leaf.ref for e in _one(study, leaf.ref, context)]
    key = form.item(group.oid, item.oid, repeat)
    here = context.values.context(form, group.oid, repeat)
    asked = collected(item, here)
    if asked is False:
        return []  # it does not apply to this subject, so it is not missing
    if asked is None and item.collect_when is not None and context.values.cell(key).empty:
        return [e for ref in item.collect_when.refs for e in _one(study, ref, here) if e.missing]  # these decide
    cell = context.values.cell(key)
    shown = ("", "") if cell.value is None else tuple(codec_for(item).show(cell.value, lang) for lang in ("zh", "en"))
    area = "AB"[repeat - 1] if group.areas else ""
    return [Evidence(item.question, area, shown[0], shown[1], cell.value is None, key)]

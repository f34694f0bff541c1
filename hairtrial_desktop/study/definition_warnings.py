"""What loads but cannot be meant: items never asked, rules that never fire, texts not translated, names too long."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hairtrial_desktop.study.definition_places import places_of
from hairtrial_desktop.study.definitions import CheckClass
from hairtrial_desktop.study.expression_looks import looks_of
from hairtrial_desktop.study.expression_outcomes import compares_numbers, outcomes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hairtrial_desktop.study.definitions import FormDef, ItemDef, Study
    from hairtrial_desktop.study.expression import Expression
    from hairtrial_desktop.study.text import Text

LONGEST_NAME = 8  # bytes of a SAS V5 transport name: data set (form) and variable (item, SDTM target)
_HANZI = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z]*[a-z]{3,}")


class Doubt(StrEnum):
    """Why a definition is doubtful."""

    UNREACHABLE = "unreachable"  # can never be asked
    ALWAYS_TRUE = "always_true"  # a check that never fires
    NEVER_TRUE = "never_true"  # a check that fires whatever is entered
    OTHER_ITEM = "other_item"  # a check that does not look at the item it stands at
    UNUSED = "unused"  # a code list or a unit of no item
    UNTRANSLATED = "untranslated"
    LONG_NAME = "long_name"
    NO_APPROVAL = "no_approval"  # amendment.toml names none: the site has to know it


@dataclass(frozen=True)
class Warned:
    """One doubt: the form's short name (empty: study.toml or codelists.toml), the place, and what stands there."""

    doubt: Doubt
    form: str
    path: str
    found: str


def warnings_of(study: Study) -> list[Warned]:
    """Return every warning, in the order of the study."""
    never = unreachable(study)
    found = [*_untranslated(study), *_long_names(study), *_unused(study)]
    for form in study.forms.values():
        found += _dead(form, never)
    return found


def unreachable(study: Study) -> frozenset[str]:
    """Return OIDs of forms and items that can never be collected, by their own condition or by way of others."""
    never: frozenset[str] = frozenset()
    while more := frozenset(_newly(study, never)) - never:
        never |= more
    return never


def _newly(study: Study, never: frozenset[str]) -> Iterator[str]:
    for form in study.forms.values():
        if form.oid not in never and form.collect_when is not None:
            truths = outcomes(form.collect_when, (), never)
            if truths is not None and True not in truths:
                yield form.oid
        for item in (item for group in form.groups for item in group.items):
            if item.oid in never:
                continue
            if form.oid in never or not _can_hold(form, item, never):
                yield item.oid


def _can_hold(form: FormDef, item: ItemDef, never: frozenset[str]) -> bool:
    if item.collect_when is None:
        return True
    granted = () if form.collect_when is None else (form.collect_when,)
    truths = outcomes(item.collect_when, granted, never)
    return truths is None or True in truths


def _dead(form: FormDef, never: frozenset[str]) -> Iterator[Warned]:
    if form.collect_when is not None and form.oid in never:
        yield Warned(Doubt.UNREACHABLE, form.short, f"{form.short}.collect_when", form.collect_when.text)
        return
    for group in form.groups:
        for item in group.items:
            path = f"{form.short}.{group.oid.rpartition('.')[2]}.{item.name}"
            if item.oid in never:
                condition = item.collect_when.text if item.collect_when else ""
                yield Warned(Doubt.UNREACHABLE, form.short, f"{path}.collect_when", condition)
                continue
            yield from _doubtful_checks(form, item, path, never)


def _doubtful_checks(form: FormDef, item: ItemDef, path: str, never: frozenset[str]) -> Iterator[Warned]:
    """Yield checks that never fire, that fire whatever is entered, or that are about another item.

    What an impossible value is refused for is given where a Protocol or Soft check asks: it need not fire there, too.
    """
    asked = tuple(each for each in (item.collect_when, form.collect_when) if each is not None)
    hard = tuple(each.valid_when for each in item.checks if each.check_class is CheckClass.HARD)
    for number, check in enumerate(item.checks, 1):
        place, rule = f"{path}.check[{number}].valid_when", check.valid_when
        # Fewer things given are fewer combinations to try; what cannot be then cannot be at all.
        given: list[tuple[Expression, ...]] = [(), asked]
        possible = given if check.check_class is CheckClass.HARD else [*given, hard]
        if _cannot(rule, possible, never, truth=False):
            yield Warned(Doubt.ALWAYS_TRUE, form.short, place, rule.text)
        elif _cannot(rule, given, never, truth=True):
            yield Warned(Doubt.NEVER_TRUE, form.short, place, rule.text)
        if _of_another(item, rule):
            yield Warned(Doubt.OTHER_ITEM, form.short, place, rule.text)


def _cannot(rule: Expression, given: list[tuple[Expression, ...]], never: frozenset[str], *, truth: bool) -> bool:
    """Whether ``rule`` takes ``truth`` in no case, under any one of the things ``given``."""
    tried = (outcomes(rule, each, never) for each in given)
    return any(truths is not None and truth not in truths for truths in tried)


def _of_another(item: ItemDef, rule: Expression) -> bool:
    """Whether ``rule`` holds one number, and not that of ``item``, against fixed bounds: a copy left as it was."""
    looked = looks_of(rule.root)
    fixed = not (looked.visits or looked.rows or looked.forms or looked.due or looked.lists)
    if not fixed or len(looked.items) != 1 or not compares_numbers(rule):
        return False
    (ref,) = looked.items
    return ref.form is None and ref.area is None and ref.item != item.oid


def untranslated(text: Text) -> bool:
    """Whether one language stands where the other should: no hanzi in words of Chinese, or hanzi alone in English.

    Abbreviations, units and numbers may be the same in both.
    """
    if _HANZI.search(text.en) and not _WORD.search(text.en):
        return True
    return not _HANZI.search(text.zh) and bool(_WORD.search(text.zh)) and text.zh.strip() == text.en.strip()


def _untranslated(study: Study) -> Iterator[Warned]:
    for place in places_of(study):
        # The sponsor's name is registered as it is; units are symbols.
        if untranslated(place.text) and place.path != "study.sponsor" and not place.path.startswith("unit["):
            yield Warned(Doubt.UNTRANSLATED, place.form, place.path, place.text.zh)


def _unused(study: Study) -> Iterator[Warned]:
    """Yield code lists and units of no item."""
    items = [item for form in study.forms.values() for group in form.groups for item in group.items]
    lists = {item.code_list.oid for item in items if item.code_list is not None}
    units = {item.unit.code for item in items if item.unit is not None}
    for code_list in study.code_lists.values():
        if code_list.oid not in lists:
            name = code_list.oid.removeprefix("CL.")
            yield Warned(Doubt.UNUSED, "", f"codelist[{name}]", name)
    for unit in study.units.values():
        if unit.code not in units:
            yield Warned(Doubt.UNUSED, "", f"unit[{unit.code}]", unit.code)


def _long_names(study: Study) -> Iterator[Warned]:
    for form in study.forms.values():
        if len(form.short) > LONGEST_NAME:
            yield Warned(Doubt.LONG_NAME, form.short, f"{form.short}.name", form.short)
        for group in form.groups:
            short = group.oid.rpartition(".")[2]
            for item in group.items:
                for key, name in (("name", item.name), ("sdtm", (item.sdtm or "").rpartition(".")[2])):
                    if len(name) > LONGEST_NAME:
                        yield Warned(Doubt.LONG_NAME, form.short, f"{form.short}.{short}.{item.name}.{key}", name)

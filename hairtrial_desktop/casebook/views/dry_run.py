"""What a version of the definitions would do to every saved form, before it is in force (R3-16). Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.form_findings import committed_findings
from hairtrial_desktop.casebook.moving import MovePlan, pinned_forms, plan_move
from hairtrial_desktop.casebook.standing import standing_signature

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.cell import Cell
    from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.findings import Finding
    from hairtrial_desktop.casebook.moving import Carried
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.casebook.versions import Version, Versions
    from hairtrial_desktop.study.definitions import ItemDef
    from hairtrial_desktop.study.text import Text


class EffectKind(StrEnum):
    """What happens to an item."""

    ADDED = "added"  # a question that was not asked before
    DROPPED = "dropped"  # a recorded value that has no place any more
    RENAMED = "renamed"
    MOVED = "moved"  # to another form
    RECODED = "recoded"


@dataclass(frozen=True)
class ItemEffect:
    """One item: ``old`` and ``new`` are FORM.ITEM ("" where there is none), before and after the stored values."""

    kind: EffectKind
    question: Text
    old: str = ""
    new: str = ""
    before: str = ""
    after: str = ""
    mandatory: bool = False


@dataclass(frozen=True)
class FormEffect:
    """One saved form. ``reopened``: it is complete now and would not be."""

    key: FormKey
    name: Text
    event: Text
    version: str  # it is of now
    items: tuple[ItemEffect, ...]
    failing: tuple[Finding, ...]
    cleared: tuple[Finding, ...]
    signature_void: bool
    reopened: bool
    gone: bool = False  # the new version has no such form: it stays as it is


@dataclass(frozen=True)
class DryRun:
    """Every saved form of an older version, in the order of the subjects; the rest are of this version already."""

    version: str
    forms: tuple[FormEffect, ...]


def dry_run(book: SiteBook, version: Version | None = None) -> DryRun:
    """Return what moving every saved form to ``version`` (None: the one in force) would do.

    KnownError ``move_conflict``; NotPermitted.
    """
    book.actor.require(Action.READ_DATA)
    versions = book.versions if version is None else book.versions.followed_by(version)
    found: list[FormEffect] = []
    for subject in book.subjects():
        found += _of_subject(book.values(subject), versions)
    return DryRun(versions.active.version, tuple(found))


def _of_subject(values: SubjectValues, versions: Versions) -> list[FormEffect]:
    keys = pinned_forms(values.state, versions, values.subject)
    staying = [key for key in keys if not versions.has_place(key)]
    plan = plan_move(values, [key for key in keys if key not in staying], versions, "-")
    effects = {key: _effect(values, key, plan) for key in plan.forms}
    for key in staying:
        study, form = values.study_of(key), values.form_of(key)
        effects[key] = FormEffect(
            key, form.name, study.event(key.event).name, study.version, (), (), (), signature_void=False,
            reopened=False, gone=True,
        )  # fmt: skip
    return [effects[key] for key in keys]


def _effect(values: SubjectValues, key: FormKey, plan: MovePlan) -> FormEffect:
    study, row = values.study_of(key), values.state.forms()[str(key)]
    carried = [each for each in plan.carried if each.old.form == key]
    items = [effect for each in carried if (effect := _of_item(each)) is not None]
    before, after = committed_findings(values, key), committed_findings(plan.values, key)
    names = {_place(each): _heir_place(each, carried) for each in before}
    now = {_place(each) for each in after}
    reopened = row.status == "complete" and plan.values.state.forms()[str(key)].status != "complete"
    return FormEffect(
        key, study.forms[key.form].name, study.event(key.event).name, study.version,
        (*items, *_added(values, key, plan)),
        failing=tuple(each for each in after if _place(each) not in set(names.values())),
        cleared=tuple(each for each in before if names[_place(each)] not in now),
        signature_void=standing_signature(values.state, key) is not None, reopened=reopened,
    )  # fmt: skip


def _of_item(each: Carried) -> ItemEffect | None:
    if each.new is None or each.new_item is None:
        return ItemEffect(
            EffectKind.DROPPED, each.old_item.question, _path(each.old_item, each.old), before=_shown(each.before)
        )  # fmt: skip
    if each.new == each.old and each.before == each.after:
        return None
    kind = (
        EffectKind.MOVED if each.new.form != each.old.form
        else EffectKind.RENAMED if each.new.item != each.old.item or each.new.group != each.old.group
        else EffectKind.RECODED
    )  # fmt: skip
    return ItemEffect(
        kind, each.new_item.question, _path(each.old_item, each.old), _path(each.new_item, each.new),
        _shown(each.before), _shown(each.after),
    )  # fmt: skip


def _added(values: SubjectValues, key: FormKey, plan: MovePlan) -> list[ItemEffect]:
    versions, held = plan.values.versions, values.study_of(key)
    if versions is None:
        return []
    return [
        ItemEffect(EffectKind.ADDED, item.question, new=_path(item), mandatory=item.mandatory)
        for group in plan.values.form_of(key).groups
        for item in group.items
        if versions.heir((key.form, item.oid), versions.active, held) is None
    ]


def _path(item: ItemDef, key: ItemKey | None = None) -> str:
    row = f"#{key.group_repeat}" if key is not None and key.group_repeat > 1 else ""
    return item.oid.removeprefix("I.") + row


def _shown(cell: Cell) -> str:
    return cell.value or cell.null_flavour or ""


def _place(finding: Finding) -> tuple[str, str]:
    return str(finding.key), finding.oid.rpartition(".")[2]


def _heir_place(finding: Finding, carried: list[Carried]) -> tuple[str, str]:
    """Return where the same finding would stand in the new version."""
    place, name = _place(finding)
    for each in carried:
        if str(each.old) == place and each.new is not None:
            return str(each.new), name
    return place, name

"""Moving saved forms to the version in force: the mapping of the amendment applied, as one audited commit (R3-16).

The plan is worked out on a copy of the subject's state, so that the dry run of a version not in force yet and the act
itself are the same computation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.cell import Cell
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.derivations import Derivations, derived_records
from hairtrial_desktop.casebook.form_findings import committed_findings
from hairtrial_desktop.casebook.projection import Stamp, State, apply
from hairtrial_desktop.casebook.record import Draft, Record
from hairtrial_desktop.study.definitions import Source
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.record import Commit
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.casebook.versions import Versions
    from hairtrial_desktop.study.amendment import Heir
    from hairtrial_desktop.study.definitions import ItemDef


@dataclass(frozen=True)
class Carried:
    """What becomes of one recorded value: ``new`` None where the item was dropped."""

    old: ItemKey
    old_item: ItemDef
    before: Cell
    new: ItemKey | None
    new_item: ItemDef | None
    after: Cell


@dataclass(frozen=True)
class MovePlan:
    """Forms moved to the version in force of ``values.versions``, worked out: ``values`` is how the subject is then."""

    forms: tuple[FormKey, ...]
    carried: tuple[Carried, ...]
    records: tuple[Record, ...]
    values: SubjectValues


def pinned_forms(state: State, versions: Versions, subject: str) -> tuple[FormKey, ...]:
    """Return the saved forms of a subject that are of an older version, in the order of the record."""
    keys = [FormKey.parse(text) for text, row in state.forms().items() if row.status != "removed"]
    return tuple(key for key in keys if key.subject == subject and versions.of(state, key) is not versions.active)


def plan_move(values: SubjectValues, keys: Iterable[FormKey], versions: Versions, reason: str) -> MovePlan:
    """Return the move of ``keys``, and of the forms that share items with them, to the version in force.

    KnownError ``move_form_gone`` for a form that this version does not have, ``move_conflict`` where an item would
    fall upon a value of its own.
    """
    forms = _together(values, keys, versions)
    for key in forms:
        if not versions.has_place(key):
            raise KnownError("move_form_gone", form=values.form_of(key).name, version=versions.active.version)
    carried = tuple(each for key in forms for each in _carried(values, key, versions))
    records = [record for each in carried for record in _records(values.state, each, reason)]
    touched = {*forms, *(each.new.form for each in carried if each.new is not None)}
    state = State({table: dict(rows) for table, rows in values.state.tables.items()})
    for record in (*records, *(_status(values.state, key, "progress", versions, reason) for key in touched)):
        apply(state, record, _stamp(values.subject, versions))
    after = values.over(state, versions)
    records += derived_records(after, Derivations().settle(after, ()))
    statuses = [
        _status(values.state, key, _status_after(values, after, key), versions, reason) for key in sorted(touched)
    ]
    for record in statuses:
        apply(state, record, _stamp(values.subject, versions))
    return MovePlan(forms, carried, (*records, *statuses), after)


def move_forms(book: SiteBook, keys: Sequence[FormKey], reason: str) -> Commit:
    """Commit the move of forms of one subject; their signatures are void from then on.

    KnownError ``reason_required``, ``nothing_to_move``, ``move_draft``, ``move_form_gone``, ``move_conflict``;
    NotPermitted.
    """
    book.actor.require(Action.ENTER)
    if not reason.strip():
        raise KnownError("reason_required")
    values = book.values(keys[0].subject) if keys else None
    older = () if values is None else pinned_forms(values.state, book.versions, values.subject)
    wanted = [key for key in keys if key in older]
    if values is None or not wanted:
        raise KnownError("nothing_to_move")
    plan = plan_move(values, wanted, book.versions, reason.strip())
    drafts = book.shelves.drafts
    for key in plan.forms:
        if drafts.get(book.actor.user, str(key)) is not None or drafts.others(book.actor.user, str(key)):
            raise KnownError("move_draft", form=values.form_of(key).name)
    return book.commit(Draft(values.subject, "move", plan.records))


def _together(values: SubjectValues, keys: Iterable[FormKey], versions: Versions) -> tuple[FormKey, ...]:
    """Return ``keys`` with the older forms that give items to them, or take some of theirs, at the same visit."""
    older = pinned_forms(values.state, versions, values.subject)
    found = dict.fromkeys(keys)
    links = {key: {replace(key, form=heir.form) for heir in _heirs(values, key, versions)} for key in older}
    for _ in older:
        for key in older:
            if key in found or links[key] & found.keys():
                found |= dict.fromkeys([key, *(other for other in older if other in links[key])])
    return tuple(found)


def _heirs(values: SubjectValues, key: FormKey, versions: Versions) -> list[Heir]:
    held = versions.of(values.state, key)
    items = [item.oid for group in held.forms[key.form].groups for item in group.items]
    heirs = [versions.heir((key.form, oid), held, versions.active) for oid in items]
    return [heir for heir in heirs if heir is not None]


def _carried(values: SubjectValues, key: FormKey, versions: Versions) -> list[Carried]:
    held, target = versions.of(values.state, key), versions.active
    found = []
    for row in values.state.items().values():
        place = held.forms[key.form].item(row.item) if row.form == str(key) else None
        if place is None or (row.value is None and row.null_flavour is None):
            continue
        old, before = ItemKey.parse(row.key), Cell(row.value, row.null_flavour)
        heir = versions.heir((key.form, row.item), held, target)
        there = None if heir is None else target.forms[heir.form].item(heir.item)
        if heir is None or there is None:
            found.append(Carried(old, place[1], before, None, None, Cell()))
            continue
        new = replace(key, form=heir.form).item(there[0].oid, there[1].oid, row.group_repeat)
        after = Cell(heir.value(row.value), row.null_flavour)
        found.append(Carried(old, place[1], before, new, there[1], after))
    return found


def _records(state: State, each: Carried, reason: str) -> list[Record]:
    """Return what is written for one value: nothing where key and value stay."""
    before, after, made = each.before, each.after, []
    if each.new == each.old:
        if before != after:
            made.append(_item(each.old, before, after, reason))
        return made
    made.append(_item(each.old, before, Cell(), reason))
    if each.new is not None:
        there = state.items().get(str(each.new))
        taken = Cell() if there is None else Cell(there.value, there.null_flavour)
        if not taken.empty and taken != after:
            raise KnownError("move_conflict", item=each.old_item.question)
        made.append(_item(each.new, taken, after, reason))
    return made


def _item(key: ItemKey, old: Cell, new: Cell, reason: str) -> Record:
    return Record(
        "item", str(key), old.value, new.value, old.null_flavour, new.null_flavour, reason, source=Source.SYSTEM
    )  # fmt: skip


def _status(state: State, key: FormKey, status: str, versions: Versions, reason: str) -> Record:
    row = state.forms().get(str(key))
    old = None if row is None else {
        "status": row.status, "confirmed_by": row.confirmed_by, "definitions": row.definitions
    }  # fmt: skip
    new = {"status": status, "confirmed_by": None, "definitions": versions.active.sha256}
    return Record("form", str(key), old, new, reason=reason, source=Source.SYSTEM)


def _status_after(values: SubjectValues, after: SubjectValues, key: FormKey) -> str:
    """Return ``complete`` where it was, nothing is open in the new version and no second person has to check again."""
    row = values.state.forms().get(str(key))
    if row is None or row.status != "complete" or after.form_of(key).second_person:
        return "progress"
    open_now = any(finding.blocks_completion for finding in committed_findings(after, key))
    return "progress" if open_now else "complete"


def _stamp(subject: str, versions: Versions) -> Stamp:
    """Return the stamp of a commit that is only imagined."""
    return Stamp(0, subject, "", "", "", "", versions.active.sha256)

"""A value that changes has a person's reason, or follows from other values; who claims the second has to be right.

What an item is, entered or derived, its definition says, never the record that changes it (21 CFR 11.10(e)).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.cell import Cell
from hairtrial_desktop.casebook.data_keys import ItemKey
from hairtrial_desktop.casebook.evidence import frozen
from hairtrial_desktop.casebook.form_judgement import derive
from hairtrial_desktop.casebook.known_places import MOVE
from hairtrial_desktop.casebook.moving import pinned_forms, plan_move
from hairtrial_desktop.casebook.ports import Conflict
from hairtrial_desktop.casebook.projection import State
from hairtrial_desktop.casebook.what_stood import NOTHING, REMOVED, plain
from hairtrial_desktop.study.definitions import Source
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.record import Draft, Record
    from hairtrial_desktop.casebook.site_book import SiteBook

VOID = "void_form"  # the act that empties a form of the wrong participant


def refuse_invented_values(book: SiteBook, draft: Draft, before: State, after: State) -> None:
    """Raise KnownError ``reason_required`` for a value a person changed without one; Conflict for one not derivable.

    ``after``: the rows that the draft writes over ``before``.
    """
    derived, carried = [], _carried(book, draft)
    for record in draft.records:
        if record.kind != "item" or plain(record.old, record.old_null) == plain(record.new, record.new_null):
            continue
        if _with_the_reason_of_its_act(draft, record, carried):
            continue
        if typed(book, after, record):
            _refuse_unexplained(record)
        else:
            derived.append(record)
    if derived:
        whole = {table: {**rows, **after.tables[table]} for table, rows in before.tables.items()}
        _refuse_underivable(book, draft, derived, State(whole))


def _carried(book: SiteBook, draft: Draft) -> dict[str, Cell]:
    """Return what a move to the version in force makes of the values of its forms, worked out again."""
    if draft.act != MOVE:
        return {}
    older = pinned_forms(book.whole(draft.subject), book.versions, draft.subject)
    moved = {record.key for record in draft.records if record.kind == "form"}
    plan = plan_move(book.values(draft.subject), [key for key in older if str(key) in moved], book.versions, "")
    return {each.key: Cell(*plain(each.new, each.new_null)) for each in plan.records if each.kind == "item"}


def _with_the_reason_of_its_act(draft: Draft, record: Record, carried: dict[str, Cell]) -> bool:
    """Whether the act itself says why: the value goes with its form, or to where the amendment takes it."""
    if not (record.reason or "").strip():
        return False
    new = Cell(*plain(record.new, record.new_null))
    if draft.act == VOID:
        form = record.key.rsplit("/", 2)[0]
        ends = any(one.kind == "form" and one.key == form and one.new["status"] == REMOVED for one in draft.records)
        return ends and new.empty
    return draft.act == MOVE and carried.get(record.key) == new


def typed(book: SiteBook, state: State, record: Record) -> bool:
    """Whether a person enters the item: the version its form is of says so, never the record."""
    key = ItemKey.parse(record.key)
    place = book.versions.of(state, key.form).forms[key.form.form].item(key.item)
    return place is None or place[1].typed


def _refuse_unexplained(record: Record) -> None:
    if record.source == Source.DERIVED:
        raise Conflict("conflict")
    if plain(record.old, record.old_null) != NOTHING and not (record.reason or "").strip():
        raise KnownError("reason_required")


def _refuse_underivable(book: SiteBook, draft: Draft, derived: list[Record], state: State) -> None:
    values = book.values(draft.subject).over(state)
    for record in derived:
        key = ItemKey.parse(record.key)
        if frozen(values, key.form) or _cell(values, key) != Cell(*plain(record.new, record.new_null)):
            raise Conflict("conflict")


def _cell(values: SubjectValues, key: ItemKey) -> Cell | None:
    place = values.form_of(key.form).item(key.item)
    return None if place is None or place[1].typed else derive(values, key, *place)

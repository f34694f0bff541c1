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
from hairtrial_desktop.casebook.ports import Conflict
from hairtrial_desktop.casebook.projection import State
from hairtrial_desktop.casebook.what_stood import NOTHING, plain
from hairtrial_desktop.study.definitions import Source
from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.record import Draft, Record
    from hairtrial_desktop.casebook.site_book import SiteBook

_CARRYING = frozenset({MOVE, "void_form"})  # what they carry off or away has the reason of the act


def refuse_invented_values(book: SiteBook, draft: Draft, before: State, after: State) -> None:
    """Raise KnownError ``reason_required`` for a value a person changed without one; Conflict for one not derivable.

    ``after``: the rows that the draft writes over ``before``.
    """
    derived = []
    for record in draft.records:
        if record.kind != "item" or plain(record.old, record.old_null) == plain(record.new, record.new_null):
            continue
        if draft.act in _CARRYING and (record.reason or "").strip():
            continue
        if _typed(book, after, record):
            _refuse_unexplained(record)
        else:
            derived.append(record)
    if derived:
        whole = {table: {**rows, **after.tables[table]} for table, rows in before.tables.items()}
        _refuse_underivable(book, draft, derived, State(whole))


def _typed(book: SiteBook, after: State, record: Record) -> bool:
    """Whether a person enters the item, under the version its form is of then."""
    key = ItemKey.parse(record.key)
    place = book.versions.of(after, key.form).forms[key.form.form].item(key.item)
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

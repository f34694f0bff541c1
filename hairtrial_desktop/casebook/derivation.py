"""Deriving again in whole forms what a change elsewhere may have touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook import form_judgement
from hairtrial_desktop.casebook.evaluation import EMPTY, Cell
from hairtrial_desktop.casebook.evidence import frozen
from hairtrial_desktop.casebook.record import Record
from hairtrial_desktop.study.definitions import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hairtrial_desktop.casebook.data_keys import FormKey
    from hairtrial_desktop.casebook.evaluation import SubjectValues

SETTLING_PASSES = 4  # derived values feed derived values of other forms; the study's chains are shorter


def derived_again(values: SubjectValues, forms: Iterable[FormKey]) -> list[Record]:
    """Derive every derived item of ``forms`` into the overlay; return the records of those that changed.

    Forms frozen as evidence keep what they hold.
    """
    before: dict[str, Cell] = {}
    open_forms = [key for key in forms if not frozen(values, key)]
    for _ in range(SETTLING_PASSES):
        if sum(_derive_form(values, key, before) for key in open_forms) == 0:  # every form, not up to the first
            break
    return [
        Record("item", key, old.value, values.overlay[key].value, old.null_flavour, None, source=Source.DERIVED)
        for key, old in before.items()
        if old != values.overlay[key]
    ]


def _derive_form(values: SubjectValues, key: FormKey, before: dict[str, Cell]) -> bool:
    changed = False
    for place, group, item in form_judgement.places(values, key, values.form_of(key)):
        if item.derive is None:
            continue
        text = str(place)
        row = values.state.items().get(text)
        old = EMPTY if row is None else Cell(row.value, row.null_flavour)
        held = values.overlay.get(text, old)
        new = form_judgement.derive(values, place, group, item)
        if new != held:
            before.setdefault(text, old)
            values.overlay[text] = new
            changed = True
    return changed

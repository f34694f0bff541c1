"""What is derived anywhere in a subject, derived again when what it was derived from is about to change.

A cause and everything derived from it are one commit (``architecture.md``).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.evidence import frozen
from hairtrial_desktop.casebook.form_judgement import derive, places
from hairtrial_desktop.casebook.reading import Readers
from hairtrial_desktop.casebook.record import Record
from hairtrial_desktop.study.definitions import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.study.definitions import ItemDef, ItemGroupDef


class Derivations:
    """The derived items of every saved form of one subject, and what each was derived from."""

    def __init__(self) -> None:
        self._readers = Readers()
        self._places: dict[str, tuple[ItemKey, ItemGroupDef, ItemDef]] = {}
        self._forms: set[str] = set()
        self._waiting: dict[str, None] = {}  # to be derived again at the next occasion
        self._tried: dict[str, None] = {}  # derived from what is about to be committed, and may not be yet

    def settle(self, values: SubjectValues, names: Iterable[str]) -> tuple[str, ...]:
        """Derive again what looked at ``names``, about to be committed over ``values``, and what follows from that.

        The overlay takes the new values; returned are the keys of the items that are others now. Forms frozen as
        evidence of enrolment keep what they hold.
        """
        self._find(values)
        waiting = {**self._waiting, **self._tried, **self._readers.of(names)}
        self._waiting = {}
        fixed: dict[FormKey, bool] = {}
        changed: dict[str, None] = {}
        while waiting:
            text = next(iter(waiting))
            del waiting[text]
            self._tried[text] = None
            place = self._places[text]
            form = place[0].form
            if form not in fixed:
                fixed[form] = values.form_status(form) == "removed" or frozen(values, form)
            if fixed[form]:
                continue
            cell = self._readers.watch(text, values, partial(derive, values, *place))
            if cell != values.cell_at(text):
                values.overlay[text] = cell
                changed[text] = None
                waiting.update(self._readers.of({text}))
        return tuple(changed)

    def moved(self, names: Iterable[str]) -> None:
        """Take note that a commit moved ``names``: what was derived for it stands, the rest of it waits."""
        self._waiting.update({text: None for text in self._readers.of(names) if text not in self._tried})
        self._tried = {}
        self._forms.difference_update(name.removeprefix("form/") for name in names)

    def _find(self, values: SubjectValues) -> None:
        """Take up derived items of forms that were not there, or have rows that were not there."""
        for text in values.state.forms():
            if text not in self._forms:
                self._forms.add(text)
                key = FormKey.parse(text)
                for place in places(values, key, values.form_of(key)):
                    if place[2].derive is not None and str(place[0]) not in self._places:
                        self._places[str(place[0])] = place
                        self._waiting[str(place[0])] = None


def derived_records(values: SubjectValues, changed: Iterable[str]) -> list[Record]:
    """Return the records that make the items ``changed`` hold what was derived for them."""
    return [
        Record("item", text, old.value, values.overlay[text].value, old.null_flavour, None, source=Source.DERIVED)
        for text, old in ((text, values.committed(text)) for text in changed)
    ]

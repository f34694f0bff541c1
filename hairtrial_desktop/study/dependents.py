"""Which items of a form must be judged again when one of them changes, so that an edit touches only those."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.study.evaluation_graph import check_inputs, ordered, value_inputs

if TYPE_CHECKING:
    from hairtrial_desktop.study.definitions import FormDef, Study


class Dependents:
    """Index of one form, built once.

    ``order``: every item OID of the form, each after what decides it (derivation and condition).
    """

    def __init__(self, study: Study, form: FormDef) -> None:
        self.order: tuple[str, ...] = ordered(study, form)
        items = [item for group in form.groups for item in group.items]
        decided = {item.oid: value_inputs(study, form, item) for item in items}
        judged = {item.oid: decided[item.oid] | check_inputs(study, form, item) for item in items}
        self._of = {oid: self._collect(oid, decided, judged) for oid in self.order}

    def _collect(
        self, changed: str, decided: dict[str, frozenset[str]], judged: dict[str, frozenset[str]]
    ) -> tuple[str, ...]:
        values = {changed}  # items whose value, or whether it counts, may have changed
        for oid in self.order:
            if decided[oid] & values:
                values.add(oid)
        return tuple(oid for oid in self.order if oid != changed and judged[oid] & values)

    def of(self, item_oid: str) -> tuple[str, ...]:
        """Return the item OIDs to judge again in evaluation order, without ``item_oid``; KeyError if unknown."""
        return self._of[item_oid]

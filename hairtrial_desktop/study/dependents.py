"""Which items of a form must be judged again when one of them changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hairtrial_desktop.study.definitions import FormDef, Study


class Dependents:
    """Index of one form, built once: ``Dependents(study, form)``."""

    order: tuple[str, ...]  # every item OID of the form, each after what it depends on

    def __init__(self, study: Study, form: FormDef) -> None:
        raise NotImplementedError

    def of(self, item_oid: str) -> tuple[str, ...]:
        """Return the item OIDs to judge again, in evaluation order, without ``item_oid`` itself."""
        raise NotImplementedError

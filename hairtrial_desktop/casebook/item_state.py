"""The state of one item of an open form: what the widget shows. Immutable; a new one for every change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.cell import EMPTY, Cell

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.data_keys import ItemKey
    from hairtrial_desktop.casebook.findings import Finding
    from hairtrial_desktop.study.definitions import ItemDef, ItemGroupDef
    from hairtrial_desktop.study.errors import InputRefused


@dataclass(frozen=True)
class ItemState:
    """One item as it stands: ``raw`` is what was typed, ``cell`` what was understood, ``committed`` what is saved."""

    key: ItemKey
    item: ItemDef
    group: ItemGroupDef
    raw: str = ""
    cell: Cell = EMPTY
    committed: Cell = EMPTY
    ever_committed: bool = False  # it held a value or a null flavour in the record
    problem: InputRefused | None = None  # why ``raw`` could not be read
    collected: bool | None = True  # False: skipped; None: awaiting
    findings: tuple[Finding, ...] = ()
    null_reason: str | None = None

    @property
    def dirty(self) -> bool:
        """Whether saving would write something."""
        return self.problem is None and self.cell != self.committed

    @property
    def needs_reason(self) -> bool:
        """A reason for change is asked only where the committed item had a value or a null flavour."""
        return self.dirty and not self.committed.empty and self.item.typed

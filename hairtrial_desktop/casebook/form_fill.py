"""Items that the system fills from the site's lists while nobody has typed them (``fill`` of the definitions)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.form_judgement import filled

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.cell import Cell
    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.item_state import ItemState


@dataclass
class FormFill:
    """Knows which typed items of an open form hold what the system wrote, and nobody typed over."""

    _keys: set[str] = field(default_factory=set)

    def typed(self, key: object) -> None:
        """Note that a person entered the item: it is never filled over."""
        self._keys.discard(str(key))

    def settle(self) -> None:
        """Forget what was filled: it is committed."""
        self._keys.clear()

    def wrote(self, state: ItemState) -> bool:
        """Whether the system wrote the value and nobody typed over it."""
        return str(state.key) in self._keys

    def cell(self, values: SubjectValues, state: ItemState) -> Cell | None:
        """Return what the item is to hold now, None where it stays: an item typed, full, or never filled."""
        free = state.problem is None and (state.cell.empty or self.wrote(state))
        if state.item.fill is None or not free:
            return None
        cell = filled(values, state.key, state.group, state.item)
        if cell == state.cell:
            return None
        self._keys.add(str(state.key))
        return cell

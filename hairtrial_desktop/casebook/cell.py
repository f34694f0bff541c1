"""One value as the record holds it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as held: canonical text or a null flavour, or neither."""

    value: str | None = None
    null_flavour: str | None = None

    @property
    def empty(self) -> bool:
        """Neither a value nor a null flavour."""
        return self.value is None and self.null_flavour is None


EMPTY = Cell()

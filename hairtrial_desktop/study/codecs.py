"""One codec a DataType: typed text to canonical stored text and back (forgiving input, ``experience.md``)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from hairtrial_desktop.study.definitions import ItemDef
    from hairtrial_desktop.study.values import Value


class Codec(ABC):
    """Reads and shows the values of one item. Stored values are canonical text (``definitions.DataType``)."""

    @abstractmethod
    def parse(self, text: str, today: date) -> str:
        """Return the canonical stored text of what a person typed; InputRefused otherwise."""

    @abstractmethod
    def typed(self, value: str) -> Value:
        """Return the value expressions compute with."""

    @abstractmethod
    def show(self, value: str, language: str) -> str:
        """Return the text for people (``zh`` or ``en``)."""

    @abstractmethod
    def edit(self, value: str) -> str:
        """Return the text for the edit box; ``parse`` reads it back to the same value."""

    @abstractmethod
    def stored(self, value: Value) -> str | None:
        """Return the canonical stored text of a computed value, None for unknown (a derived unknown stores null)."""


def codec_for(item: ItemDef) -> Codec:
    """Return the codec of the item's DataType."""
    raise NotImplementedError

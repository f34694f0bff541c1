"""The contract of a codec: one DataType read, shown, edited and stored in one place."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from hairtrial_desktop.study.errors import InputRefused

if TYPE_CHECKING:
    from datetime import date

    from hairtrial_desktop.study.definitions import ItemDef
    from hairtrial_desktop.study.values import Value

LONGEST_INPUT = 20_000  # characters; longer pastes are refused before any pattern looks at them


class Codec(ABC):
    """Reads and shows the values of one item. Stored values are canonical text (``definitions.DataType``)."""

    def __init__(self, item: ItemDef) -> None:
        """Keep the item whose length, decimals and code list bound what is read."""
        self.item = item

    def parse(self, text: str, today: date) -> str:
        """Return the canonical stored text of what a person typed; InputRefused otherwise, and nothing else.

        ``today`` completes ``6/1`` and ``今天``.
        """
        if not text.strip():
            raise InputRefused("empty")
        if len(text) > LONGEST_INPUT:
            raise InputRefused("too_long", limit=self.item.length or LONGEST_INPUT, found=len(text))
        return self.read(text, today)

    @abstractmethod
    def read(self, text: str, today: date) -> str:
        """Return the canonical text of a non-empty ``text``."""

    @abstractmethod
    def typed(self, value: str) -> Value:
        """Return the value expressions compute with; ValueError if ``value`` is not canonical (damaged data)."""

    def show(self, value: str, language: str) -> str:
        """Return the text for people in ``language`` (``zh`` or ``en``), without the unit."""
        del language
        return value

    def edit(self, value: str) -> str:
        """Return the text for the edit box; ``parse`` reads it back to the same value."""
        return value

    @abstractmethod
    def stored(self, value: Value) -> str | None:
        """Return the canonical text of a computed value; None for unknown (a derived unknown stores null)."""

"""How rows of a register of the site are numbered: one after the other, whatever stands there already."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hairtrial_desktop.casebook.projection import Row


def next_key(rows: Mapping[str, Row], start: str, digits: int) -> str:
    """Return the key of the next row, ``start`` and its number: how many stand there and one, or the next free one."""
    number = len(rows) + 1
    while (key := f"{start}{number:0{digits}d}") in rows:
        number += 1
    return key

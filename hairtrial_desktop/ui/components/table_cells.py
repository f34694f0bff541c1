"""What a table is told to show: columns, rows, cells."""

from __future__ import annotations

from dataclasses import dataclass

from hairtrial_desktop.ui.tokens import Tone


@dataclass(frozen=True)
class Column:
    """A column: ``title``, ``width`` in pixels at 100 % (0: takes a share of the rest, ``stretch`` parts).

    It is wider where its words are. ``drop``: the highest goes first where there is no room for all, 0 never.
    """

    title: str
    width: int = 0
    stretch: int = 1
    right: bool = False
    drop: int = 0


@dataclass(frozen=True)
class Cell:
    """What stands in one cell: a token (``tone`` given), or a text in ``ink``; ``note`` follows in a fainter ink.

    ``short`` is said where there is no room for ``text`` (``11-23`` of ``2026-11-23``). ``tip``: the tooltip, if it
    says more than the cell.
    """

    text: str = ""
    tone: Tone | None = None
    sign: str = ""
    bold: bool = False
    ink: str = "text"
    note: str = ""
    short: str = ""
    tip: str = ""

    def spoken(self) -> str:
        """Return what a screen reader says."""
        return f"{self.text} {self.note}".strip()


@dataclass(frozen=True)
class TableRow:
    """A row: ``key`` is what ``activated`` emits."""

    key: str
    cells: tuple[Cell, ...]

"""What a page is stacked from: blocks that know their height, where they may be split, and how to draw themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from hairtrial_desktop.documents.ink import HAIRLINE, PAGE_WIDTH, Ink
from hairtrial_desktop.documents.structure import Element
from hairtrial_desktop.documents.text_flow import TextLine

LEFT, RIGHT = 56.7, PAGE_WIDTH - 42.5  # 20 mm for the holes of the binder, 15 mm
WIDTH = RIGHT - LEFT


class Block(Protocol):
    """Heights and tops are points; ``keep_next`` binds it to the block after it."""

    @property
    def height(self) -> float:
        """The room it needs."""

    @property
    def keep_next(self) -> bool:
        """Whether the next block must stand on the same page."""

    @property
    def repeats(self) -> tuple[Block, ...]:
        """What is drawn again, as artifact, where a page begins with this block."""

    @property
    def bookmark(self) -> tuple[str, int]:
        """(title, level) of its bookmark; an empty title for none."""

    def split(self, room: float) -> tuple[Block, Block] | None:
        """Return the part that fits ``room`` and the rest; None if it is better kept whole."""

    def draw(self, ink: Ink, top: float) -> None:
        """Draw it."""


@dataclass(frozen=True)
class Cell:
    """Lines in one column: ``left`` from the left edge of the paper; drawn as content of ``element``."""

    left: float
    lines: tuple[TextLine, ...]
    element: Element | None = None
    width: float = 0.0  # right-aligned within this width; 0: left-aligned

    @property
    def height(self) -> float:
        """The sum of its lines."""
        return sum(line.leading for line in self.lines)


@dataclass(frozen=True)
class Strip:
    """Cells side by side: a row, a title, a paragraph."""

    cells: tuple[Cell, ...]
    above: float = 4.5
    below: float = 4.5
    rule: str = HAIRLINE  # colour of the line under it
    fill: str = ""
    bar: str = ""  # colour of a bar at its left
    keep_next: bool = False
    repeats: tuple[Block, ...] = ()
    bookmark: tuple[str, int] = ("", 0)
    space_before: float = 0.0
    again: tuple[Cell, ...] = ()  # what the rest of a split row says at its left, as artifact
    divider: tuple[float, float] = (0.0, 0.0)  # x and length of a fine vertical rule between two columns

    @property
    def height(self) -> float:
        """The tallest cell with its padding."""
        return self.space_before + self.above + max((cell.height for cell in self.cells), default=0.0) + self.below

    def split(self, room: float) -> tuple[Strip, Strip] | None:
        """Split between lines, leaving at least three on either page; None if that is not possible."""
        room -= self.space_before + self.above + self.below
        heads, tails = [], []
        for cell in self.cells:
            count, used = 0, 0.0
            for line in cell.lines:
                used += line.leading
                if used > room:
                    break
                count += 1
            heads.append(replace(cell, lines=cell.lines[:count]))
            tails.append(replace(cell, lines=cell.lines[count:]))
        least = 3
        most_head = max(len(cell.lines) for cell in heads)
        most_tail = max(len(cell.lines) for cell in tails)
        if most_head < least or most_tail < least or self.keep_next:
            return None
        rest = (*self.again, *(cell for cell in tails if cell.lines))
        return replace(self, cells=tuple(heads)), replace(self, cells=rest, space_before=0.0, bookmark=("", 0))

    def draw(self, ink: Ink, top: float) -> None:
        """Draw ground, rules, then the cells."""
        height = self.height - self.space_before
        top += self.space_before
        with ink.content(None):
            if self.fill:
                ink.frame(LEFT, top, WIDTH, height, fill=self.fill, radius=0)
            if self.bar:
                ink.frame(
                    LEFT, top + self.above + 1.5, 3, height - self.above - self.below - 3, fill=self.bar, radius=1
                )
            if self.rule:
                ink.rule(LEFT, RIGHT, top + height, self.rule)
            x, length = self.divider
            if length:
                ink.vertical(x, top + self.above, top + self.above + length)
        for cell in self.cells:
            with ink.content(cell.element):
                ink.lines(cell.lines, cell.left, top + self.above, cell.width)


def as_artifact(strip: Strip) -> Strip:
    """Return ``strip`` as it is repeated on a continued page: no part of the structure, no bookmark."""
    cells = tuple(replace(cell, element=None) for cell in strip.cells)
    return replace(strip, cells=cells, bookmark=("", 0), repeats=(), space_before=0.0)

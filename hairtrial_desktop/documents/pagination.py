"""Puts blocks on pages: titles stay with what follows, rows stay whole, a continued table repeats its headings."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from hairtrial_desktop.documents.blocks import Block

_LONG = 0.4  # of a page: a taller row is split rather than leaving the page so empty


@dataclass(frozen=True)
class Placed:
    """A block at its distance from the upper edge of the paper, in points."""

    block: Block
    top: float


def paginate(blocks: Sequence[Block], top: float, bottom: float) -> tuple[tuple[Placed, ...], ...]:
    """Return pages of placed blocks between ``top`` and ``bottom``; at least one page."""
    pages: list[list[Placed]] = [[]]
    waiting = deque(blocks)
    y = top
    while waiting:
        chain = _chain(waiting)
        needed = sum(block.height for block in chain)
        if y + needed <= bottom:
            y = _place(pages[-1], [waiting.popleft() for _ in chain], y)
            continue
        last = chain[-1]
        start = y + needed - last.height
        parts = last.split(bottom - start) if last.height > _LONG * (bottom - top) else None
        fresh = all(placed.block in chain[0].repeats for placed in pages[-1])
        if parts is None and fresh:
            parts = last.split(bottom - start)
            if parts is None:  # cannot be helped: nothing is taller than a page but a row of text
                y = _place(pages[-1], [waiting.popleft() for _ in chain], y)
                continue
        if parts is not None:
            for _ in chain:
                waiting.popleft()
            _place(pages[-1], [*chain[:-1], parts[0]], y)
            waiting.appendleft(parts[1])
        pages.append([])
        y = _place(pages[-1], list(waiting[0].repeats), top)
    return tuple(tuple(page) for page in pages)


def _chain(waiting: deque[Block]) -> list[Block]:
    chain: list[Block] = []
    for block in waiting:
        chain.append(block)
        if not block.keep_next:
            break
    return chain


def _place(page: list[Placed], blocks: list[Block], y: float) -> float:
    for block in blocks:
        page.append(Placed(block, y))
        y += block.height
    return y

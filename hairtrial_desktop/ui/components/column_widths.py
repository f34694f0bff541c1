"""How wide the columns of a table are: as wide as what stands in them, and fewer where there is no room for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Need:
    """Pixels of one column: ``least`` to be read at all, ``wanted`` to show everything.

    ``share``: parts of what is left over (0: none). ``drop``: the highest goes first where room lacks, 0 never.
    """

    least: int
    wanted: int
    share: int = 0
    drop: int = 0


def share_out(needs: Sequence[Need], room: int) -> list[int]:
    """Return the width of every column in ``room`` pixels; 0 for one that is not shown."""
    shown = _kept(needs, room)
    widths = [need.least if at in shown else 0 for at, need in enumerate(needs)]
    left = room - sum(widths)
    if left < 0:  # not even the columns that never go fit: all of them give way alike
        total = sum(widths)
        return [width * room // total for width in widths]
    running = sum(max(0, needs[at].wanted - widths[at]) for at in shown if needs[at].share)
    fixed = left - min(running, left * 2 // 3)  # columns of running text are the first to be in want
    for at in shown:
        more = 0 if needs[at].share else min(fixed, max(0, needs[at].wanted - widths[at]))
        widths[at] += more
        left -= more
        fixed -= more
    parts = sum(needs[at].share for at in shown)
    takers = [at for at in shown if needs[at].share] or [shown[-1]] if shown else []
    for at in takers:
        widths[at] += left * (needs[at].share or 1) // (parts or 1)
    if takers:
        widths[takers[-1]] += room - sum(widths)
    return widths


def _kept(needs: Sequence[Need], room: int) -> list[int]:
    """Return the numbers of the columns that are shown."""
    kept = list(range(len(needs)))
    while sum(needs[at].least for at in kept) > room:
        dropped = max(kept, key=lambda at: (needs[at].drop, at))
        if not needs[dropped].drop:
            break
        kept.remove(dropped)
    return kept

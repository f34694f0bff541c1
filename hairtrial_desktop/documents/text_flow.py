"""Breaks runs of text and small shapes into lines: Chinese anywhere but at forbidden places, Latin at spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from hairtrial_desktop.documents.fonts import FontSet, clean

TEXT = "#17212B"
MUTED = "#50606F"
ACCENT = "#14639E"
SIGN = "#5A48B0"

BOX, TICKED, FRAMED, BLANK = "box", "ticked", "framed", "blank"
_BOX_WIDTH = 1.12  # of the size, the gap to its word included
_FRAME_PAD = 3.0
_TOKEN = re.compile(r"\n| +|[!-~\u00a0-\u024f\u0370-\u03ff\u2070-\u209f]+|.", re.DOTALL)
# Line breaking as Chinese typesetting wants it (GB/T 15834): closing marks never begin a line, opening never end one.
_NEVER_FIRST = frozenset("，。、；：？！）】》」』〉〕…—％‰℃·”’,.;:?!)]}%°")
_NEVER_LAST = frozenset("（【《「『〈〔“‘([{")


@dataclass(frozen=True)
class Style:
    """How a run looks: ``size`` in points, ``rise`` above the base line in points."""

    size: float = 9.0
    bold: bool = False
    color: str = TEXT
    rise: float = 0.0


@dataclass(frozen=True)
class Run:
    """Text in one style. ``shape``: a box, a ticked box, a framed word or a blank to write on (``width`` in points).

    ``together`` keeps the run, and a box before it, on one line where the line is long enough.
    """

    text: str = ""
    style: Style = Style()
    shape: str = ""
    together: bool = False
    width: float = 0.0


@dataclass(frozen=True)
class Piece:
    """A run as placed on its line; ``width`` in points."""

    text: str
    style: Style
    shape: str
    width: float


@dataclass(frozen=True)
class TextLine:
    """One line of pieces; ``leading`` is its height in points."""

    pieces: tuple[Piece, ...]
    leading: float

    @property
    def width(self) -> float:
        """The width of what is drawn, in points."""
        return sum(piece.width for piece in self.pieces)


@dataclass(frozen=True)
class _Atom:
    pieces: tuple[Piece, ...]
    glued: bool = False  # no break before it
    space: bool = False
    ends: bool = False  # a hard line end

    @property
    def width(self) -> float:
        return sum(piece.width for piece in self.pieces)


class Flow:
    """Line breaking with one set of fonts."""

    def __init__(self, fonts: FontSet) -> None:
        self._fonts = fonts

    def lines(self, runs: Iterable[Run], width: float, leading: float = 0.0) -> tuple[TextLine, ...]:
        """Return ``runs`` broken to ``width`` points; ``leading`` 0 means one and a half times the largest size."""
        runs = tuple(runs)
        height = leading or 1.5 * max((run.style.size for run in runs), default=9.0)
        atoms = [atom for run in runs for atom in self._atoms(run)]
        rows: list[list[_Atom]] = [[]]
        used = 0.0
        for cluster in self._clusters(atoms):
            if cluster[0].ends:
                rows.append([])
                used = 0.0
                continue
            for part in self._fitting(cluster, width):
                size = sum(atom.width for atom in part)
                if used + size > width + 0.01 and rows[-1] and not part[0].space:
                    rows.append([])
                    used = 0.0
                if part[0].space and not rows[-1]:
                    continue
                rows[-1].extend(part)
                used += size
        return tuple(TextLine(_merged(row, self._fonts), height) for row in rows)

    def width(self, text: str, style: Style) -> float:
        """Return the width of ``text`` on one line, in points."""
        return self._fonts.width(text, style.size, bold=style.bold)

    def _piece(self, text: str, run: Run) -> Piece:
        width = self.width(text, run.style)
        if run.shape in {BOX, TICKED}:
            width = run.style.size * _BOX_WIDTH
        elif run.shape == FRAMED:
            width += 2 * _FRAME_PAD
        return Piece(text, run.style, run.shape, run.width or width)

    def _atoms(self, run: Run) -> list[_Atom]:
        if run.shape:
            return [_Atom((self._piece(clean(run.text), run),))]
        atoms: list[_Atom] = []
        for word in _TOKEN.findall(clean(run.text)):
            if word == "\n":
                atoms.append(_Atom((), ends=True))
            else:
                atoms.append(_Atom((self._piece(word, run),), glued=run.together, space=word.isspace()))
        return atoms

    def _clusters(self, atoms: Sequence[_Atom]) -> list[list[_Atom]]:
        clusters: list[list[_Atom]] = []
        for atom in atoms:
            before = clusters[-1][-1] if clusters else None
            if before is not None and not before.ends and not atom.ends and _stay(before, atom):
                clusters[-1].append(atom)
            else:
                clusters.append([atom])
        return clusters

    def _fitting(self, cluster: list[_Atom], width: float) -> list[list[_Atom]]:
        """Return the cluster, or its smallest parts if it is wider than the line."""
        if sum(atom.width for atom in cluster) <= width:
            return [cluster]
        parts: list[list[_Atom]] = []
        for atom in cluster:
            piece = atom.pieces[0]
            if atom.width <= width or piece.shape:
                joined = parts and parts[-1][-1].pieces[0].shape in {BOX, TICKED}
                if joined:
                    parts[-1].append(atom)
                else:
                    parts.append([atom])
                continue
            run = Run(style=piece.style)
            parts.extend([_Atom((self._piece(char, run),))] for char in piece.text)
        return parts


def _stay(before: _Atom, atom: _Atom) -> bool:
    left, right = before.pieces[0], atom.pieces[0]
    if left.shape in {BOX, TICKED} or (atom.glued and not right.shape):
        return True
    if before.space or atom.space:
        return False
    return right.text[:1] in _NEVER_FIRST or left.text[-1:] in _NEVER_LAST


def _merged(row: list[_Atom], fonts: FontSet) -> tuple[Piece, ...]:
    while row and row[-1].space:
        row.pop()
    pieces: list[Piece] = []
    for piece in (piece for atom in row for piece in atom.pieces):
        last = pieces[-1] if pieces else None
        if last is not None and not last.shape and not piece.shape and last.style == piece.style:
            text = last.text + piece.text
            pieces[-1] = replace(last, text=text, width=fonts.width(text, piece.style.size, bold=piece.style.bold))
        else:
            pieces.append(piece)
    return tuple(pieces)

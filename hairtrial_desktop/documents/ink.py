"""Draws on one reportlab canvas, from the top of the page down, every stroke tagged or marked as artifact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from hairtrial_desktop.documents.fonts import REGULAR, FontSet
from hairtrial_desktop.documents.structure import Element, Mark
from hairtrial_desktop.documents.text_flow import BLANK, BOX, FRAMED, TICKED, Piece, Style, TextLine

PAGE_WIDTH, PAGE_HEIGHT = 595.276, 841.89  # A4 in points
HAIRLINE = "#C3CCD5"
STRONG = "#808C98"
_EMPTY, _TICKED = "☐", "☑"


class Ink:
    """``top`` is always the distance from the upper edge of the paper, in points."""

    def __init__(self, canvas: Canvas, fonts: FontSet) -> None:
        self.canvas = canvas
        self.page = 0
        self._fonts = fonts
        self._mcid = 0
        self._marked = False

    def next_page(self) -> None:
        """Finish this page and begin the next."""
        self.canvas.showPage()
        self.page += 1
        self._mcid = 0

    @contextmanager
    def content(self, element: Element | None) -> Iterator[None]:
        """Draw content of ``element``; None is an artifact (repeated headings, rules, furniture)."""
        if self._marked:
            raise RuntimeError("marked content does not nest")
        if element is None:
            self.canvas.addLiteral("/Artifact BMC")
        else:
            self.canvas.addLiteral(f"/{element.kind} <</MCID {self._mcid}>> BDC")
            element.children.append(Mark(self.page, self._mcid))
            self._mcid += 1
        self._marked = True
        yield
        self._marked = False
        self.canvas.addLiteral("EMC")

    def lines(self, lines: Iterable[TextLine], left: float, top: float, width: float = 0.0) -> None:
        """Draw text lines downward from ``top``; with ``width`` they end at its right edge."""
        for line in lines:
            x = left + width - line.width if width else left
            base = top + line.leading / 2 + 0.36 * max((p.style.size for p in line.pieces), default=0)
            for piece in line.pieces:
                self._piece(piece, x, base)
                x += piece.width
            top += line.leading

    def text(self, text: str, style: Style, left: float, base: float) -> None:
        """Draw one line with its base line at ``base``."""
        self.canvas.setFillColor(HexColor(style.color))
        for name, part in self._fonts.split(text, bold=style.bold):
            self.canvas.setFont(name, style.size)
            self.canvas.drawString(left, PAGE_HEIGHT - base + style.rise, part)
            left += self.canvas.stringWidth(part, name, style.size)

    def width(self, text: str, style: Style) -> float:
        """Return the width of one line of text in points."""
        return self._fonts.width(text, style.size, bold=style.bold)

    def rule(self, left: float, right: float, top: float, color: str = HAIRLINE, thick: float = 0.5) -> None:
        """Draw a horizontal line."""
        self.canvas.setStrokeColor(HexColor(color))
        self.canvas.setLineWidth(thick)
        self.canvas.line(left, PAGE_HEIGHT - top, right, PAGE_HEIGHT - top)

    def vertical(self, x: float, top: float, bottom: float, color: str = HAIRLINE) -> None:
        """Draw a fine vertical line."""
        self.canvas.setStrokeColor(HexColor(color))
        self.canvas.setLineWidth(0.4)
        self.canvas.line(x, PAGE_HEIGHT - top, x, PAGE_HEIGHT - bottom)

    def frame(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        *,
        stroke: str = "",
        fill: str = "",
        radius: float = 3,
    ) -> None:
        """Draw a rounded rectangle, stroked and filled where a colour is given."""
        if stroke:
            self.canvas.setStrokeColor(HexColor(stroke))
            self.canvas.setLineWidth(0.7)
        if fill:
            self.canvas.setFillColor(HexColor(fill))
        y = PAGE_HEIGHT - top - height
        self.canvas.roundRect(left, y, width, height, radius, stroke=int(bool(stroke)), fill=int(bool(fill)))

    def _piece(self, piece: Piece, left: float, base: float) -> None:
        size = piece.style.size
        if piece.shape in {BOX, TICKED}:
            self._tick_box(left, base, size, ticked=piece.shape == TICKED)
        elif piece.shape == BLANK:
            self.rule(left, left + piece.width - 3, base + 1.5, STRONG, 0.6)
        elif piece.shape == FRAMED:
            self.frame(left, base - size * 0.98, piece.width, size * 1.32, stroke=STRONG, radius=2)
            self.text(piece.text, piece.style, left + 3, base)
        else:
            self.text(piece.text, piece.style, left, base)

    def _tick_box(self, left: float, base: float, size: float, *, ticked: bool) -> None:
        """Draw a box and its tick: the bundled font has no such characters, and colour alone says nothing.

        Under it stands an unseen letter that reads as the box (ISO 32000-1, 14.9.4), for whoever hears or copies it.
        """
        self.canvas.addLiteral(f"/Span <</ActualText <FEFF{ord(_TICKED if ticked else _EMPTY):04X}>>> BDC")
        self.canvas.setFont(REGULAR, size * 0.84)
        self.canvas.drawString(left, PAGE_HEIGHT - base, "x" if ticked else "o", mode=3)
        self.canvas.addLiteral("EMC")
        self.canvas.saveState()
        self._draw_box(left, base, size, ticked=ticked)
        self.canvas.restoreState()

    def _draw_box(self, left: float, base: float, size: float, *, ticked: bool) -> None:
        side = size * 0.84
        top = base - size * 0.76
        self.frame(left, top, side, side, stroke="#17212B" if ticked else STRONG, radius=1.2)
        if not ticked:
            return
        self.canvas.setStrokeColor(HexColor("#17212B"))
        self.canvas.setLineWidth(1.25)
        self.canvas.setLineCap(1)
        path = self.canvas.beginPath()
        y = PAGE_HEIGHT - top
        path.moveTo(left + side * 0.2, y - side * 0.52)
        path.lineTo(left + side * 0.42, y - side * 0.76)
        path.lineTo(left + side * 0.82, y - side * 0.24)
        self.canvas.drawPath(path, stroke=1, fill=0)

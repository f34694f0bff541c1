"""What every page carries: header and footer of Appendix B, watermark, DEMO band. All artifact (PDF/UA-1, 7.8)."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.colors import HexColor

from hairtrial_desktop.casebook.crf_page import CrfPage
from hairtrial_desktop.documents.blocks import LEFT, RIGHT, WIDTH
from hairtrial_desktop.documents.ink import PAGE_HEIGHT, PAGE_WIDTH, STRONG, Ink
from hairtrial_desktop.documents.labels import Labels
from hairtrial_desktop.documents.text_flow import MUTED, Flow, Run, Style, TextLine

_TOP = 40.0  # printers leave 5 mm at every edge
_FOOT = PAGE_HEIGHT - 58.0
_SMALL = Style(size=6.8, color=MUTED)
_VALUE = Style(size=9)
_STRONG = Style(size=9, bold=True)
_GHOST = "#ECEFF2"  # light enough to write over and to read through, on any printer
_COLUMNS = (0.32, 0.16, 0.24, 0.28)  # shares of site, subject, visit, form
_SHORT = 16  # hexadecimal digits of the digest in the footer


@dataclass(frozen=True)
class PageFurniture:
    """Header, footer and watermark of one document."""

    page: CrfPage
    words: Labels
    flow: Flow

    @property
    def top(self) -> float:
        """Where the content begins, in points from the upper edge."""
        return self._header_bottom + 4

    @property
    def bottom(self) -> float:
        """Where the content ends."""
        return _FOOT - 8

    @property
    def _values(self) -> list[tuple[str, tuple[TextLine, ...]]]:
        page, words = self.page, self.words
        texts = (
            (words.site, [Run(page.site, _VALUE)]),
            (words.subject, [Run(page.subject, _STRONG)]),
            (words.visit, [Run(page.visit, _STRONG), Run(f"\n{page.visit_date}" if page.visit_date else "", _VALUE)]),
            (words.form, [Run(page.form_name, _STRONG), Run(f"\n{self._form_version}", Style(size=8, color=MUTED))]),
        )
        return [
            (label, self.flow.lines(runs, WIDTH * share - 14, 12.5))
            for (label, runs), share in zip(texts, _COLUMNS, strict=True)
        ]

    @property
    def _form_version(self) -> str:
        return f"{self.page.form_oid} · {self.words.version.format(version=self.page.form_version)}"

    @property
    def _header_bottom(self) -> float:
        return _TOP + 22 + 10 + max(sum(line.leading for line in lines) for _, lines in self._values) + 6

    def draw(self, ink: Ink, number: int, count: int) -> None:
        """Draw the furniture of page ``number`` (from 1) under the content."""
        with ink.content(None):
            self._watermark(ink)
            self._header(ink)
            self._footer(ink, number, count)

    def _header(self, ink: Ink) -> None:
        page = self.page
        left = LEFT
        for text, style in (
            (self.words.protocol, _SMALL), (page.study, _STRONG), (page.registry_id, _VALUE)
        ):  # fmt: skip
            if not text:
                continue
            ink.text(text, style, left, _TOP + 10)
            left += self.flow.width(text, style) + 6
        if page.demo:
            self._demo_band(ink)
        self._status(ink)
        ink.rule(LEFT, RIGHT, _TOP + 18, "#17212B", 1.0)
        left = LEFT
        for (label, lines), share in zip(self._values, _COLUMNS, strict=True):
            ink.text(label, _SMALL, left, _TOP + 29)
            ink.lines(lines, left, _TOP + 32)
            left += WIDTH * share
        ink.rule(LEFT, RIGHT, self._header_bottom, STRONG, 0.5)

    def _status(self, ink: Ink) -> None:
        style = Style(size=8.5, bold=True)
        width = self.flow.width(self.page.status, style) + 12
        label = self.flow.width(self.words.status, _SMALL)
        ink.text(self.words.status, _SMALL, RIGHT - width - label - 5, _TOP + 10)
        ink.frame(RIGHT - width, _TOP - 1.5, width, 15, stroke="#17212B", radius=3)
        ink.text(self.page.status, style, RIGHT - width + 6, _TOP + 9.2)

    def _demo_band(self, ink: Ink) -> None:
        style = Style(size=8, bold=True)
        width = self.flow.width(self.words.demo_note, style)
        left = (PAGE_WIDTH - width) / 2
        ink.frame(left - 8, 19, width + 16, 14, stroke="#17212B", radius=7)
        ink.text(self.words.demo_note, style, left, 29)

    def _footer(self, ink: Ink, number: int, count: int) -> None:
        page, words = self.page, self.words
        ink.rule(LEFT, RIGHT, _FOOT, STRONG, 0.5)
        first = "  ·  ".join(part for part in (f"{words.document} {page.document_id}", page.edition) if part)
        facts = (
            f"{words.record_number} {page.head_seq}",
            f"{words.digest} {page.record_digest[:_SHORT]}…",
            f"{words.software} {page.program}",
        )
        ink.text(first, _SMALL, LEFT, _FOOT + 11)
        ink.text("  ·  ".join(facts), _SMALL, LEFT, _FOOT + 21)
        style = Style(size=9, bold=True)
        text = words.page_of.format(page=number, pages=count)
        ink.text(text, style, RIGHT - self.flow.width(text, style), _FOOT + 13)

    def _watermark(self, ink: Ink) -> None:
        marks = [self.words.draft] * self.page.draft + [self.words.demo] * self.page.demo
        text = " · ".join(dict.fromkeys(marks))
        if not text:
            return
        size = min(110.0, 560 / self.flow.width(text, Style(size=1, bold=True)))
        style = Style(size=size, bold=True, color=_GHOST)
        canvas = ink.canvas
        canvas.saveState()
        canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
        canvas.rotate(52)
        canvas.setFillColor(HexColor(_GHOST))
        ink.text(text, style, -self.flow.width(text, style) / 2, PAGE_HEIGHT + size * 0.36)
        canvas.restoreState()

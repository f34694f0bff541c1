"""Signatures as printed (21 CFR 11.50: printed name, meaning, date and time), the seal's place, the wet-ink line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hairtrial_desktop.casebook.crf_page import SignatureShown
from hairtrial_desktop.documents.blocks import LEFT, RIGHT, WIDTH, Block, Cell, Strip
from hairtrial_desktop.documents.form_blocks import NOTE, FormBlocks
from hairtrial_desktop.documents.ink import PAGE_HEIGHT, STRONG, Ink
from hairtrial_desktop.documents.structure import Element, Widget
from hairtrial_desktop.documents.text_flow import FRAMED, MUTED, Run, Style

FIELD = "Signature1"
SEAL_WIDTH, SEAL_HEIGHT = 104.0, 52.0
_PAD = 10.0
_KEY_WIDTH = 74.0
_KEY = Style(size=8, color=MUTED)
_VALUE = Style(size=9)
_MEANING = Style(size=9.5, bold=True)


@dataclass(frozen=True)
class FieldPlace:
    """Where the PAdES field goes: page index from 0 and the rectangle in PDF coordinates (points, origin below)."""

    page: int
    rect: tuple[float, float, float, float]


@dataclass(frozen=True)
class SignatureRow:
    """A word and its value; ``struck`` draws a line through the value of a void signature."""

    key: Cell
    value: Cell
    struck: bool = False

    @property
    def height(self) -> float:
        """The taller of both."""
        return max(self.key.height, self.value.height)


@dataclass(frozen=True)
class SignatureBox:
    """One framed signature; ``sealed`` says that the electronic signature goes into it. Never split."""

    rows: tuple[SignatureRow, ...]
    inner: float
    sealed: bool = False
    keep_next: bool = False
    repeats: tuple[Block, ...] = ()
    bookmark: tuple[str, int] = ("", 0)

    @property
    def height(self) -> float:
        """The frame and the space under it."""
        return self.inner + 2 * _PAD + 8

    def split(self, room: float) -> None:  # noqa: ARG002 - a signature is never torn apart
        """Return None: a signature stays whole."""
        return

    def draw(self, ink: Ink, top: float) -> None:
        """Draw the frame, then the rows from ``top``."""
        with ink.content(None):
            ink.frame(LEFT, top, WIDTH, self.inner + 2 * _PAD, stroke=STRONG, radius=4)
        y = top + _PAD
        for row in self.rows:
            for cell in (row.key, row.value):
                with ink.content(cell.element):
                    ink.lines(cell.lines, cell.left, y)
            if row.struck:
                self._strike(ink, row.value, y)
            y += row.height

    def _strike(self, ink: Ink, cell: Cell, y: float) -> None:
        with ink.content(None):
            for line in cell.lines:
                ink.rule(cell.left, cell.left + line.width, y + line.leading / 2 + 0.5, MUTED, 0.6)
                y += line.leading

    def place(self, page: int, top: float) -> FieldPlace:
        """Return where the seal stands if this block stands at ``top`` of ``page``."""
        upper = PAGE_HEIGHT - top - _PAD
        right = RIGHT - _PAD
        return FieldPlace(page, (right - SEAL_WIDTH, upper - SEAL_HEIGHT, right, upper))


@dataclass(frozen=True)
class WetInk:
    """手签 ______ 日期 ______: the line for a hand-written signature."""

    lines: tuple[tuple[str, float, float], ...]  # words, left, right
    element: Element
    keep_next: bool = True  # the digest follows it, on the last page only
    repeats: tuple[Block, ...] = ()
    bookmark: tuple[str, int] = ("", 0)
    height: float = 40.0

    def split(self, room: float) -> None:  # noqa: ARG002 - one line
        """Return None: it is one line."""
        return

    def draw(self, ink: Ink, top: float) -> None:
        """Draw words and lines to write on."""
        base = top + 30
        with ink.content(self.element):
            for text, left, _ in self.lines:
                ink.text(text, _KEY, left, base)
        with ink.content(None):
            for text, left, right in self.lines:
                ink.rule(left + ink.width(text, _KEY) + 5, right, base + 2, STRONG, 0.7)


@dataclass(frozen=True)
class SignatureSection:
    """Builds the section; ``sealed`` is whether a PAdES field is to be placed on the last valid signature."""

    form: FormBlocks
    sealed: bool

    def blocks(self) -> Iterator[Block]:
        """Yield the title, each signature, the note and, where the study signs by hand as well, the wet-ink line."""
        form, words = self.form, self.form.words
        part = form.root.add("Sect")
        yield form.section_title(words.signatures, part)
        signatures = form.page.signatures
        valid = [signature for signature in signatures if not signature.void]
        for signature in signatures:  # the last stays with what is said under it, so that no page holds only that
            box = self._box(signature, part, sealed=self.sealed and signature is valid[-1])
            yield replace(box, keep_next=signature is signatures[-1])
        if not valid:
            lines = form.flow.lines([Run(words.not_signed, _VALUE)], WIDTH)
            yield Strip((Cell(LEFT, lines, part.add("P")),), above=2, below=0, rule="", keep_next=True)
        for words_missing in form.page.unsigned if valid else ():
            lines = form.flow.lines([Run(words.still_missing, _KEY), Run(words_missing, _VALUE)], WIDTH)
            yield Strip((Cell(LEFT, lines, part.add("P")),), above=0, below=2, rule="", keep_next=True)
        if valid and self.sealed:
            lines = form.flow.lines([Run(words.signature_note, NOTE)], WIDTH)
            yield Strip((Cell(LEFT, lines, part.add("P")),), above=0, below=0, rule="", keep_next=True)
        if form.page.by_hand:
            yield self._by_hand(part)

    def _by_hand(self, part: Element) -> WetInk:
        words, third = self.form.words, WIDTH / 3
        lines = (
            (words.wet_ink, LEFT, LEFT + third + 20),
            (words.wet_name, LEFT + third + 32, LEFT + 2 * third + 20),
            (words.wet_date, LEFT + 2 * third + 32, RIGHT),
        )
        return WetInk(lines, part.add("P"))

    def _box(self, signature: SignatureShown, part: Element, *, sealed: bool) -> SignatureBox:
        words = self.form.words
        element = part.add("P")
        entries = [
            (words.meaning, Run(signature.meaning, _MEANING), signature.void),
            (words.name, Run(signature.name, _VALUE), signature.void),
            (words.role, Run(signature.role, _VALUE), signature.void),
            (words.signed_at, Run(signature.at, _VALUE), signature.void),
            (words.last_entry, Run(signature.entered, Style(size=8)), False),
            (words.together, Run(signature.together, Style(size=8, bold=True)), False),
            (words.signature_id, Run(signature.identifier, Style(size=8)), signature.void),
        ]
        if signature.void:
            state = words.void_replaced if signature.replaced_by else words.void
            entries.insert(0, (words.status, Run(state, Style(size=8.5, bold=True), FRAMED), False))
            entries.insert(1, (words.replaced_by, Run(signature.replaced_by, _VALUE), False))
        rows = tuple(self._row(key, run, element, struck=struck) for key, run, struck in entries if run.text)
        if sealed:
            seal = part.add("Form")
            seal.alternative = words.electronic
            seal.children.append(Widget(FIELD))
        return SignatureBox(rows, max(sum(row.height for row in rows), SEAL_HEIGHT), sealed=sealed)

    def _row(self, key: str, run: Run, element: Element, *, struck: bool) -> SignatureRow:
        flow, left = self.form.flow, LEFT + _PAD + _KEY_WIDTH
        width = RIGHT - left - 2 * _PAD - SEAL_WIDTH
        return SignatureRow(
            Cell(LEFT + _PAD, flow.lines([Run(key, _KEY)], _KEY_WIDTH - 6, 15), element),
            Cell(left, flow.lines([run], width, 15), element),
            struck,
        )

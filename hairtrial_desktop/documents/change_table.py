"""The table of changes after the first entry, at the end of the form (EU GMP Annex 11, 9; 21 CFR 11.10(e))."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hairtrial_desktop.casebook.crf_page import Change
from hairtrial_desktop.documents.blocks import LEFT, RIGHT, Cell, Strip, as_artifact
from hairtrial_desktop.documents.form_blocks import GROUND, HEAD, NOTE, FormBlocks
from hairtrial_desktop.documents.ink import STRONG
from hairtrial_desktop.documents.structure import Element
from hairtrial_desktop.documents.text_flow import MUTED, Run, Style

# left edges of mark, item, old → new, who / when, why; each column ends 8 points before the next
_LEFTS = (LEFT + 2, LEFT + 28, LEFT + 148, LEFT + 276, LEFT + 384)
_WIDTHS = tuple(b - a - 8 for a, b in zip(_LEFTS, (*_LEFTS[1:], RIGHT + 6), strict=True))
_TEXT = Style(size=8)
_BOLD = Style(size=8, bold=True)
_QUIET = Style(size=7.5, color=MUTED)
_LEADING = 12.0


@dataclass(frozen=True)
class ChangeTable:
    """Builds on the form's blocks: same fonts, words and structure."""

    form: FormBlocks

    def blocks(self) -> Iterator[Strip]:
        """Yield nothing if nothing was changed."""
        changes, words = self.form.page.changes, self.form.words
        if not changes:
            return
        part = self.form.root.add("Sect")
        title = self.form.section_title(words.changes, part)
        yield title
        note = self.form.flow.lines([Run(words.changes_note, NOTE)], RIGHT - LEFT)
        yield Strip((Cell(LEFT, note, part.add("P")),), above=0, below=3, rule="", keep_next=True)
        table = part.add("Table")
        head = self._head(table.add("TR"))
        yield head
        for change in changes:
            yield replace(self._row(change, table.add("TR")), repeats=(as_artifact(head),))

    def _head(self, row: Element) -> Strip:
        words = self.form.words
        titles = ("†", words.change_item, words.change_value, words.change_who, words.change_why)
        cells = tuple(
            Cell(left, self.form.flow.lines([Run(title, HEAD)], width), row.add("TH", Scope="/Column"))
            for left, width, title in zip(_LEFTS, _WIDTHS, titles, strict=True)
        )
        return Strip(cells, above=2.5, below=2.5, rule=STRONG, fill=GROUND, keep_next=True)

    def _row(self, change: Change, row: Element) -> Strip:
        empty = self.form.words.empty_value
        columns = (
            [Run(f"†{change.mark}", _BOLD)],
            [Run(change.label, _TEXT)],
            [Run(change.old or empty, _TEXT), Run(" → ", _TEXT), Run(change.new or empty, _BOLD)],
            [Run(change.who, _TEXT), Run("\n" + change.when, _QUIET)],
            [Run(change.why, _TEXT)],
        )
        cells = tuple(
            Cell(left, self.form.flow.lines(runs, width, _LEADING), row.add("TD"))
            for left, width, runs in zip(_LEFTS, _WIDTHS, columns, strict=True)
        )
        return Strip(cells, above=3.5, below=3.5)

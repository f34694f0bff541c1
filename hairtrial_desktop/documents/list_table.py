"""A list as a table over as many pages as it takes: columns by share, headings again on every page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hairtrial_desktop.casebook.crf_page import ListTable
from hairtrial_desktop.documents.blocks import LEFT, WIDTH, Cell, Strip, as_artifact
from hairtrial_desktop.documents.form_blocks import GROUND, HEAD, FormBlocks
from hairtrial_desktop.documents.ink import STRONG
from hairtrial_desktop.documents.structure import Element
from hairtrial_desktop.documents.text_flow import Run, Style

_TEXT = Style(size=7.5)
_LEADING = 10.5
_GAP = 6.0  # points between two columns


@dataclass(frozen=True)
class ListTables:
    """Builds on the form's blocks: same fonts, words and structure."""

    form: FormBlocks

    def blocks(self) -> Iterator[Strip]:
        """Yield the tables of the page; none for a form."""
        for table in self.form.page.tables:
            part = self.form.root.add("Table")
            head = self._head(table, part.add("TR"))
            yield head
            again = (as_artifact(head),)
            for row in table.rows:
                yield replace(self._row(table, row, part.add("TR")), repeats=again)

    def _places(self, table: ListTable) -> list[tuple[float, float]]:
        """Return left edge and width of every column."""
        whole, left, places = sum(column.share for column in table.columns), LEFT + 2, []
        for column in table.columns:
            width = (WIDTH - 4) * column.share / whole
            places.append((left, width - _GAP))
            left += width
        return places

    def _head(self, table: ListTable, row: Element) -> Strip:
        cells = tuple(
            Cell(left, self.form.flow.lines([Run(column.title, HEAD)], width), row.add("TH", Scope="/Column"))
            for column, (left, width) in zip(table.columns, self._places(table), strict=True)
        )
        return Strip(cells, above=2.5, below=2.5, rule=STRONG, fill=GROUND, keep_next=True)

    def _row(self, table: ListTable, texts: tuple[str, ...], row: Element) -> Strip:
        cells = tuple(
            Cell(left, self.form.flow.lines([Run(text, _TEXT)], width, _LEADING), row.add("TD"))
            for text, (left, width) in zip(texts, self._places(table), strict=True)
        )
        return Strip(cells, above=2.5, below=2.5)

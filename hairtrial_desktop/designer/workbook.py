"""XLSX bytes of sheets. Every cell is text: a rule that begins with = must never become a formula."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from math import ceil

import xlsxwriter

from hairtrial_desktop.designer.sheet import Sheet

LONGEST_CELL = 32_767  # characters Excel can hold in a cell
LONGEST_TITLE = 31
_WIDEST = 40  # letters a column is wide at most; longer texts wrap
_LINE = 15  # points a line is high
_HIGHEST = 400  # points a row can be in Excel, about
_MANY_COLUMNS = 6
_A3, _A4 = 8, 9
_NO_DAY = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the same definitions give the same bytes


def workbook(sheets: Iterable[Sheet], title: str) -> bytes:
    """Return one worksheet per sheet, with frozen headings, a filter, and wrapped text."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": title, "created": _NO_DAY})
    heading = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "top"})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C8D0D8"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.title[:LONGEST_TITLE])
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
        page.set_landscape()
        page.set_margins(left=0.3, right=0.3, top=0.4, bottom=0.6)
        page.set_paper(_A3 if len(sheet.columns) > _MANY_COLUMNS else _A4)
        page.set_footer(f"&L{title.replace('&', '&&')}&C&A&R&P / &N")
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        widths = [_column_width(sheet, column) for column in range(len(sheet.columns))]
        for column, (name, width) in enumerate(zip(sheet.columns, widths, strict=True)):
            page.write_string(0, column, name, heading)
            page.set_column(column, column, width)
        for number, row in enumerate((sheet.columns, *sheet.rows)):
            page.set_row(number, _height(row, widths))
            for column, words in enumerate(row if number else ()):
                page.write_string(number, column, words[:LONGEST_CELL], cell)
    book.close()
    return buffer.getvalue()


def _column_width(sheet: Sheet, column: int) -> int:
    longest = max(_width(line) for row in (sheet.columns, *sheet.rows) for line in row[column].split("\n"))
    return min(_WIDEST, longest + 2)


def _height(row: tuple[str, ...], widths: list[int]) -> int:
    """Return the height in points: not every program makes room for wrapped text by itself."""
    lines = (
        sum(max(1, ceil(_width(line) / (width - 1))) for line in words.split("\n"))
        for words, width in zip(row, widths, strict=True)
    )
    return min(_HIGHEST, _LINE * max(lines, default=1))


def _width(words: str) -> int:
    """Return the width in columns: a hanzi is a little wider than two letters."""
    wide = sum(ord(letter) > 0x2E80 for letter in words)  # noqa: PLR2004 - where CJK begins
    return len(words) + ceil(1.3 * wide)

"""XLSX bytes of sheets. Every cell is text: a rule that begins with = must never become a formula."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO

import xlsxwriter

from hairtrial_desktop.designer.sheet import Sheet

LONGEST_CELL = 32_767  # characters Excel can hold in a cell
LONGEST_TITLE = 31
_WIDEST = 60
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
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        for column, name in enumerate(sheet.columns):
            page.write_string(0, column, name, heading)
            longest = max([_width(name), *(_width(row[column]) for row in sheet.rows)])
            page.set_column(column, column, min(_WIDEST, longest + 2))
        for number, row in enumerate(sheet.rows, 1):
            for column, words in enumerate(row):
                page.write_string(number, column, words[:LONGEST_CELL], cell)
    book.close()
    return buffer.getvalue()


def _width(words: str) -> int:
    """Return the width in columns: a hanzi is as wide as two letters."""
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in words)  # noqa: PLR2004 - where CJK begins

"""CSV as spreadsheets open it: UTF-8 with BOM, and no text that would be run as a formula.

A text that begins like a formula gets an apostrophe before it (OWASP, CSV Injection): the site typed it and the
sponsor opens it. Numbers stay as they are. The exact values are in the ODM file and in the record itself.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")  # full-width signs are run as well
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")


def csv_bytes(columns: Sequence[str], lines: Iterable[Mapping[str, str]]) -> bytes:
    """Return the table with its header; a cell that a line does not have is empty."""
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: as_text(cell) for name, cell in line.items()} for line in lines)
    return target.getvalue().encode("utf-8-sig")


def as_text(cell: str) -> str:
    """Return ``cell`` so that a spreadsheet shows it and runs nothing."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell

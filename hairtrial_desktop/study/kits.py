"""The sponsor's kit list: its format and its rules (``clinical_content.md`` section 0). Nothing in it may unblind.

One line a kit, eight columns in this order and no other. Which syringe holds what is in no file of the site: the codes
of the two positions are drawn alike, and a list that writes them unlike is refused.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from hairtrial_desktop.study.damm import passes
from hairtrial_desktop.study.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

COLUMNS = ("RANDNUM", "VISIT", "KITNO", "SYR_A", "SYR_B", "SIDE_A", "EXPIRY", "SPARE")
SIDES = ("LEFT", "RIGHT")
YES_NO = ("Y", "N")
LONGEST = 20  # characters of a number: what the forms hold
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Kit:
    """One line of the list. ``visit`` is the short name of the event (``V1``); ``expiry`` an ISO date."""

    randnum: str
    visit: str
    kitno: str
    syr_a: str
    syr_b: str
    side_a: str
    expiry: str
    spare: bool


@dataclass(frozen=True)
class ListProblem:
    """Something wrong in a list: line of the file (the header is 1), column, what was expected and what was found."""

    row: int
    column: str
    expected: str
    found: str


def read_kit_list(text: str, visits: Sequence[str]) -> tuple[tuple[Kit, ...], tuple[ListProblem, ...]]:
    """Return the kits of a CSV (comma, UTF-8) and every problem at once; ``visits`` are the injection visits."""
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    header = tuple(lines[0]) if lines else ()
    if header != COLUMNS:
        return (), (ListProblem(1, "", ",".join(COLUMNS), ",".join(header)),)
    kits: list[tuple[int, Kit]] = []
    problems: list[ListProblem] = []
    for row, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(COLUMNS):
            problems.append(ListProblem(row, "", phrase("{count} columns", count=len(COLUMNS)), str(len(cells))))
            continue
        table = dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True))
        wrong = list(_wrong_cells(row, table, visits))
        problems += wrong
        kits.append((row, _kit(table)))
    if not kits and not problems:
        problems.append(ListProblem(2, "", phrase("at least one kit"), ""))
    problems += _between(kits, visits)
    return tuple(kit for _, kit in kits), tuple(sorted(problems, key=lambda each: (each.row, each.column)))


def _kit(table: Mapping[str, str]) -> Kit:
    randnum, visit, kitno, syr_a, syr_b, side_a, expiry, spare = (table[name] for name in COLUMNS)
    return Kit(randnum, visit, kitno, syr_a, syr_b, side_a, expiry, spare == "Y")


def _wrong_cells(row: int, table: Mapping[str, str], visits: Sequence[str]) -> Iterator[ListProblem]:
    for name in ("RANDNUM", "KITNO", "SYR_A", "SYR_B"):
        if not _CODE.fullmatch(table[name]) or len(table[name]) > LONGEST:
            yield ListProblem(row, name, f"A-Z 0-9 -, 1-{LONGEST}", table[name])
    for name, choices in (("VISIT", visits), ("SIDE_A", SIDES), ("SPARE", YES_NO)):
        if table[name] not in choices:
            yield ListProblem(row, name, " | ".join(choices), table[name])
    if not passes(table["KITNO"]):
        yield ListProblem(row, "KITNO", "Damm 0", table["KITNO"])
    if not _is_day(table["EXPIRY"]):
        yield ListProblem(row, "EXPIRY", "2027-06-30", table["EXPIRY"])


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _between(kits: Sequence[tuple[int, Kit]], visits: Sequence[str]) -> Iterator[ListProblem]:
    """Yield what is wrong between lines: every kit and syringe once, one kit a visit, one side, codes of one shape."""
    yield from _repeated(kits)
    first: dict[str, tuple[int, Kit]] = {}
    regular: Counter[tuple[str, str]] = Counter()
    shape = ""
    for row, kit in kits:
        at, known = first.setdefault(kit.randnum, (row, kit))
        if known.side_a != kit.side_a:
            yield ListProblem(row, "SIDE_A", f"{known.side_a} ({kit.randnum}, {at})", kit.side_a)
        if not kit.spare:
            regular[kit.randnum, kit.visit] += 1
            if regular[kit.randnum, kit.visit] > 1:
                yield ListProblem(row, "VISIT", f"{kit.randnum}: {kit.visit} × 1", kit.visit)
        for column, code in (("SYR_A", kit.syr_a), ("SYR_B", kit.syr_b)):
            shape = shape or shape_of(code)
            if shape_of(code) != shape:  # a code that tells the positions apart would unblind
                yield ListProblem(row, column, shape, code)
    for randnum, (row, _) in first.items():
        for visit in visits:
            if not regular[randnum, visit]:
                yield ListProblem(row, "VISIT", f"{randnum}: {visit}", "")


def _repeated(kits: Iterable[tuple[int, Kit]]) -> Iterator[ListProblem]:
    seen: dict[str, int] = {}
    for row, kit in kits:
        for column, code in (("KITNO", kit.kitno), ("SYR_A", kit.syr_a), ("SYR_B", kit.syr_b)):
            if code in seen:
                yield ListProblem(row, column, f"≠ {seen[code]}", code)
            seen.setdefault(code, row)


def shape_of(code: str) -> str:
    """Return what is alike in codes drawn alike: letters as they stand, digits as 0 (``S-4471`` is ``S-0000``)."""
    return re.sub(r"[0-9]", "0", code)

"""The sponsor's list of queries: what is asked about which value, and which answers do (EDC-01 (4); OFF-04).

A CSV ``QUERY,SUBJID,EVENT,EVENTREP,FORM,FORMREP,ITEM,GROUPREP,TEXT,CLOSED``, one line a query, the whole history each
time. The places are named as in the tables that the sponsor gets; empty repeat numbers mean 1, an empty ITEM the whole
form. ``CLOSED`` is empty while the query stands, else the sentence that closes it.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.study.blinding import allowed_in, told
from hairtrial_desktop.study.kits import ListProblem
from hairtrial_desktop.study.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hairtrial_desktop.study.definitions import Study

QUERY_COLUMNS = ("QUERY", "SUBJID", "EVENT", "EVENTREP", "FORM", "FORMREP", "ITEM", "GROUPREP", "TEXT", "CLOSED")
LONGEST = 1000  # signs of a text
_ID = re.compile(r"[A-Za-z]{1,4}-?[0-9]{1,8}")  # a number with a prefix: a longer one could say something
_REPEATS = ("EVENTREP", "FORMREP", "GROUPREP")


@dataclass(frozen=True)
class AskedBySponsor:
    """One line. ``row`` counts from 1, the header included; ``event``, ``form`` and ``item`` without OID prefixes."""

    row: int
    query: str
    subject: str
    event: str
    event_repeat: int
    form: str
    form_repeat: int
    item: str
    group_repeat: int
    text: str
    closed: str


def read_queries(text: str) -> tuple[tuple[AskedBySponsor, ...], tuple[ListProblem, ...]]:
    """Return the queries in the order of the file, and every problem of form at once."""
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    header = tuple(lines[0]) if lines else ()
    if header != QUERY_COLUMNS:
        return (), (ListProblem(1, "", ",".join(QUERY_COLUMNS), ",".join(header)),)
    found: list[AskedBySponsor] = []
    problems: list[ListProblem] = []
    seen: set[str] = set()
    for row, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(QUERY_COLUMNS):
            problems.append(ListProblem(row, "", phrase("{count} columns", count=len(QUERY_COLUMNS)), str(len(cells))))
            continue
        line = dict(zip(QUERY_COLUMNS, (cell.strip() for cell in cells), strict=True))
        wrong = [*_wrong(row, line, seen)]
        problems += wrong
        seen.add(line["QUERY"])
        if not wrong:
            found.append(_asked(row, line))
    if not found and not problems:
        problems.append(ListProblem(2, "", phrase("at least one query"), ""))
    return tuple(found), tuple(problems)


def _wrong(row: int, line: dict[str, str], seen: set[str]) -> Iterator[ListProblem]:
    if not _ID.fullmatch(line["QUERY"]):
        yield ListProblem(row, "QUERY", "Q-0001", line["QUERY"])
    if line["QUERY"] in seen:
        yield ListProblem(row, "QUERY", phrase("each query once"), line["QUERY"])
    for column in _REPEATS:
        if line[column] and not (line[column].isdecimal() and int(line[column]) > 0):
            yield ListProblem(row, column, "1", line[column])
    if not line["TEXT"] or len(line["TEXT"]) > LONGEST:
        yield ListProblem(row, "TEXT", f"1–{LONGEST}", str(len(line["TEXT"])))
    if len(line["CLOSED"]) > LONGEST:
        yield ListProblem(row, "CLOSED", f"0–{LONGEST}", str(len(line["CLOSED"])))


def _asked(row: int, line: dict[str, str]) -> AskedBySponsor:
    event, form, group = (int(line[column] or "1") for column in _REPEATS)
    return AskedBySponsor(
        row, line["QUERY"], line["SUBJID"], line["EVENT"], event, line["FORM"], form, line["ITEM"], group,
        line["TEXT"], line["CLOSED"],
    )  # fmt: skip


def wrong_place(asked: AskedBySponsor, study: Study) -> ListProblem | None:
    """Return where a query names what ``study`` does not have, None if it names a place of it."""
    form = study.forms.get(f"F.{asked.form}")
    if form is None:
        return ListProblem(asked.row, "FORM", phrase("a form of the study"), asked.form)
    events = {event.oid for event in study.events}
    if f"SE.{asked.event}" not in events:
        return ListProblem(asked.row, "EVENT", phrase("a visit of the study"), asked.event)
    found = form.item(asked.item) if asked.item else None
    if asked.item and found is None:
        return ListProblem(asked.row, "ITEM", phrase("a question of {form}", form=asked.form), asked.item)
    repeats = () if found is None else found[0].repeats
    if repeats and asked.group_repeat not in repeats:
        return ListProblem(asked.row, "GROUPREP", " | ".join(map(str, repeats)), str(asked.group_repeat))
    return None


def telling(asked: AskedBySponsor, study: Study) -> str:
    """Return the sentence that says what is where, "" if the query says nothing of the kind (double blind)."""
    allowed = allowed_in(study)
    return told(asked.text, allowed) or told(asked.closed, allowed) or ""

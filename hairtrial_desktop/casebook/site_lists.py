"""The site's lists as rules ask for them (``study.expression_lists``), as seen by one participant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.cohorts import has_place, on_hold, opened_on, released, setting, treated_from
from hairtrial_desktop.casebook.kit_assignments import assignments
from hairtrial_desktop.casebook.kit_lists import cohort_codes
from hairtrial_desktop.casebook.record import SITE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from hairtrial_desktop.casebook.kit_assignments import Assignment
    from hairtrial_desktop.casebook.site_book import SiteBook

    Tables = Mapping[str, Mapping[str, Mapping[str, str]]]  # list -> key -> column -> text


def site_lists(book: SiteBook, subject: str) -> Tables:
    """Return every list that was received; what ``subject`` holds itself counts as free to it."""
    given = assignments(book)
    kits = {key: row.data for key, row in book.state(SITE).things("kit_data").items()}
    tables: dict[str, Mapping[str, Mapping[str, str]]] = {}
    if kits:
        others = [each for each in given if each.subject != subject]
        held = frozenset(each.kitno for each in others)
        tables["KIT"] = {key: _kit(tree, held) for key, tree in kits.items() if tree["in_list"] == "Y"}
        tables["RAND"] = _numbers(kits, others)
    decisions, order = released(book), cohort_codes(book.study)
    if decisions:
        tables["COHORT"] = {
            cohort: {
                "OPENED": opened,
                "FROM": treated_from(book, cohort, subject, given, opened),
                "HOLD": _said(on_hold(decisions[cohort])),
            }
            for cohort in decisions
            for opened in (opened_on(cohort, decisions, order),)
        }
    size, planned = setting(book, "COHORT_N"), book.study.enrolment_target
    if size:
        tables["PLACE"] = {
            cohort: {
                "COHORT": _said(has_place(given, subject, size, cohort)),
                "STUDY": _said(has_place(given, subject, planned)),
            }
            for cohort in order
        }
    return tables


def _said(truth: bool) -> str:
    return "Y" if truth else "N"


def kit_condition(tree: Mapping[str, Any]) -> str:
    """Return what was last recorded of a kit itself, OK where nothing was."""
    return str(tree["events"][-1]["state"]) if tree["events"] else "OK"


def _kit(tree: Mapping[str, Any], held: frozenset[str]) -> dict[str, str]:
    columns = ("randnum", "visit", "cohort", "syr_a", "syr_b", "side_a", "expiry", "spare")
    return {name.upper(): str(tree[name]) for name in columns} | {
        "FREE": "N" if tree["kitno"] in held else "Y", "STATE": kit_condition(tree),
    }  # fmt: skip


def _numbers(kits: Mapping[str, Mapping[str, Any]], others: Sequence[Assignment]) -> dict[str, dict[str, str]]:
    taken = {each.randnum for each in others}
    table: dict[str, dict[str, str]] = {}
    nexts: set[str] = set()
    for tree in sorted(kits.values(), key=lambda each: (each["cohort"], each["place"])):
        number, cohort = tree["randnum"], tree["cohort"]
        if tree["in_list"] != "Y" or number in table:
            continue
        free = number not in taken
        table[number] = {"COHORT": cohort, "FREE": "Y" if free else "N", "NEXT": "N"}
        if free and cohort not in nexts:
            nexts.add(cohort)
            table[number]["NEXT"] = "Y"
    return table

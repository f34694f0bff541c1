"""What is asked of the program, and the test that shows it (21 CFR 11.10(a), FDA Q7, ICH E6(R3) 4.3.4)."""

from __future__ import annotations

import pytest

from tests.architecture.tree import ROOT
from tests.traceability import TRACEABILITY, requirements, requirements_of, rows, written

EXPLAINED = {"procedure", "document", "not_applicable", "open"}


def test_fda_03_the_traceability_file_is_what_the_tests_say() -> None:
    kept = TRACEABILITY.read_text(encoding="utf-8").splitlines()
    assert sorted(kept) == sorted(written().splitlines()), "make traceability, and commit the file"


def test_fda_03_every_requirement_is_shown_by_a_test_or_says_why_not() -> None:
    shown = {requirement for requirement, *_ in rows()}
    wrong = [
        requirement
        for requirement, told in requirements().items()
        if not (requirement in shown if told["met"] == "test" else told["met"] in EXPLAINED and told.get("how"))
    ]
    assert wrong == []


def test_no_test_names_a_requirement_that_nobody_asks() -> None:
    assert {requirement for requirement, *_ in rows()} - set(requirements()) == set()


def test_what_a_test_shows_does_not_stay_open() -> None:
    shown = {requirement for requirement, *_ in rows()}
    stale = [key for key, told in requirements().items() if told["met"] == "open" and key in shown]
    assert [key for key in stale if "partly" not in requirements()[key]["how"]] == []


def test_every_document_a_requirement_names_is_there() -> None:
    named = [told["document"] for told in requirements().values() if "document" in told]
    assert [name for name in named if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("test_p11_05_every_act_writes_one_line", ("P11-05",)),
        ("test_fda_01_ema_07_every_page_says_who", ("FDA-01", "EMA-07")),
        ("test_off_06", ("OFF-06",)),
        ("test_a_sheet_of_2026_11_lines", ()),
    ],
)
def test_the_names_of_tests_are_read_as_meant(name: str, expected: tuple[str, ...]) -> None:
    assert requirements_of(name) == expected

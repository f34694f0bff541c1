"""The sponsor's kit list: every error at once, with line and column (clinical_content.md section 0)."""

from __future__ import annotations

import pytest

from hairtrial_desktop.study.damm import check_digit
from hairtrial_desktop.study.kits import COLUMNS, Kit, read_kit_list
from hairtrial_desktop.study.releases import Decision, read_release

VISITS = ("V1", "V2", "V3")
HEADER = ",".join(COLUMNS)


def number(digits: str) -> str:
    return f"K-{digits}-{check_digit(digits)}"


def line(at: int, randnum: str = "R101", visit: str = "V1", **changed: str) -> str:
    cells = dict(zip(COLUMNS, (
        randnum, visit, number(f"{at:04d}"), f"S-{2 * at:05d}", f"S-{2 * at + 1:05d}", "LEFT", "2027-06-30", "N",
    ), strict=True)) | changed  # fmt: skip
    return ",".join(cells.values())


def good() -> list[str]:
    return [HEADER, *(line(at, visit=visit) for at, visit in enumerate(VISITS, 1)), line(4, visit="V1", SPARE="Y")]


def test_off_04_a_good_list_is_read_position_by_position() -> None:
    kits, problems = read_kit_list("\ufeff" + "\r\n".join(good()) + "\r\n\r\n", VISITS)
    assert problems == ()
    assert kits[0] == Kit("R101", "V1", number("0001"), "S-00002", "S-00003", "LEFT", "2027-06-30", spare=False)
    assert [kit.spare for kit in kits] == [False, False, False, True]


WRONG = {
    "number of a kit mistyped": ({"KITNO": "K-0001-0"}, "KITNO"),
    "digits of a kit number swapped": ({"KITNO": "K-0010-" + check_digit("0001")}, "KITNO"),
    "no randomisation number": ({"RANDNUM": ""}, "RANDNUM"),
    "a visit the study has not": ({"VISIT": "V4"}, "VISIT"),
    "no side": ({"SIDE_A": ""}, "SIDE_A"),
    "a side in words": ({"SIDE_A": "left"}, "SIDE_A"),
    "no such day": ({"EXPIRY": "2027-02-30"}, "EXPIRY"),
    "a day written otherwise": ({"EXPIRY": "30/06/2027"}, "EXPIRY"),
    "neither spare nor not": ({"SPARE": "X"}, "SPARE"),
    "no syringe": ({"SYR_A": ""}, "SYR_A"),
    "one syringe twice": ({"SYR_B": "S-00002"}, "SYR_B"),
    "a syringe of another kit": ({"SYR_A": "S-00004"}, "SYR_A"),
    "a syringe written unlike the others": ({"SYR_A": "E-00002"}, "SYR_B"),
    "another side than at the other visits": ({"SIDE_A": "RIGHT"}, "SIDE_A"),
}


@pytest.mark.parametrize("name", WRONG)
def test_each_wrong_cell_is_named_with_line_and_column(name: str) -> None:
    changed, column = WRONG[name]
    lines = good()
    lines[1] = line(1, **changed)
    kits, problems = read_kit_list("\n".join(lines), VISITS)
    assert column in {problem.column for problem in problems}
    assert all(problem.row >= 2 for problem in problems)
    assert len(kits) == 4


def test_every_error_is_said_at_once() -> None:
    lines = [HEADER, line(1, KITNO="K-1"), line(2, visit="V9"), "R101,V3,K", line(3, visit="V3", SPARE="?")]
    _, problems = read_kit_list("\n".join(lines), VISITS)
    assert {(problem.row, problem.column) for problem in problems} >= {
        (2, "KITNO"), (3, "VISIT"), (4, ""), (5, "SPARE"),
    }  # fmt: skip


def test_one_kit_a_visit_and_none_missing() -> None:
    _, twice = read_kit_list("\n".join([*good()[:4], line(5, visit="V2")]), VISITS)
    assert [(problem.row, problem.column) for problem in twice] == [(5, "VISIT")]
    _, missing = read_kit_list("\n".join(good()[:3]), VISITS)
    assert [problem.expected for problem in missing] == ["R101: V3"]


@pytest.mark.parametrize("text", ["", "RANDNUM,VISIT", HEADER + ",ARM", HEADER])
def test_other_columns_are_refused_even_one_more(text: str) -> None:
    kits, problems = read_kit_list(text, VISITS)
    assert kits == ()
    assert len(problems) == 1


def test_a_release_list_is_read_and_its_errors_are_named() -> None:
    text = "COHORT,EVENT,DATE,DECISION\nC1,OPENED,2026-06-01,\nC1,SAFETY_REVIEW,2026-08-01,CONTINUE\n"
    assert read_release(text, ("C1", "C2")) == (
        (Decision("C1", "OPENED", "2026-06-01", ""), Decision("C1", "SAFETY_REVIEW", "2026-08-01", "CONTINUE")), (),
    )  # fmt: skip
    wrong = "COHORT,EVENT,DATE,DECISION\nC9,OPENED,2026-06-01,\nC1,BEGUN,soon,\nC1,SENTINEL,2026-06-01,\nC1\n"
    _, problems = read_release(wrong, ("C1", "C2"))
    assert [(problem.row, problem.column) for problem in problems] == [
        (2, "COHORT"), (3, "EVENT"), (3, "DATE"), (4, "DECISION"), (5, ""),
    ]  # fmt: skip
    assert read_release("x", ("C1",))[1][0].row == 1
    assert read_release("COHORT,EVENT,DATE,DECISION\n", ("C1",))[1][0].row == 2

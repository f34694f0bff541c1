"""Screened again after a failure (clinical content 17): a new number, linked; the study can switch it off."""

from __future__ import annotations

from datetime import date

import pytest

from hairtrial_desktop.casebook.rescreening import screened_again, screened_before
from hairtrial_desktop.casebook.views.grid import grid_of
from hairtrial_desktop.demo.study_files import demo_files
from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.loader import load_study
from hairtrial_desktop.ui.casebook_parts.cases_sheet import AGAIN, cases_of
from tests.casebook.scenarios.ward import SUBJECT, Ward

OTHER = "01-002"


def test_screened_again_gets_a_new_number_linked_to_the_old_and_dates_judged_anew(ward: Ward) -> None:
    ward.screen()
    again = ward.screen(day="2026-09-01", again_of=SUBJECT)
    book = ward.book("li")
    assert again == OTHER
    assert (screened_before(book, OTHER), screened_again(book, SUBJECT)) == (SUBJECT, OTHER)
    assert book.state(OTHER).things("subject_data")[OTHER].data["screened_before_as"] == SUBJECT
    assert [ward.visits(each)["V1"].due for each in (SUBJECT, OTHER)] == [date(2026, 6, 24), date(2026, 9, 15)]


def test_who_was_randomised_is_never_screened_again_and_never_un_randomised(ward: Ward) -> None:
    ward.screen()
    ward.fill("V1.KIT", RANDNUM="R-101")
    with pytest.raises(KnownError, match="rescreen_not_failed"):
        ward.screen(again_of=SUBJECT)
    ward.fill("SCR.IC", ICREADYN="N")  # a criterion fails afterwards
    assert grid_of(ward.book("li"), SUBJECT).status == "ENROLLED"


def test_where_the_study_says_so_nobody_is_screened_again(ward: Ward) -> None:
    ward.screen()
    ward.study = without_rescreening()
    head = ward.shelves.store.head()
    with pytest.raises(KnownError, match="rescreen_off"):
        ward.screen(again_of=SUBJECT)
    assert ward.shelves.store.head() == head
    assert AGAIN not in cases_of(ward.book("li"), SUBJECT, None)
    assert ward.screen("李四") == OTHER  # somebody else comes as before


def without_rescreening() -> Study:
    files = dict(demo_files())
    answer = 'name = "RESCREEN"\nvalue = "Y"'
    assert answer in files["study.toml"]
    return load_study(files | {"study.toml": files["study.toml"].replace(answer, answer.replace('"Y"', '"N"'))})

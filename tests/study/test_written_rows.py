"""Functions over what is written in an open log, over the visit before, and words found in free text."""

from __future__ import annotations

import pytest

from hairtrial_desktop.study.folding import mentions
from hairtrial_desktop.study.kleene import UNKNOWN
from hairtrial_desktop.study.partial_date import PartialDate
from tests.study.test_expression import ROWS, value

WORDS = "外泌体 安慰剂 saline , 和"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("注射部位红斑", False), ("误说是外泌体", True), ("Saline", True), ("ＳＡＬＩＮＥ", True), ("salines", True),
        ("salinity", False), ("红斑、瘙痒", True), ("红斑，瘙痒", True), ("红斑和瘙痒", True), ("", False),
    ],
)  # fmt: skip
def test_a_word_is_found_however_it_is_written(text: str, *, found: bool) -> None:
    assert mentions(text, WORDS) is found


def test_what_is_written_in_an_open_log_is_judged_as_it_stands() -> None:
    nobody = "any_row(CM, CMENDAT > today)"
    assert value(nobody, logs={"CM": ROWS}, closed=UNKNOWN) is UNKNOWN
    assert value(nobody.replace("any_row", "on_record"), logs={"CM": ROWS}, closed=UNKNOWN) is False
    assert value("on_record(CM, known(CMCLAS))", logs={"CM": ROWS}, closed=UNKNOWN) is True
    assert value("on_record(CM, known(CMCLAS))", logs={}, closed=UNKNOWN) is False


def test_the_last_visit_is_the_latest_before_a_day() -> None:
    assert value("last_visit(CONSENT)", {"SCR.DM.CONSENT": "2026-06-05", "V1.VIS.VISDAT": "2026-06-01"}) == PartialDate(
        "2026-06-01"
    )
    assert value("last_visit(CONSENT)") is UNKNOWN

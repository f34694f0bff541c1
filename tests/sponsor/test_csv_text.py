"""The sponsor's tables: what a spreadsheet would run, and which visit a row is of."""

from __future__ import annotations

import csv

import pytest

from hairtrial_desktop.casebook.projection import Stamp, State, apply
from hairtrial_desktop.casebook.record import Record
from hairtrial_desktop.sponsor.csv_text import as_text, csv_bytes
from hairtrial_desktop.sponsor.tabulate_beside import tabulate_beside
from hairtrial_desktop.study.loader import load_study
from tests.exchange.world import trial_files


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "-"])
def test_a_text_that_would_run_as_a_formula_is_only_shown(text: str) -> None:
    table = csv_bytes(("WORDS",), [{"WORDS": text}]).decode("utf-8-sig")
    assert next(csv.DictReader(table.splitlines(keepends=True)))["WORDS"] == f"'{text}"


@pytest.mark.parametrize("text", ["-3.5", "+2", "120", "", "fine", "a=b", "2026-06-01", "见备注"])
def test_numbers_and_other_texts_stay_exact(text: str) -> None:
    assert as_text(text) == text


def test_notes_of_two_unscheduled_visits_have_two_places() -> None:
    state, study = State(), load_study(trial_files())
    for repeat in (1, 2):
        key = f"01-001/SE.UNS#{repeat}/F.VS#1/N#1"
        stamp = Stamp(repeat, "01-001", "li", "nurse", "2026-11-22T04:40:00.000Z", "", study.sha256)
        apply(state, Record("note", key, None, {"said": {"text": "=1+1"}}), stamp)
    table = tabulate_beside(study, {"site": "01"}, {"01-001": state})["NOTES.csv"].decode("utf-8-sig")
    lines = list(csv.DictReader(table.splitlines()))
    assert [(line["EVENT"], line["EVENTREP"], line["WORDS"]) for line in lines] == [
        ("UNS", "1", "'=1+1"), ("UNS", "2", "'=1+1"),
    ]  # fmt: skip

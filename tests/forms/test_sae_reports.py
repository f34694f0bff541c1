"""The report of a serious event, child of an adverse event's row (clinical_content.md section 12b)."""

from __future__ import annotations

import pytest

from hairtrial_desktop.casebook.cell import Cell
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.study.definitions import Study
from tests.forms.chart import ELIGIBLE, SUBJECT, Chart
from tests.forms.test_adverse_events import SERIOUS

INITIAL = {"AENO": "1", "RPTYP": "INITIAL", "RPBY": "wang"}
SENT = {"RCPT": "SPONSOR", "SENTDAT": "2026-06-22", "SENTTIM": "09:00", "SENTHOW": "FAX", "SENTBY": "li"}


def event(study: Study) -> Chart:
    judged = Chart(study, ELIGIBLE).row("AE", **SERIOUS)
    judged.derived_in_row("AE", "AESPID")
    return judged


def report(study: Study, **changed: str) -> Chart:
    judged = event(study).row("SAE", **{name: held for name, held in {**INITIAL, **SENT, **changed}.items() if held})
    judged.derived_in_row("SAE", "AEAWDAT")
    return judged


def test_a_report_takes_the_event_from_its_parent_row(study: Study) -> None:
    judged = report(study)
    assert judged.derived_in_row("SAE", "TERM") == SERIOUS["AETERM"]
    assert judged.derived_in_row("SAE", "AEAWDAT") == SERIOUS["AEAWDAT"]
    assert judged.derived_in_row("SAE", "AESHOSP") == "Y"
    assert judged.values.parent_row(FormKey(SUBJECT, "SE.LOG", "F.SAE")) == FormKey(SUBJECT, "SE.LOG", "F.AE")


def test_the_parent_follows_the_number_and_a_removed_row_is_no_parent(study: Study) -> None:
    judged = report(study, AENO="2")
    assert judged.derived_in_row("SAE", "TERM") is None
    assert judged.row_findings("SAE", "AENO") == ["Hard"]
    assert judged.values.child_rows(FormKey(SUBJECT, "SE.LOG", "F.AE")) == []


def test_an_initial_report_asks_for_reporter_event_and_kind_only(study: Study) -> None:
    asked = {
        item.name
        for group in study.forms["F.SAE"].groups
        for item in group.items
        if item.mandatory and item.typed and item.collect_when is None and not group.repeating
    }
    assert asked == {"AENO", "RPTYP", "RPBY"}


@pytest.mark.parametrize(
    ("changed", "item", "found"),
    [
        ({}, "SENTTIM", []),
        ({"SENTTIM": "09:01"}, "SENTTIM", ["Protocol"]),
        ({"SENTTIM": "09:01", "RCPT": "EC"}, "SENTTIM", []),
        ({"SENTDAT": "2026-06-20"}, "SENTTIM", ["Hard"]),
        ({"SENTHOW": "EMAIL", "RECDAT": "2026-06-22", "RECTIM": "09:00"}, "RECTIM", []),
        ({"SENTHOW": "EMAIL", "RECDAT": "2026-06-22", "RECTIM": "09:01"}, "RECTIM", ["Protocol"]),
        ({"RECDAT": "2026-06-22", "RECTIM": "08:59"}, "RECTIM", ["Hard"]),
        ({"RPTYP": "FINAL"}, "RPTYP", ["Soft"]),  # without a narrative
        ({"RPTYP": "FOLLOW-UP", "RPNO": "0"}, "RPNO", ["Hard"]),
        ({"RPTYP": "FOLLOW-UP", "NEWDAT": "2026-06-20"}, "NEWDAT", ["Hard"]),
        ({"EMUNBL": "Y"}, "EMUNBL", ["Soft"]),
        ({"NARR": "注射了安慰剂"}, "NARR", ["Soft"]),
        ({"DTHDAT": "2026-06-19"}, "DTHDAT", ["Hard"]),  # nobody died
    ],
)
def test_what_cannot_be_is_said(study: Study, changed: dict[str, str], item: str, found: list[str]) -> None:
    assert report(study, **changed).row_findings("SAE", item) == found


def test_a_second_initial_report_of_the_same_event_is_asked_about(study: Study) -> None:
    judged = report(study)
    assert judged.row_findings("SAE", "RPTYP") == []
    assert judged.row("SAE", **INITIAL).row_findings("SAE", "RPTYP", 2) == ["Soft"]


def test_late_significant_information_is_a_deviation(study: Study) -> None:
    late = {
        "RPTYP": "FOLLOW-UP", "RPNO": "1", "NEWDAT": "2026-06-23", "NEWTIM": "09:00", "SIGNIF": "Y",
        "SENTDAT": "2026-06-24", "SENTTIM": "09:01",
    }  # fmt: skip
    assert report(study, **late).row_findings("SAE", "SENTTIM") == ["Protocol"]
    assert report(study, **{**late, "SIGNIF": "N"}).row_findings("SAE", "SENTTIM") == []


def test_a_report_follows_a_corrected_event(study: Study) -> None:
    judged = report(study)
    held = study.forms["F.AE"].item("AETERM")
    assert held is not None
    key = FormKey(SUBJECT, "SE.LOG", "F.AE").item(held[0].oid, held[1].oid)
    judged.values.overlay[str(key)] = Cell("急性阑尾炎")
    assert judged.derived_in_row("SAE", "TERM") == "急性阑尾炎"

"""Deviations, unblinding, pregnancy reports and the end of study over the real forms (sections 12b to 15)."""

from __future__ import annotations

import pytest

from hairtrial_desktop.study.definitions import Study
from tests.forms.chart import ELIGIBLE, WOMAN, Chart
from tests.forms.test_adverse_events import EVENT, SERIOUS

DEVIATION = {
    "DVCAT": "VISIT WINDOW", "DVTERM": "访视晚了九天", "DVSTDAT": "2026-07-20", "DVREAS": "受试者出差",
    "DVACN": "提前预约", "DVCLASS": "MINOR",
}  # fmt: skip
UNBLINDING = {
    "DSUNBLND": "Y", "UBDAT": "2026-07-20", "UBTIM": "10:00", "UBREAS": "MEDICAL EMERGENCY", "UBWHY": "抢救需要",
    "UBBY": "wang", "UBHOW": "IWRS", "UBTOLD": "急诊医师", "UBSPDAT": "2026-07-20", "UBSPTIM": "12:00",
    "UBSPWHO": "医学监查员", "UBSTOP": "N",
}  # fmt: skip
PREGNANCY = {
    "PRWHO": "SUBJECT", "PRAWDAT": "2026-07-20", "PRAWTIM": "10:00", "PRTEST": "SERUM", "PRTSTDAT": "2026-07-20",
    "PRLMPDAT": "2026-06-12", "PRSTOP": "Y", "PRBY": "li", "PRSPDAT": "2026-07-21", "PRSPTIM": "10:00",
    "PRHOW": "EMAIL", "PROUT": "ONGOING",
}  # fmt: skip
PLAIN = {"DV": DEVIATION, "UB": UNBLINDING, "PREPORT": PREGNANCY}
END = {"DSDECOD": "WITHDRAWAL BY SUBJECT", "DSTERM": "工作调动", "DSSTDAT": "2026-08-01", "EPOCH": "TREATMENT",
       "DSCONT": "N", "WDSCOPE": "INJECTION FOLLOW-UP", "DATAUSE": "KEEP", "AEDONE": "Y", "DVYN": "N"}  # fmt: skip


def row(study: Study, form: str, answers: dict[str, str], *, woman: bool = False) -> Chart:
    held = {name: answer for name, answer in answers.items() if answer}
    return Chart(study, WOMAN if woman else ELIGIBLE).row(form, **held)


def end(study: Study, **changed: str) -> Chart:
    return Chart(study, {**ELIGIBLE, **{f"EOS.DS.{name}": answer for name, answer in {**END, **changed}.items()}})


@pytest.mark.parametrize("form", PLAIN)
def test_a_plain_row_has_no_findings(study: Study, form: str) -> None:
    answers = PLAIN[form]
    judged = row(study, form, answers, woman=form == "PREPORT")
    judged.values.today = judged.values.today.replace(year=2026, month=12)
    assert {name: judged.row_findings(form, name) for name in answers if judged.row_findings(form, name)} == {}


@pytest.mark.parametrize(
    ("form", "changed", "item", "found"),
    [
        ("DV", {"DVENDAT": "2026-07-19"}, "DVENDAT", ["Hard"]),
        ("DV", {"DVSPDAT": "2026-07-19"}, "DVSPDAT", ["Hard"]),
        ("DV", {"DVTERM": "误说是安慰剂"}, "DVTERM", ["Soft"]),
        ("DV", {"DVTERM": "said Saline aloud"}, "DVTERM", ["Soft"]),
        ("DV", {"DVCLASS": "MAJOR", "DVDUE": "N"}, "DVDUE", ["Soft"]),
        ("DV", {"DVCLASS": "MAJOR", "DVDUE": "Y", "DVSPDAT": "2026-07-21"}, "DVDUE", ["Hard"]),
        ("UB", {"UBWHY": "A区为外泌体"}, "UBWHY", ["Soft"]),
        ("UB", {"UBREAS": "SAE"}, "UBREAS", ["Soft"]),
        ("UB", {"UBREAS": "ACCIDENTAL"}, "UBREAS", ["Protocol"]),
        ("UB", {"UBSPDAT": "2026-07-21", "UBSPTIM": "10:01"}, "UBSPTIM", ["Protocol"]),
        ("UB", {"UBSTOP": "Y"}, "UBSTOP", ["Soft"]),
        ("PREPORT", {}, "PRWHO", ["Hard"]),  # the participant is a man
        ("PREPORT", {"PRWHO": "PARTNER", "PRCONS": "N", "PRSTOP": ""}, "PRCONS", ["Protocol"]),
        ("PREPORT", {"PRSPTIM": "10:01"}, "PRSPTIM", ["Protocol"]),
        ("PREPORT", {"PRSPDAT": "2026-07-19"}, "PRSPTIM", ["Hard"]),
        ("PREPORT", {"PROUT": "STILLBIRTH"}, "PROUT", ["Soft"]),
        ("PREPORT", {"PROUT": "LIVE BIRTH", "PRBABY": "ABNORMAL"}, "PRBABY", ["Soft"]),
    ],
)
def test_what_cannot_be_is_said(study: Study, form: str, changed: dict[str, str], item: str, found: list[str]) -> None:
    assert row(study, form, {**PLAIN[form], **changed}).row_findings(form, item) == found


def test_r3_01_cn_02_the_unblinding_record_has_no_field_for_the_treatment(study: Study) -> None:
    names = {item.name for group in study.forms["F.UB"].groups for item in group.items}
    assert names.isdisjoint({"TRT", "ARM", "ARMCD", "ACTARM", "UBTRT", "UBARM", "UBAREA", "UBRESULT"})
    assert not any(group.areas for group in study.forms["F.UB"].groups)
    warned = study.forms["F.UB"].item("UBWHY")
    assert warned is not None
    assert warned[1].guidance is not None
    assert "警告" in warned[1].guidance.zh


def test_an_expected_delivery_is_280_days_after_the_last_period(study: Study) -> None:
    judged = row(study, "PREPORT", PREGNANCY, woman=True)
    assert judged.derived_in_row("PREPORT", "PREDDDAT") == "2027-03-19"


@pytest.mark.parametrize(
    ("changed", "item", "found"),
    [
        ({}, "DSDECOD", []),
        ({"DSDECOD": "DEATH"}, "DSDECOD", ["Soft"]),  # no fatal event is recorded
        ({"DSDECOD": "ADVERSE EVENT"}, "DSDECOD", ["Soft"]),
        ({"DSDECOD": "PREGNANCY"}, "DSDECOD", ["Soft"]),
        ({"DSDECOD": "PROTOCOL DEVIATION"}, "DSDECOD", ["Soft"]),
        ({"DSDECOD": "COMPLETED"}, "DSDECOD", ["Protocol", "Protocol"]),  # neither three injections nor a follow-up
        ({"DSCONT": "Y"}, "WDSCOPE", ["Hard"]),
        ({"WDSCOPE": "INJECTION"}, "WDSCOPE", ["Hard"]),
        ({"DATAUSE": "FOLLOW"}, "DATAUSE", ["Hard"]),
        ({"DVYN": "Y"}, "DVYN", ["Hard"]),
    ],
)
def test_an_end_of_study_agrees_with_the_rest(
    study: Study, changed: dict[str, str], item: str, found: list[str]
) -> None:
    assert end(study, **changed).classes(f"EOS.DS.{item}") == found


def test_a_recorded_deviation_forbids_no_deviation(study: Study) -> None:
    assert end(study).row("DV", **DEVIATION).classes("EOS.DS.DVYN") == ["Hard"]


def test_an_event_without_outcome_stands_in_the_way_of_all_recorded(study: Study) -> None:
    open_event = {name: answer for name, answer in EVENT.items() if name != "AEOUT"}
    assert end(study).row("AE", **open_event).classes("EOS.DS.AEDONE") == ["Hard"]
    assert end(study).row("AE", **EVENT).classes("EOS.DS.AEDONE") == []


def test_a_death_with_its_serious_event_is_no_surprise(study: Study) -> None:
    fatal = {**SERIOUS, "AESDTH": "Y", "AEOUT": "FATAL", "AETOXGR": "5"}
    assert end(study, DSDECOD="DEATH", DTHDAT="2026-07-01").row("AE", **fatal).classes("EOS.DS.DSDECOD") == []

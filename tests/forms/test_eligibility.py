"""Eligibility over the real forms: the seed vectors of clinical_content.md section 16, and each criterion."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from hairtrial_desktop.casebook.views.eligibility import criteria_of
from hairtrial_desktop.study.definitions import ItemDef, Study
from tests.forms.chart import ELIGIBLE, WOMAN, Chart

TOPICAL = {"CMTRT": "米诺地尔", "CMCLAS": "TOPICAL_HAIR", "CMINTERF": "Y", "CMPRIOR": "Y", "CMONGO": "N"}
ORAL = {**TOPICAL, "CMTRT": "非那雄胺", "CMCLAS": "ORAL_AGA"}
ASKED = {**ELIGIBLE, "SCR.HX.CMYN": "Y", "SCR.HX.CMDONE": "Y"}


def chart(study: Study, base: Mapping[str, str] = ELIGIBLE, birth_date: str = "", /, **answers: str) -> Chart:
    """Return an eligible participant with some answers changed; ``DM_SEX`` stands for ``SCR.DM.SEX``."""
    changed = {"SCR." + name.replace("_", ".", 1): answer for name, answer in answers.items()}
    return Chart(study, {**base, **changed}, birth_date=birth_date)


def test_somebody_can_become_eligible(demo: Study) -> None:
    for answers in (ELIGIBLE, WOMAN):
        judged = Chart(demo, answers)
        criteria = {item.oid: judged[f"SCR.IE.{item.oid.rsplit('.', 1)[-1]}"] for item in _criteria(demo)}
        assert {oid: verdict for oid, verdict in criteria.items() if verdict != ("Y" if "INCL" in oid else "N")} == {}
        assert judged.criterion("IEYN") == "Y"


def _criteria(study: Study) -> list[ItemDef]:
    return [item for group in study.forms["F.IE"].groups for item in group.items if item.criterion]


def test_the_whole_verdict_is_judged_from_all_sixteen(study: Study) -> None:
    found = study.forms["F.IE"].item("IEYN")
    assert found is not None
    assert found[1].derive is not None
    assert {ref.item for ref in found[1].derive.refs} == {item.oid for item in _criteria(study)}


@pytest.mark.parametrize(
    ("born", "consent", "age", "verdict"),
    [
        ("1950-06-02", "2026-06-01", "75", "Y"),  # 1
        ("1950-06-01", "2026-06-01", "76", "N"),  # 2
        ("2008-03-01", "2026-02-28", "17", "N"),  # 3
        ("2008-02-29", "2026-02-28", "17", "N"),  # 4
        ("2008-02-29", "2026-03-01", "18", "Y"),  # 4
    ],
)
def test_age_at_consent(study: Study, born: str, consent: str, age: str, verdict: str) -> None:
    judged = chart(study, ELIGIBLE, born, DM_BRTHDAT=born[:7], IC_DSSTDAT=consent)
    assert judged["SCR.DM.AGE"] == age
    assert judged.criterion("INCL02") == verdict


def test_the_month_of_birth_alone_leaves_the_age_open_in_the_month_of_consent(study: Study) -> None:
    judged = chart(study, DM_BRTHDAT="1950-06", IC_DSSTDAT="2026-06-01")
    assert judged["SCR.DM.AGE"] is None
    assert judged.criterion("INCL02") == "U"


HAIR = ("DM_SEX", "XH_BASPBA", "XH_BASPV", "XH_BASPF", "XH_LUDWIG", "XH_NORWOOD", "PTG_A.DENS", "PTG_B.DENS")


@pytest.mark.parametrize(
    ("answers", "parts", "whole"),
    [
        (("F", "L", "NONE", "F1", "I", "", "190.0", "150.0"), "YYY", "Y"),  # 5
        (("M", "M1", "NONE", "NONE", "", "III", "150.0", "150.0"), "NYY", "N"),  # 6
        (("M", "L", "NONE", "F2", "", "III vertex", "190.0", "190.0"), "YYY", "Y"),  # 7
        (("M", "U2", "NONE", "NONE", "", "VI", "150.0", "150.0"), "YNY", "N"),  # 8
        (("M", "M2", "NONE", "NONE", "", "IV", "150.0", "190.4"), "YYN", "N"),  # 9: no rounding
        (("F", "C2", "NONE", "NONE", "III", "", "150.0", "150.0"), "YNY", "N"),
        (("M", "M2", "NONE", "NONE", "", "III", "150.0", ""), "YYU", "U"),  # 17: density missing
        (("M", "M2", "NONE", "NONE", "", "III", "190.1", ""), "YYN", "N"),  # one failing area decides
    ],
)
def test_grade_of_hair_loss(study: Study, answers: tuple[str, ...], parts: str, whole: str) -> None:
    judged = chart(study, **dict(zip(HAIR, answers, strict=True)))
    assert "".join(str(judged.criterion(f"INCL03{part}")) for part in "ABC") == parts
    assert judged.criterion("INCL03") == whole


def test_missing_density_blocks_enrolment(demo: Study) -> None:
    assert chart(demo, **{"PTG_A.DENS": ""}).criterion("IEYN") == "U"  # 17


def test_a_norwood_type_of_a_woman_is_a_hard_finding(study: Study) -> None:
    assert chart(study, WOMAN, XH_NORWOOD="III").classes("SCR.XH.NORWOOD") == ["Hard"]  # 10


@pytest.mark.parametrize(
    ("reference", "drug", "last", "verdict"),
    [
        ("2026-05-31", TOPICAL, "2026-02-28", "N"),  # 11: the boundary day is washed out
        ("2026-05-31", TOPICAL, "2026-03-01", "Y"),
        ("2026-08-31", ORAL, "2026-02-28", "N"),  # 12
        ("2026-08-31", ORAL, "2026-03-01", "Y"),
        ("2026-06-10", TOPICAL, "2026-03", "U"),  # the day decides and is not known
        ("2026-06-10", TOPICAL, "2026-02", "N"),
        ("2026-06-10", TOPICAL, "2026-04", "Y"),
        ("2026-06-10", {**TOPICAL, "CMCLAS": "OTHER", "CMINTERF": "N"}, "2026-06-01", "N"),
        ("2026-06-10", {**TOPICAL, "CMPRIOR": "N"}, "2026-11-01", "N"),  # taken up after the first injection
    ],
)
def test_wash_out_of_drugs(study: Study, reference: str, drug: dict[str, str], last: str, verdict: str) -> None:
    judged = chart(study, ASKED, DM_SVSTDAT=reference).row("CM", **drug, CMENDAT=last)
    assert judged.criterion("EXCL03") == verdict


def test_a_drug_list_that_is_not_closed_can_exclude_but_never_clear(study: Study) -> None:
    harmless = {**TOPICAL, "CMENDAT": "2025-01-01"}
    assert chart(study, HX_CMYN="Y").row("CM", **harmless).criterion("EXCL03") == "U"
    assert chart(study, HX_CMYN="").criterion("EXCL03") == "U"
    assert chart(study, HX_CMYN="Y").row("CM", **{**TOPICAL, "CMONGO": "Y"}).criterion("EXCL03") == "Y"


@pytest.mark.parametrize(
    ("kind", "place", "last", "verdict"),
    [
        ("LASER", "SCALP", "2026-03-11", "Y"),
        ("LASER", "SCALP", "2026-03-10", "N"),
        ("LASER", "OTHER", "2026-06-01", "N"),
        ("PRP", "SCALP", "2026-06-01", "N"),
    ],
)
def test_scalp_procedures(study: Study, kind: str, place: str, last: str, verdict: str) -> None:
    judged = chart(study, HX_PRYN="Y", HX_PRDONE="Y")
    judged.row("PR", PRTRT="激光帽", PRTYPE=kind, PRLOC=place, PRPRIOR="Y", PRONGO="N", PRENDAT=last)
    assert judged.criterion("EXCL04") == verdict


@pytest.mark.parametrize(("last", "verdict"), [("2024-08-30", "N"), ("2024-08-31", "Y"), ("2024-08", "U")])
def test_hair_transplant(study: Study, last: str, verdict: str) -> None:
    judged = chart(study, DM_SVSTDAT="2026-08-30", HX_HTYN="Y", HX_HT_LAST=last)  # 13
    assert judged.criterion("EXCL08") == verdict


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ({"TRIALYN": "N"}, "N"),
        ({"TRIALYN": ""}, "U"),
        ({"TRIALYN": "Y", "TRIALNOW": "Y"}, "Y"),
        ({"TRIALYN": "Y", "TRIALNOW": "N", "TRIALLST": "2026-03-10"}, "N"),
        ({"TRIALYN": "Y", "TRIALNOW": "N", "TRIALLST": "2026-03-11"}, "Y"),
        ({"TRIALYN": "Y", "TRIALNOW": "N"}, "U"),
    ],
)
def test_other_trials(study: Study, answers: dict[str, str], verdict: str) -> None:
    judged = chart(study, **{f"HX_{name}": answer for name, answer in answers.items()})
    assert judged.criterion("EXCL05") == verdict


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ({}, "N"),
        ({"PREG_LBORRES": "POSITIVE"}, "Y"),
        ({"PREG_LBORRES": "INDETERMINATE"}, "U"),
        ({"PREG_LBPERF": "N", "PREG_LBORRES": ""}, "U"),  # childbearing potential and no result
        ({"PREG_LBPERF": "", "PREG_LBORRES": ""}, "U"),
        ({"DM_CHILDPOT": "N", "PREG_LBPERF": "", "PREG_LBORRES": ""}, "N"),  # no test needed
        ({"HX_LACT": "Y"}, "Y"),
        ({"HX_PREGPLAN": "U"}, "U"),
        ({"HX_PREGPLAN": "Y"}, "Y"),
    ],
)
def test_pregnancy_of_a_woman(study: Study, answers: dict[str, str], verdict: str) -> None:
    assert chart(study, WOMAN, **answers).criterion("EXCL07") == verdict


def test_a_positive_pregnancy_test_is_said_at_once(study: Study) -> None:
    assert chart(study, WOMAN, PREG_LBORRES="POSITIVE").classes("SCR.PREG.LBORRES") == ["Soft"]
    assert chart(study, WOMAN).classes("SCR.PREG.LBORRES") == []


def test_a_planned_pregnancy_of_the_partner_excludes_a_man(study: Study) -> None:
    assert chart(study, HX_PREGPLAN="Y").criterion("EXCL07") == "Y"


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ({}, "N"),  # surface antibody alone is a vaccination
        ({"HBSAG": "POSITIVE"}, "Y"),
        ({"HBSAG": ""}, "U"),
        ({"HCVAB": "POSITIVE"}, "U"),
        ({"HCVAB": "POSITIVE", "HCVRNA": "DETECTED"}, "Y"),
        ({"HCVAB": "POSITIVE", "HCVRNA": "NOT DETECTED"}, "N"),
        ({"HIVAB": "REACTIVE"}, "U"),
        ({"HIVAB": "REACTIVE", "HIVCONF": "POSITIVE"}, "Y"),
        ({"HIVAB": "REACTIVE", "HIVCONF": "NEGATIVE"}, "N"),
        ({"TPPA": "POSITIVE", "RPR": "POSITIVE"}, "Y"),
        ({"TPPA": "POSITIVE"}, "U"),
        ({"TPPA": "POSITIVE", "EX09DEC": "N"}, "N"),
        ({"TPPA": "POSITIVE", "EX09DEC": "Y"}, "Y"),
        ({"HBCAB": "POSITIVE"}, "N"),  # with surface antibody: past infection
        ({"HBCAB": "POSITIVE", "HBSAB": "NEGATIVE"}, "U"),
        ({"HBSAG": "INDETERMINATE"}, "U"),
        ({"EX09CARR": "Y"}, "Y"),
        ({"EX09CARR": ""}, "U"),
    ],
)
def test_infectious_disease(study: Study, answers: dict[str, str], verdict: str) -> None:
    judged = chart(study, **{f"LBID_{name}": answer for name, answer in answers.items()})
    assert judged.criterion("EXCL09") == verdict


@pytest.mark.parametrize(("dryness", "verdict"), [("5.0", "Y"), ("4.9", "N"), ("", "U")])
def test_dryness_in_the_demo(demo: Study, dryness: str, verdict: str) -> None:
    assert chart(demo, XH_HAIRDRY=dryness).criterion("INCL04") == verdict


def test_dryness_stays_open_until_the_sponsor_names_the_method(study: Study) -> None:
    assert chart(study).criterion("INCL04") == "U"
    assert chart(study).criterion("IEYN") == "U"


def test_every_kind_of_other_hair_loss_and_the_investigators_judgement_exclude(study: Study) -> None:
    for kind in "ABCDEF":
        assert chart(study, **{f"HX_EX01{kind}": "Y"}).criterion("EXCL01") == "Y"
        assert chart(study, **{f"HX_EX01{kind}": "U"}).criterion("EXCL01") == "U"
    judged = chart(study, IE_EX11="Y")
    assert (judged.criterion("EXCL11"), judged.criterion("IEYN")) == ("Y", "N")


def test_cn_03_consent_without_a_date_or_agreement_is_no_consent(study: Study) -> None:
    assert chart(study, IC_DSSTDAT="").criterion("INCL01") == "U"
    assert chart(study, IC_ICREADYN="N").criterion("INCL01") == "N"
    assert chart(study, IC_ICSHAMP="N").criterion("INCL05") == "N"


@pytest.mark.parametrize(
    ("count", "density", "found"),
    [("137", "190.0", []), ("137", "191.0", ["Soft"]), ("137", "191.1", ["Hard", "Soft"]), ("", "172.4", [])],
)
def test_density_against_count_and_field(study: Study, count: str, density: str, found: list[str]) -> None:
    """137 / 0.721 = 190.01: recorded as 190.0 it passes; a difference above 1.0 cannot be."""
    judged = chart(study, **{"PTG_A.NHAIR": count, "PTG_A.DENS": density, "PTG_B.DENS": "185.0"})
    assert judged.classes("SCR.PTG.A.DENS") == found


def test_evidence_names_the_answer_that_is_missing_and_not_what_hangs_on_it(study: Study) -> None:
    judged = chart(study, LBID_HCVAB="", LBID_HIVAB="", LBID_TPPA="")
    views = criteria_of(judged.values, judged.key("SCR.IE.IEDAT").form)
    (view,) = [view for view in views if view.item.name == "EXCL09"]
    missing = [evidence.key.item for evidence in view.evidence if evidence.missing and evidence.key is not None]
    assert missing == ["I.LBID.HCVAB", "I.LBID.TPPA", "I.LBID.HIVAB"]


def test_one_wording_for_each_visit(study: Study) -> None:
    names = {event.short: event.name.zh for event in study.events}
    assert (names["V1"], names["EOS"], names["LOG"]) == ("注射访视 1", "研究结束访视", "日志")

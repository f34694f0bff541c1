"""The seed test vectors of clinical content, section 16."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from hairtrial_desktop.study import dose
from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.study.schedule import VisitFact, plan
from tests.study.specimen import Bench, specimen


@pytest.fixture(scope="module")
def study() -> Study:
    return specimen()


@pytest.mark.parametrize(
    ("birth", "consent", "age", "verdict"),
    [
        ("1950-06-02", "2026-06-01", "75", "Y"),  # 1
        ("1950-06-01", "2026-06-01", "76", "N"),  # 2
        ("2008-03-01", "2026-02-28", "17", "N"),  # 3
        ("2008-02-29", "2026-02-28", "17", "N"),  # 4
        ("2008-02-29", "2026-03-01", "18", "Y"),  # 4
        ("1990-05", "2026-06-01", "36", "Y"),
        ("1950-06", "2026-06-15", None, "U"),
    ],
)
def test_age(study: Study, birth: str, consent: str, age: str | None, verdict: str) -> None:
    bench = Bench(study, {"SCR.DM.BIRTH": birth, "SCR.DM.CONSENT": consent})
    assert bench.derive("SCR", "DM", "AGE") == age
    assert bench.derive("SCR", "DM", "INCL02") == verdict


def test_age_of_an_undecided_month_comes_from_the_identity_table(study: Study) -> None:
    bench = Bench(study, {"SCR.DM.BIRTH": "1950-06", "SCR.DM.CONSENT": "2026-06-15"}, age=Decimal(75))
    assert bench.derive("SCR", "DM", "AGE") == "75"


@pytest.mark.parametrize(
    ("scales", "density", "name", "verdict"),
    [
        ("F/L/F1/NONE/I", "190.0", "INCL03", "Y"),  # 5
        ("M/M1/NONE/NONE/III", "190.0", "INCL031", "N"),  # 6
        ("M/L/F2/NONE/III vertex", "190", "INCL03", "Y"),  # 7
        ("M/U2/NONE/NONE/VI", "190", "INCL032", "N"),  # 8
        ("F/L/F1/NONE/I", "190.4", "INCL033", "N"),  # 9
        ("F/L/F1/NONE/I", None, "INCL033", "U"),  # 17
        ("F/L/F1/NONE/I", None, "INCL03", "U"),  # 17
        ("M/L/F1/NONE/VI", None, "INCL03", "N"),  # 17
    ],
)
def test_hair_loss_grade(study: Study, scales: str, density: str | None, name: str, verdict: str) -> None:
    sex, basic, f, v, grade = scales.split("/")
    answers = {
        "SCR.DM.SEX": sex, "SCR.XH.BASPBA": basic, "SCR.XH.BASPF": f, "SCR.XH.BASPV": v,
        f"SCR.XH.{'LUDWIG' if sex == 'F' else 'NORWOOD'}": grade,
    }  # fmt: skip
    if density is not None:
        answers |= {"SCR.PTG.A.DENS": density, "SCR.PTG.B.DENS": "100.0"}
    assert Bench(study, answers).derive("SCR", "XH", name) == verdict


def test_recorded_density_is_rounded_once_and_then_judged_as_it_stands(study: Study) -> None:
    answers = {"SCR.PTG.A.NHAIR": "137", "SCR.PTG.A.FIELD": "0.721"}
    assert Bench(study, answers).derive("SCR", "PTG", "DENS", 1) == "190.0"


def test_one_area_that_fails_decides_while_the_other_is_unknown(study: Study) -> None:
    assert Bench(study, {"SCR.PTG.B.DENS": "190.1"}).derive("SCR", "XH", "INCL033") == "N"


def test_the_other_sex_s_scale_is_not_collected(study: Study) -> None:  # 10
    norwood = study.forms["F.XH"].item("NORWOOD")
    assert norwood is not None
    assert norwood[1].collect_when is not None
    assert norwood[1].collect_when.evaluate(Bench(study, {"SCR.DM.SEX": "F"}, form="XH")) is False


@pytest.mark.parametrize(
    ("ref", "drug", "last", "verdict"),
    [
        ("2026-05-31", "TOPICAL_HAIR", "2026-02-28", "N"),  # 11
        ("2026-05-31", "TOPICAL_HAIR", "2026-03-01", "Y"),
        ("2026-08-31", "ORAL_AGA", "2026-02-28", "N"),  # 12
        ("2026-08-31", "ORAL_AGA", "2026-03-01", "Y"),
        ("2026-06-10", "TOPICAL_HAIR", "2026-03", "U"),  # partial date
        ("2026-06-10", "TOPICAL_HAIR", "2026-02", "N"),
        ("2026-06-10", "OTHER", "2026-06-01", "N"),
    ],
)
def test_wash_out(study: Study, ref: str, drug: str, last: str, verdict: str) -> None:
    row = {"CMTRT": "x", "CMCLAS": drug, "CMENDAT": last}
    bench = Bench(study, {"SCR.HX.REFDAT": ref}, logs={"CM": (row,)}, closed=True)
    assert bench.derive("SCR", "HX", "EXCL03") == verdict


def test_an_open_log_never_says_that_nothing_is_there(study: Study) -> None:
    answers = {"SCR.HX.REFDAT": "2026-06-10"}
    assert Bench(study, answers).derive("SCR", "HX", "EXCL03") == "U"
    assert Bench(study, answers, closed=False).derive("SCR", "HX", "EXCL03") == "U"
    assert Bench(study, answers, closed=True).derive("SCR", "HX", "EXCL03") == "N"
    row = {"CMCLAS": "ORAL_AGA", "CMENDAT": "2026-06-01"}
    assert Bench(study, answers, logs={"CM": (row,)}).derive("SCR", "HX", "EXCL03") == "Y"


@pytest.mark.parametrize(
    ("ever", "last", "verdict"),
    [("Y", "2024-08-30", "N"), ("Y", "2024-08-31", "Y"), ("Y", "2024-08", "U"), ("N", None, "N"), (None, None, "U")],
)
def test_hair_transplant(study: Study, ever: str | None, last: str | None, verdict: str) -> None:  # 13
    answers = {"SCR.HX.REFDAT": "2026-08-30", "SCR.HX.HTYN": ever, "SCR.HX.HTLAST": last}
    bench = Bench(study, {key: each for key, each in answers.items() if each is not None})
    assert bench.derive("SCR", "HX", "EXCL08") == verdict


def test_intervals(study: Study) -> None:  # 14, 15
    def dues(day: date) -> dict[str, date | None]:
        return {visit.event.short: visit.due for visit in plan(study, {"SE.V1": VisitFact(day)}, today=day)}

    chain = dues(date(2026, 1, 31))
    assert (chain["V2"], chain["V3"]) == (date(2026, 2, 28), date(2026, 3, 28))
    assert dues(date(2024, 1, 31))["V2"] == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("conc", "volume", "density", "inside"),
    [("5E9", "1.0", "5.0E8", True), ("5E9", "0.95", "4.75E8", False), ("5E10", "1.05", "5.25E9", False)],
)
def test_delivered_density(conc: str, volume: str, density: str, inside: bool) -> None:  # 16
    found = dose.delivered(Decimal(conc), Decimal(volume), Decimal("10.0"))
    assert found == Decimal(density)
    assert (dose.LOWEST <= found <= dose.HIGHEST) is inside

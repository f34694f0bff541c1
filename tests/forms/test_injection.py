"""Kit, pre-injection gate, injection and adverse events over the real forms."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from hairtrial_desktop.study.definitions import Study
from tests.forms.chart import ELIGIBLE, VISIT, WOMAN, Chart

NEEDS_SIGNATURE = {"ELIG": False}  # nobody has signed here; the rest of the gate holds
LATER = ("KITDAT", "GATEDAT", "THAWDAT", "ECDAT")


def visits(study: Study, base: Mapping[str, str] = ELIGIBLE, /, **answers: str) -> Chart:
    """Return a participant at the first injection; ``V1_KIT_SIDEA`` stands for ``V1.KIT.SIDEA``."""
    changed = {".".join(name.split("_", 2)): answer for name, answer in answers.items()}
    return Chart(study, {**base, **VISIT, **changed}).complete("V1", "GATE")


def second(day: str, **answers: str) -> dict[str, str]:
    """Return the answers of a like second visit on ``day``, some of them changed."""
    like = {path.replace("V1.", "V2.", 1): answer for path, answer in VISIT.items()}
    days = {path: day for path in like if path.rsplit(".", 1)[-1] in LATER}
    return {**VISIT, **like, **days, "V2.KIT.KITNO": "K-0188-1", "V2.GATE.KITCHK": "K-0188-1"} | {
        f"V2.{name.replace('_', '.', 1)}": answer for name, answer in answers.items()
    }


def stopped(gate: Mapping[str, bool | None]) -> dict[str, bool | None]:
    return {name: holds for name, holds in gate.items() if holds is not True}


def test_the_gate_lets_through_what_is_right_once_eligibility_is_signed(demo: Study) -> None:
    judged = visits(demo)
    assert stopped(judged.gate("V1")) == NEEDS_SIGNATURE
    wrong = {
        path: judged.findings(path)
        for path in VISIT
        if judged.findings(path) and path != "V1.KIT.RANDNUM"  # asks for the signature
    }
    assert wrong == {}
    assert judged.classes("V1.KIT.RANDNUM") == ["Protocol"]


@pytest.mark.parametrize(
    ("changed", "line", "holds"),
    [
        ({"V1_KIT_KITNO": "K-0187-4"}, "KIT", False),
        ({"V1_KIT_KITEXP": "2026-06-19"}, "KIT", False),
        ({"V1_KIT_KITSTAT": "DAMAGED"}, "KIT", False),
        ({"V1_KIT_RANDNUM": ""}, "KIT", None),
        ({"V1_KIT_COHORT": ""}, "KIT", None),
        ({"V1_KIT_SIDEA": ""}, "KIT", None),
        ({"V1_GATE_KITCHK": "K-0188-1"}, "KITNO", False),
        ({"V1_GATE_A.SYRCHK": "S-4472", "V1_GATE_B.SYRCHK": "S-4471"}, "SYR", False),
        ({"V1_GATE_B.SYRCHK": ""}, "SYR", None),
        ({"V1_GATE_SUBJOK": "N"}, "SUBJECT", False),
        ({"SCR_IC_PICPROV": "N"}, "CONSENT", False),
        ({"V1_GATE_THAWTIM": "08:00"}, "THAW", True),  # exactly 120 minutes
        ({"V1_GATE_THAWTIM": "07:59"}, "THAW", False),
        ({"V1_GATE_GATEDAT": "2026-07-08"}, "WINDOW", True),  # day 28
        ({"V1_GATE_GATEDAT": "2026-07-09"}, "WINDOW", False),
    ],
)
def test_each_line_of_the_gate_stops(demo: Study, changed: dict[str, str], line: str, holds: bool | None) -> None:
    assert visits(demo, **changed).gate("V1")[line] is holds


def test_a_line_that_does_not_apply_stops_nothing_and_says_so(demo: Study) -> None:
    man = visits(demo, V1_KIT_SIDEA="")
    assert (man.gate("V1")["SIDE"], man.gate("V1")["PREG"]) == (True, True)
    assert {name for name, applies in man.gate_applies("V1").items() if not applies} == {
        "SIDE", "PREG", "EXCHANGE", "KITLIST", "COHORT", "PLACE", "HOLD",  # no list: nothing to compare with
    }  # fmt: skip
    assert all(visits(demo, {**WOMAN, "SCR.DM.CHILDPOT": ""}).gate_applies("V1")[name] for name in ("PREG", "KIT"))
    later = Chart(demo, {**ELIGIBLE, **second("2026-07-20", KIT_SIDEA="")})
    assert later.gate_applies("V2")["SIDE"]
    assert later.gate("V2")["SIDE"] is None


def test_an_injection_without_the_check_before_it_is_a_deviation(demo: Study) -> None:
    unchecked = Chart(demo, {**ELIGIBLE, **VISIT})
    assert unchecked.classes("V1.EC.ECYN") == ["Protocol"]
    assert unchecked.complete("V2", "GATE").classes("V1.EC.ECYN") == ["Protocol"]
    assert unchecked.complete("V1", "GATE").classes("V1.EC.ECYN") == []
    assert Chart(demo, {**ELIGIBLE, **VISIT, "V1.EC.ECYN": "N"}).classes("V1.EC.ECYN") == []


def test_the_check_comes_before_the_needle(demo: Study) -> None:
    assert visits(demo, V1_GATE_GATETIM="10:10").classes("V1.EC.A.ECSTTIM") == []
    assert visits(demo, V1_GATE_GATETIM="10:11").classes("V1.EC.A.ECSTTIM") == ["Protocol"]


def test_without_a_thaw_limit_the_gate_stops(study: Study) -> None:
    assert visits(study).gate("V1")["THAW"] is None


@pytest.mark.parametrize(
    ("changed", "holds"),
    [
        ({"LBDAT": "2026-06-17", "LBTIM": "10:00"}, True),  # exactly 72 hours
        ({"LBDAT": "2026-06-17", "LBTIM": "09:59"}, False),
        ({"LBDAT": "2026-06-18", "LBTIM": ""}, None),  # a date without time
        ({"LBDAT": "2026-06-19", "LBTIM": "09:00", "LBORRES": "POSITIVE"}, False),
        ({"LBPERF": "N", "LBORRES": ""}, False),
    ],
)
def test_pregnancy_test_at_the_gate(demo: Study, changed: dict[str, str], holds: bool | None) -> None:
    test = {"LBPERF": "Y", "LBORRES": "NEGATIVE", **changed}
    judged = visits(demo, WOMAN, **{f"V1_PREG_{name}": answer for name, answer in test.items()})
    assert judged.gate("V1")["PREG"] is holds
    assert visits(demo, {**WOMAN, "SCR.DM.CHILDPOT": "N"}).gate("V1")["PREG"] is True


@pytest.mark.parametrize(
    ("day", "holds", "found"),
    [
        ("2026-07-20", True, []),
        ("2026-07-23", True, []),
        ("2026-07-24", True, ["Soft"]),
        ("2026-07-27", True, ["Soft"]),
        ("2026-07-28", False, ["Protocol"]),
        ("2026-07-12", False, ["Protocol"]),
    ],
)
def test_interval_to_the_previous_injection(demo: Study, day: str, holds: bool, found: list[str]) -> None:
    judged = Chart(demo, {**ELIGIBLE, **second(day)})
    assert judged.gate("V2")["WINDOW"] is holds
    assert judged.gate("V2")["ELIG"] is True  # judged before the first injection only
    assert judged.classes("V2.EC.ECDAT") == found


def test_a_finding_knows_every_value_it_was_judged_from(demo: Study) -> None:
    late = Chart(demo, {**ELIGIBLE, **second("2026-07-28")})
    assert late.judged_from("V2.EC.ECDAT") == {"SE.V1/I.EC.ECDAT#1", "SE.V2/I.EC.ECDAT#1"}
    woman = visits(demo, WOMAN, V1_PREG_LBPERF="N")
    assert {"SE.SCR/I.DM.SEX#1", "SE.V1/I.PREG.LBPERF#1"} <= woman.judged_from("V1.EC.ECYN")


def test_one_month_after_the_end_of_january_is_the_end_of_february(demo: Study) -> None:
    first = {path: "2026-01-31" for path in VISIT if path.rsplit(".", 1)[-1] in LATER}  # 14
    for day, found in (("2026-02-28", []), ("2026-03-03", []), ("2026-03-04", ["Soft"]), ("2026-03-08", ["Protocol"])):
        early = {"SCR.IC.DSSTDAT": "2026-01-10", "SCR.DM.SVSTDAT": "2026-01-10"}
        judged = Chart(demo, {**ELIGIBLE, **early, **second(day), **first})
        assert judged.classes("V2.EC.ECDAT") == found, day


def test_side_number_and_cohort_stay_those_of_the_first_injection(demo: Study) -> None:
    other = second("2026-07-20", KIT_SIDEA="RIGHT", KIT_RANDNUM="R-102", KIT_COHORT="C2")
    judged = Chart(demo, {**ELIGIBLE, **other})
    assert judged.gate("V2")["SIDE"] is False
    for name in ("SIDEA", "RANDNUM", "COHORT"):
        assert judged.classes(f"V2.KIT.{name}") == ["Protocol"]
    assert judged["V2.KIT.SIDEB"] == "LEFT"


def test_a_kit_is_used_once_and_its_number_checks(demo: Study) -> None:
    again = second("2026-07-20", KIT_KITNO="K-0187-3")
    assert Chart(demo, {**ELIGIBLE, **again}).classes("V2.KIT.KITNO") == ["Protocol"]
    assert visits(demo, V1_KIT_KITNO="K-0178-3").classes("V1.KIT.KITNO") == ["Hard"]  # two digits exchanged
    assert "Hard" in visits(demo, **{"V1_KIT_B.SYR": "S-4471"}).classes("V1.KIT.B.SYR")


@pytest.mark.parametrize(
    ("cohort", "volume", "dose", "found"),
    [
        ("C1", "1.00", "500000000", []),  # 16
        ("C1", "0.95", "475000000", []),  # within 10 % of the assigned dose
        ("C1", "0.90", "450000000", []),  # exactly 10 %
        ("C1", "0.89", "445000000", ["Protocol"]),
        ("C3", "1.05", "5250000000", ["Protocol"]),  # above the highest dose
        ("C2", "1.20", "1800000000", ["Protocol"]),
        ("C2", "0.10", "150000000", ["Protocol"]),  # order of magnitude
    ],
)
def test_dose_at_labelled_concentration(demo: Study, cohort: str, volume: str, dose: str, found: list[str]) -> None:
    judged = visits(demo, V1_KIT_COHORT=cohort, **{"V1_EC_A.VOLML": volume, "V1_EC_B.VOLML": volume})
    for area in "AB":
        assert judged[f"V1.EC.{area}.DOSEPL"] == dose
        assert judged.classes(f"V1.EC.{area}.DOSEPL") == found


@pytest.mark.parametrize(("second_volume", "found"), [("0.95", []), ("0.94", ["Soft"])])
def test_both_areas_get_the_same_volume(demo: Study, second_volume: str, found: list[str]) -> None:
    judged = visits(demo, **{"V1_EC_B.VOLML": second_volume})
    assert judged.classes("V1.EC.A.VOLML") == judged.classes("V1.EC.B.VOLML") == found
    if found:
        assert "0.06 mL" in judged.findings("V1.EC.B.VOLML")[0][1]


def test_thaw_runs_to_the_end_of_each_injection(demo: Study) -> None:
    judged = visits(demo, **{"V1_EC_B.ECENTIM": "11:06"})
    assert (judged["V1.EC.A.THAWMIN"], judged["V1.EC.B.THAWMIN"]) == ("75", "121")
    assert judged.classes("V1.EC.A.THAWMIN") == []
    assert judged.classes("V1.EC.B.THAWMIN") == ["Protocol"]


def test_an_injection_without_a_negative_test_is_recorded_as_a_deviation(demo: Study) -> None:
    assert visits(demo, WOMAN).classes("V1.EC.ECYN") == ["Protocol"]
    assert visits(demo, WOMAN, V1_EC_ECYN="N").classes("V1.EC.ECYN") == []


@pytest.mark.parametrize(
    ("day", "status"),
    [({}, "SCREENING"), ({"V1.KIT.RANDNUM": "R-101"}, "ENROLLED"), ({"EOS.DS.DSDECOD": "COMPLETED"}, "COMPLETED"),
     ({"EOS.DS.DSDECOD": "SCREEN FAILURE"}, "SCREEN_FAILURE"), ({"EOS.DS.DSDECOD": "ADVERSE EVENT"}, "WITHDRAWN")],
)  # fmt: skip
def test_status(study: Study, day: dict[str, str], status: str) -> None:
    judged = Chart(study, {**ELIGIBLE, **day})
    place = judged.values.context(judged.key("SCR.IC.DSSTDAT").form)
    assert next(rule.code for rule in study.statuses if rule.when.evaluate(place) is True) == status

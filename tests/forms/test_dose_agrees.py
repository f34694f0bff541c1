"""The dose rules of the injection form say what Appendix A says, at its limits; vectors 14 and 15 of section 16."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from hairtrial_desktop.study import dose
from hairtrial_desktop.study.calendar_math import add_months
from hairtrial_desktop.study.definitions import Study
from tests.forms.chart import ELIGIBLE, VISIT, Chart

D = Decimal
COHORTS = {"C1": ("5E9", "5E8"), "C2": ("1.5E10", "1.5E9"), "C3": ("5E10", "5E9")}


@pytest.mark.parametrize("cohort", COHORTS)
@pytest.mark.parametrize(
    "volume",
    ["1.00", "0.95", "1.05", "0.90", "0.89", "1.10", "1.11", "0.20", "0.21", "5.00", "4.99", "0.50", "2.00", "0.01"],
)
def test_the_form_judges_a_dose_as_appendix_a_does(demo: Study, cohort: str, volume: str) -> None:
    answers = {**ELIGIBLE, **VISIT, "V1.KIT.COHORT": cohort, "V1.EC.A.VOLML": volume, "V1.EC.B.VOLML": volume}
    judged = Chart(demo, answers)
    conc, assigned = map(D, COHORTS[cohort])
    density = dose.delivered(conc, D(volume), D("10.0"))
    assert density is not None
    told = dose.judge(density, assigned)
    assert judged["V1.EC.A.DOSEPL"] == str(int(density))
    assert judged["V1.EC.B.DOSEPL"] == judged["V1.EC.A.DOSEPL"]
    messages = " ".join(message for _, message in judged.findings("V1.EC.A.DOSEPL"))
    assert ("数量级错误" in messages) is told.magnitude
    assert bool(messages) is (told.level != "green" or told.magnitude)
    if not told.magnitude:
        assert ("超出方案剂量范围" in messages) is (told.level == "red")
    if told.above_highest and told.level == "amber":
        assert "超过方案最高剂量" in messages


def test_exactly_the_highest_dose_is_not_above_it() -> None:
    assert dose.judge(D("5E9"), D("5E9")).level == "green"
    assert not dose.judge(D("5E9"), D("5E9")).above_highest
    above = dose.judge(D("5000000001"), D("5E9"))
    assert (above.level, above.above_highest) == ("amber", True)


@pytest.mark.parametrize(
    ("text", "number"),
    [("5E8", "5E8"), ("5e+8", "5E8"), ("5×10^8", "5E8"), ("5*10^8", "5E8"), ("5亿", "5E8"), ("50亿", "5E9"),
     ("５×１０＾８", "5E8"), ("５０亿", "5E9"), ("１．５×１０^９", "1.5E9")],
)  # fmt: skip
def test_every_way_to_write_a_dose_is_the_same_number(text: str, number: str) -> None:
    assert dose.parse_quantity(text) == D(number)


@pytest.mark.parametrize(
    ("first", "second", "chain", "anchor"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 28), date(2026, 3, 31)),  # 14
        (date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 29), date(2024, 3, 31)),  # 15
    ],
)
def test_one_month_on_is_the_same_day_or_the_last_of_the_month(
    demo: Study, first: date, second: date, chain: date, anchor: date
) -> None:
    assert add_months(first, 2) == anchor
    given = {"V1.EC.ECDAT": first.isoformat(), "V1.EC.ECYN": "Y"}
    judged = Chart(demo, {**ELIGIBLE, **given})
    context = judged.values.context(judged.key("V1.EC.ECDAT").form)
    due = context.due("SE.V2")
    assert str(getattr(due, "text", due)) == second.isoformat()
    again = Chart(demo, {**ELIGIBLE, **given, "V2.EC.ECDAT": second.isoformat(), "V2.EC.ECYN": "Y"})
    due = again.values.context(again.key("V1.EC.ECDAT").form).due("SE.V3")
    assert str(getattr(due, "text", due)) == chain.isoformat()

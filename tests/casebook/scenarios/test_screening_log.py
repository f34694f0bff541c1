"""筛选入选表: what an inspector asks for on the first day."""

from __future__ import annotations

from hairtrial_desktop.casebook.views.screening_log import screening_log
from tests.casebook.house import PEOPLE
from tests.casebook.scenarios.ward import SUBJECT, Ward


def test_the_log_holds_everybody_who_gave_consent_and_what_became_of_them_but_no_name(ward: Ward) -> None:
    ward.screen(day="2026-10-12")
    ward.inject("V1", "2026-10-22")
    again = ward.screen(name="李四", day="2026-11-02")
    ward.fill("EOS.DS", subject=again, EPOCH="SCREENING", DSDECOD="SCREEN FAILURE", DSTERM="入选标准3：密度 204.0",
              DSSTDAT="2026-11-03")  # fmt: skip
    third = ward.screen(name="李四", day="2026-11-10", again_of=again)
    lines = screening_log(ward.book("li"), "zh")
    assert [line.subject for line in lines] == [SUBJECT, again, third]
    first, second, last = lines
    assert (first.consent, first.sex, first.injected, first.ended) == ("2026-10-12", "男", "2026-10-22", "")
    assert (second.outcome, second.ended) == ("筛选失败 · 入选标准3：密度 204.0", "2026-11-03")
    assert (second.before, last.before) == ("", again)
    assert "张三" not in repr(lines)
    assert "李四" not in repr(lines)


def test_the_assessor_learns_of_no_injection_from_the_log(ward: Ward) -> None:
    ward.screen(day="2026-10-12")
    ward.fill("V1.KIT", RANDNUM="R101")
    ward.inject("V1", "2026-10-22")
    seen = {role: screening_log(ward.book(user), "zh")[0] for user, (_, role) in PEOPLE.items()
            if role.value in ("nurse", "assessor")}  # fmt: skip
    hidden = next(line for role, line in seen.items() if role.value == "assessor")
    shown = next(line for role, line in seen.items() if role.value == "nurse")
    assert (shown.injected, shown.randomisation) == ("2026-10-22", "R101")
    assert (hidden.injected, hidden.randomisation) == ("", "")

"""Deviations are proposed, accepted with a row, acknowledged, or refused; none vanishes (CN-01)."""

from __future__ import annotations

import pytest

from hairtrial_desktop.casebook.actor import NotPermitted
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.deviation_list import deviation_list
from hairtrial_desktop.casebook.deviations import accept_deviation, acknowledge_deviation, refuse_deviation
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.study.definitions import CheckClass
from hairtrial_desktop.study.errors import KnownError
from tests.casebook.scenarios.ward import SUBJECT, Ward

WINDOW = "SE.V2#1/F.EC#1/window"


@pytest.fixture
def late(ward: Ward) -> Ward:
    """V2 nine days after the day due."""
    ward.screen()
    ward.inject("V1", "2026-06-20")
    ward.inject("V2", "2026-07-29")
    return ward


def test_cn_01_a_visit_outside_its_window_is_proposed_once(late: Ward) -> None:
    window = [each for key, each in late.proposals().items() if "V2#1/F.EC#1/window" in key]
    assert [(each.key, each.open, each.day) for each in window] == [(f"{SUBJECT}/{WINDOW}", True, "2026-07-29")]
    assert "+9" in window[0].what.zh


def test_a_corrected_date_withdraws_what_nobody_decided(late: Ward) -> None:
    late.fill("V2.EC", ECDAT="2026-07-20")
    assert WINDOW not in late.proposals()


def test_cn_01_accepting_writes_a_prefilled_row_that_waits_for_the_investigator(late: Ward) -> None:
    row = accept_deviation(late.book("li"), SUBJECT, f"{SUBJECT}/{WINDOW}", "受试者出差")
    session = FormSession(late.book("li"), row)
    held = [late.value(session, name) for name in ("DVCAT", "DVSTDAT", "DVSYS", "DVREAS")]
    assert held == ["VISIT WINDOW", "2026-07-29", "Y", "受试者出差"]
    assert late.proposals()[WINDOW].waits
    with pytest.raises(NotPermitted):
        acknowledge_deviation(late.book("li"), SUBJECT, f"{SUBJECT}/{WINDOW}")
    acknowledge_deviation(late.book("wang"), SUBJECT, f"{SUBJECT}/{WINDOW}")
    assert not late.proposals()[WINDOW].waits
    with pytest.raises(KnownError, match="proposal_decided"):
        accept_deviation(late.book("li"), SUBJECT, f"{SUBJECT}/{WINDOW}", "再来一次")


def test_only_an_investigator_refuses_and_says_why(late: Ward) -> None:
    key = f"{SUBJECT}/{WINDOW}"
    with pytest.raises(NotPermitted):
        refuse_deviation(late.book("li"), SUBJECT, key, "不是偏离")
    with pytest.raises(KnownError, match="reason_required"):
        refuse_deviation(late.book("wang"), SUBJECT, key, " ")
    refuse_deviation(late.book("wang"), SUBJECT, key, "申办者已书面同意")
    assert not late.proposals()[WINDOW].open
    late.fill("V2.EC", ECDAT="2026-07-30")
    assert late.proposals()[WINDOW].open  # what was refused is not what stands there now


def test_cn_01_an_accepted_deviation_is_marked_when_its_cause_changes_and_never_vanishes(late: Ward) -> None:
    accept_deviation(late.book("wang"), SUBJECT, f"{SUBJECT}/{WINDOW}", "受试者出差")
    assert not late.proposals()[WINDOW].changed
    late.fill("V2.EC", ECDAT="2026-07-20")
    kept = late.proposals()[WINDOW]
    assert (kept.stands, kept.changed) == (False, True)
    assert late.book("li").state(SUBJECT).forms()[f"{SUBJECT}/SE.LOG#1/F.DV#1"].status == "progress"


def test_visits_out_of_order_are_proposed(ward: Ward) -> None:
    ward.screen()
    ward.inject("V1", "2026-06-20")
    ward.inject("V2", "2026-06-15")
    assert ward.proposals()["SE.V2#1/F.EC#1/order"].open


def test_the_gate_proposes_nothing_before_the_needle(ward: Ward) -> None:
    ward.screen()
    ward.fill("V1.GATE", GATEDAT="2026-06-20", SUBJOK="N")
    assert not any("F.GATE" in key for key in ward.proposals())
    ward.inject("V1", "2026-06-20")
    assert any("F.GATE" in key for key in ward.proposals())


def test_a_confirmed_protocol_finding_becomes_a_row_and_the_form_waits_for_the_investigator(late: Ward) -> None:
    session = late.form("V2.EC")
    findings = [each for each in session.findings() if each.check_class is CheckClass.PROTOCOL]
    assert findings
    for finding in findings:
        session.confirm(finding, "属实，已告知研究者")
    session.save()
    waiting = [each for each in late.proposals().values() if each.waits]
    assert len(waiting) == len({each.key for each in waiting}) > 0
    rows = [FormKey.parse(key) for key in late.book("li").state(SUBJECT).forms() if "F.DV" in key]
    assert [row.form_repeat for row in rows] == list(range(1, len(waiting) + 1))
    assert sum(each.key.endswith(WINDOW) for each in waiting) == 1


def test_a_form_with_an_accepted_deviation_is_completed_only_after_the_investigator_acknowledged(ward: Ward) -> None:
    ward.screen()
    ward.inject("V1", "2026-06-20")
    contact = ward.enter(
        ward.form("V1D8.PC"),
        SVSTDAT="2026-07-09",
        CONTMODE="PHONE",
        CONTBY="li",
        ATT1DAT="2026-07-09",
        ATT1TIM="10:00",
        ATT1OUT="REACHED",
        SPOKE="SUBJECT",
        AEYN="N",
        CMNEW="N",
        TOPCHG="N",
    )
    (finding,) = contact.blockers()
    contact.confirm(finding, "电话多次未接通")
    with pytest.raises(KnownError, match="deviation_not_acknowledged"):
        contact.complete()
    assert contact.status == "progress"  # what was entered is saved, and its deviation with it
    (waiting,) = (each for each in ward.proposals().values() if each.waits)
    acknowledge_deviation(ward.book("wang"), SUBJECT, waiting.key)
    again = ward.form("V1D8.PC")
    again.complete()
    assert again.status == "complete"
    assert not any(each.waits for each in ward.proposals().values())


def test_cn_01_the_list_for_the_ethics_committee_names_each_deviation_with_its_decision(late: Ward) -> None:
    accept_deviation(late.book("li"), SUBJECT, f"{SUBJECT}/{WINDOW}", "受试者出差")
    page = deviation_list(late.book("mo"), "zh")
    (section,) = page.sections
    line = next(each for each in section.lines if "超出访视窗" in each.label)
    assert line.answers[0].text == "2026-07-29 · 访视超窗 · 已接受，待研究者确认"
    assert line.note == "受试者出差 (李护士)"
    assert page.document_id.startswith("deviations@")


def test_a_visit_never_held_is_proposed_once_its_window_is_over_and_stays_one_with_a_late_one(ward: Ward) -> None:
    ward.screen(day="2026-10-06")
    ward.inject("V1", "2026-10-16")  # V2 is due on 16 November, at most 7 days later; today is the 22nd
    assert WINDOW not in ward.proposals()
    ward.clock.move(days=2)
    missed = ward.proposals()[WINDOW]
    assert (missed.open, missed.day, missed.category) == (True, "2026-11-23", "VISIT WINDOW")
    assert "未进行" in missed.what.zh
    accept_deviation(ward.book("wang"), SUBJECT, f"{SUBJECT}/{WINDOW}", "受试者出差")
    ward.inject("V2", "2026-11-24")
    held = [each for key, each in ward.proposals().items() if key == WINDOW]
    assert [(each.stands, each.changed) for each in held] == [(True, True)]


def test_a_cancelled_visit_and_one_of_somebody_never_injected_are_not_missed(ward: Ward) -> None:
    ward.screen()
    assert not any("window" in key for key in ward.proposals())  # V1 was never held: a screening that led nowhere
    ward.inject("V1", "2026-06-20")
    assert WINDOW in ward.proposals()
    ward.fill("EOS.DS", DSDECOD="WITHDRAWAL BY SUBJECT", DSSTDAT="2026-06-22", DSCONT="N")
    assert [key for key in ward.proposals() if "window" in key and "SE.EOS" not in key] == []

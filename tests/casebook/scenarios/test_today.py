"""The page of the day names every visit that somebody has to come for or has to finish."""

from __future__ import annotations

from hairtrial_desktop.casebook.memory import MemoryOutbox
from hairtrial_desktop.casebook.views.subjects import subject_lines
from hairtrial_desktop.casebook.views.today import VisitLine, today_of
from tests.casebook.scenarios.ward import SUBJECT, Ward


def day(ward: Ward) -> list[VisitLine]:
    return list(today_of(ward.book("li"), MemoryOutbox()).visits)


def shown(ward: Ward, subject: str = SUBJECT) -> list[tuple[str, str, bool]]:
    return [(line.visit.event.short, line.visit.state, line.started) for line in day(ward) if line.subject == subject]


def test_a_visit_due_today_stands_above_an_unfinished_call_and_older_half_done_visits(ward: Ward) -> None:
    ward.screen(day="2026-10-12")
    ward.inject("V1", "2026-10-22")
    ward.fill("V1D2.PC", SVSTDAT="2026-10-23")
    assert shown(ward) == [
        ("V1D8", "out", False),  # never made, its days are over
        ("V2", "due", False),  # today
        ("SCR", "done", True),
        ("V1", "done", True),
        ("V1D2", "done", True),
    ]


def test_the_list_of_participants_names_the_visit_that_is_due_before_one_that_was_missed(ward: Ward) -> None:
    ward.screen(day="2026-10-12")
    ward.inject("V1", "2026-10-22")
    (line,) = subject_lines(ward.book("li"))
    assert line.next_visit is not None
    assert line.next_visit.event.short == "V2"
    ward.inject("V2", "2026-11-22")
    (line,) = subject_lines(ward.book("li"))
    assert line.next_visit is not None
    assert line.next_visit.event.short == "V2D2"  # tomorrow; of the calls that were missed Today tells


def test_the_most_urgent_participant_comes_first_and_who_has_nothing_now_is_told_the_next_visit(ward: Ward) -> None:
    ward.screen(day="2026-11-20")
    other = ward.screen("李四", day="2026-10-12")
    ward.inject("V1", "2026-10-22", other)
    lines = day(ward)
    assert [(line.subject, line.visit.event.short) for line in lines if not line.started] == [
        (other, "V1D2"), (other, "V1D8"), (other, "V2"),
    ]  # fmt: skip
    assert not any(line.started for line in lines[:3])  # whoever must come stands above what only must be finished
    assert shown(ward) == [("SCR", "done", True)]  # not called for an injection before eligibility is signed


def test_screening_whose_days_are_over_says_so(ward: Ward) -> None:
    ward.screen(day="2026-10-12")
    assert shown(ward) == [("V1", "out", False), ("SCR", "done", True)]


def test_a_call_after_an_injection_is_never_due_before_it(ward: Ward) -> None:
    ward.screen(day="2026-08-01")
    ward.inject("V1", "2026-08-10")
    ward.inject("V2", "2026-09-10")
    assert ward.visits()["V3"].state == "out"  # 10 October and 7 days are over
    assert [ward.visits()[name].state for name in ("V3D2", "V3D8")] == ["unplanned", "unplanned"]
    ward.inject("V3", "2026-11-18")
    assert [ward.visits()[name].state for name in ("V3D2", "V3D8")] == ["out", "upcoming"]


def test_who_withdraws_early_is_not_said_to_have_ended_outside_a_window(ward: Ward) -> None:
    ward.screen()
    ward.inject("V1", "2026-06-20")
    ward.fill("EOS.DS", DSDECOD="WITHDRAWAL BY SUBJECT", DSSTDAT="2026-07-02", DSCONT="N")
    assert (ward.visits()["EOS"].state, ward.visits()["EOS"].due) == ("done", None)
    assert not [key for key in ward.proposals() if "SE.EOS" in key]
    ward.fill("EOS.DS", DSDECOD="COMPLETED")
    assert ward.visits()["EOS"].state == "done_red"  # who completed comes at the end of the follow-up
    assert ward.proposals()["SE.EOS#1/F.DS#1/window"].open

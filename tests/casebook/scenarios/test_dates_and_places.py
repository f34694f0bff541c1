"""Dates at the end of a month or put right, injections not given, rows in the wrong casebook (clinical content 17)."""

from __future__ import annotations

from datetime import date

import pytest

from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.deviations import accept_deviation
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.queries import queries_of
from hairtrial_desktop.casebook.query_states import QueryState
from hairtrial_desktop.casebook.screening import begin_child_row, new_log_row
from hairtrial_desktop.casebook.unscheduled import new_unscheduled
from hairtrial_desktop.casebook.views.adverse_events import adverse_event_lines
from hairtrial_desktop.casebook.views.grid import grid_of
from hairtrial_desktop.casebook.wrong_subject import move_form
from tests.casebook.scenarios.ward import SUBJECT, Ward

OTHER = "01-002"


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        ("2026-01-31", date(2026, 2, 28), date(2026, 3, 28)),  # counted from the injection that was given
        ("2024-01-31", date(2024, 2, 29), date(2024, 3, 29)),  # a leap year
        ("2024-02-29", date(2024, 3, 29), date(2024, 4, 29)),
        ("2026-08-31", date(2026, 9, 30), date(2026, 10, 30)),
    ],
)
def test_a_month_after_the_last_of_a_month_is_the_last_of_the_next(
    ward: Ward, first: str, second: date, third: date
) -> None:
    ward.screen(day=f"{first[:8]}05")
    ward.inject("V1", first)
    assert ward.visits()["V2"].due == second
    ward.inject("V2", second.isoformat())
    assert (ward.visits()["V2"].state, ward.visits()["V2"].days_off) == ("done", 0)
    assert ward.visits()["V3"].due == third
    assert not [key for key in ward.proposals() if key.endswith("window") and "SE.V2#" in key]


def test_a_date_put_right_judges_a_criterion_anew_in_the_same_commit_and_un_enrols_nobody(ward: Ward) -> None:
    ward.screen(day="2026-06-10")
    ward.fill("SCR.DM", BRTHDAT="1985-03")
    ward.fill("SCR.IE", IEDAT="2026-06-12")
    assert ward.value(ward.form("SCR.IE"), "INCL02") == "Y"
    ward.fill("V1.KIT", RANDNUM="R-101")
    ward.fill("SCR.DM", BRTHDAT="1945-03", reason="身份证核对")
    (last,) = list(ward.shelves.store.commits(ward.shelves.store.head().seq - 1))
    keys = {record.key.split("/")[2] for sealed in last.records if (record := sealed.record()) is not None}
    assert {"F.DM#1", "F.IE#1"} <= keys
    assert ward.value(ward.form("SCR.IE"), "INCL02") == "N"
    assert grid_of(ward.book("li"), SUBJECT).status == "ENROLLED"


def test_an_injection_not_given_moves_what_is_counted_from_it(ward: Ward) -> None:
    ward.screen()
    ward.inject("V1", "2026-06-20")
    ward.inject("V2", "2026-07-20")
    ward.fill("V3.EC", ECDAT="2026-08-20", ECYN="N", ECREASOC="SUBJECT")
    visits = ward.visits()
    assert [visits[name].state for name in ("V3D2", "V3D8")] == ["cancelled", "cancelled"]
    assert visits["FU1"].due == date(2026, 8, 20)  # a month after the last that was given
    assert visits["EOS"].due == date(2027, 1, 20)
    ward.fill("V3.EC", ECYN="Y", reason="补注射，原记录有误")
    assert ward.visits()["FU1"].due == date(2026, 9, 20)
    assert ward.visits()["V3D2"].state == "out"


def test_an_unscheduled_visit_moves_no_window_and_needs_no_place_in_the_order(ward: Ward) -> None:
    ward.screen()
    ward.inject("V1", "2026-06-20")
    before = {name: (each.due, each.state) for name, each in ward.visits().items()}
    session = new_unscheduled(ward.book("li"), SUBJECT)
    ward.enter(session, SVSTDAT="2026-07-03", UVREAS="AE", UVFORMS="VS").save()
    after = {name: (each.due, each.state) for name, each in ward.visits().items() if name != "UNS"}
    assert after == before
    assert not [key for key in ward.proposals() if "SE.UNS" in key]


def test_an_event_of_the_wrong_participant_becomes_the_next_row_of_the_right_one(ward: Ward) -> None:
    ward.screen()
    ward.screen("李四")
    own = new_log_row(ward.book("li"), OTHER, "F.AE")
    ward.enter(own, AETERM="头痛", AESTDAT="2026-06-21").save()
    wrong = new_log_row(ward.book("li"), SUBJECT, "F.AE")
    ward.enter(wrong, AETERM="注射部位红斑", AESTDAT="2026-06-22").save()
    moved = move_form(ward.book("li"), wrong.key, OTHER, "录错受试者")
    assert moved == FormKey(OTHER, "SE.LOG", "F.AE", form_repeat=2)
    assert ward.value(FormSession(ward.book("li"), moved), "AETERM") == "注射部位红斑"
    assert [line.key.subject for line in adverse_event_lines(ward.book("li"))] == [OTHER, OTHER]
    later = new_log_row(ward.book("li"), SUBJECT, "F.AE")
    assert later.key.form_repeat == 2  # a number once used is never used again


def test_cn_07_a_first_report_is_held_back_by_nothing(ward: Ward) -> None:
    """Neither the consent, nor other forms, nor findings, nor an investigator: the nurse begins and keeps it."""
    ward.screen()
    event = new_log_row(ward.book("li"), SUBJECT, "F.AE")
    ward.enter(event, AETERM="过敏性休克", AESER="Y").save()
    assert event.blockers()  # unfinished as it is
    report = FormSession(ward.book("li"), begin_child_row(ward.book("li"), event.key, "F.SAE"))
    ward.enter(report, RPTYP="INITIAL").save()
    assert report.status == "progress"
    page = CrfPageBuilder(ward.book("li"), report.key, "zh").build()
    assert (page.status, page.draft) == ("初报（待研究者签名） · 录入中", True)
    (line,) = adverse_event_lines(ward.book("li"))
    assert line.clock is not None
    assert line.clock.running
    assert line.clock.aware == ward.book("li").now()  # nobody has said when yet: at the latest when it was entered
    ward.clock.move(hours=3)
    ward.fill("LOG.AE", AEAWDAT="2026-11-22", AEAWTIM="08:15")
    (line,) = adverse_event_lines(ward.book("li"))
    assert line.clock is not None
    assert f"{line.clock.aware:%H:%M}" == "08:15"


def test_cn_01_an_accepted_deviation_stands_in_the_list_when_its_date_was_wrong(ward: Ward) -> None:
    ward.screen()
    ward.inject("V1", "2026-06-20")
    ward.inject("V2", "2026-07-29")
    key = f"{SUBJECT}/SE.V2#1/F.EC#1/window"
    row = accept_deviation(ward.book("wang"), SUBJECT, key, "受试者出差")
    ward.fill("V1.EC", ECDAT="2026-06-28")  # so V2 was in its window after all
    (kept,) = [each for each in ward.proposals().values() if each.key == key]
    assert (kept.stands, kept.changed, kept.decision is not None) == (False, True, True)
    assert FormSession(ward.book("li"), row).status == "progress"
    (query,) = queries_of(ward.book("li").state(SUBJECT), row)
    assert (query.state, "已更正" in query.text.zh) == (QueryState.OPEN, True)
    ward.fill("V1.EC", ECDAT="2026-06-20")  # as it was decided on
    (query,) = queries_of(ward.book("li").state(SUBJECT), row)
    assert query.state is QueryState.CLOSED
    ward.fill("V2.EC", ECDAT="2026-07-31")  # and otherwise again
    (query,) = queries_of(ward.book("li").state(SUBJECT), row)
    assert query.state is QueryState.OPEN

"""What pages show, from the committed state."""

from __future__ import annotations

from datetime import timedelta

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.memory import MemoryOutbox
from hairtrial_desktop.casebook.screening import new_log_row
from hairtrial_desktop.casebook.views.adverse_events import adverse_event_lines
from hairtrial_desktop.casebook.views.audit import audit_lines
from hairtrial_desktop.casebook.views.eligibility import criteria_of
from hairtrial_desktop.casebook.views.gate import gate_lines
from hairtrial_desktop.casebook.views.grid import FormStatus, grid_of
from hairtrial_desktop.casebook.views.review import to_sign
from hairtrial_desktop.casebook.views.subjects import subject_lines
from hairtrial_desktop.casebook.views.today import today_of
from tests.casebook.house import House
from tests.casebook.test_form_session import at


def test_the_grid_has_forms_down_and_visits_across(house: House) -> None:
    subject = house.screened()
    grid = grid_of(house.book("li"), subject)
    assert [visit.event.oid for visit in grid.events] == ["SE.SCR", "SE.V1"]
    by_form = {row.form.oid: [cell.status for cell in row.cells] for row in grid.rows}
    assert by_form["F.IC"] == [FormStatus.PROGRESS, FormStatus.NOT_PLANNED]
    assert by_form["F.KIT"] == [FormStatus.NOT_PLANNED, FormStatus.EMPTY]
    assert grid.status == "SCREENING"


def test_subjects_show_a_masked_name_only_to_those_who_may_know(house: House) -> None:
    house.screened()
    (mine,) = subject_lines(house.book("li"))
    (theirs,) = subject_lines(house.book("mo"))
    assert mine.masked_name == "张**"
    assert "张三" in mine.search_text
    assert theirs.masked_name == ""
    assert "张" not in theirs.search_text


def test_what_is_to_do_for_a_participant_is_what_the_grid_and_the_review_show(house: House) -> None:
    subject = house.screened()
    (line,) = subject_lines(house.book("li"))
    assert (line.open_forms, line.to_sign) == (3, 0)  # the consent begun; vital signs and criteria not opened yet
    consent = FormSession(house.book("li"), FormKey(subject, "SE.SCR", "F.IC"))
    consent.complete()
    (line,) = subject_lines(house.book("li"))
    assert (line.open_forms, line.to_sign) == (2, 1)
    assert len(to_sign(house.book("wang"))) == 1


def test_today_lists_open_forms_visits_and_the_clock_of_an_sae(house: House) -> None:
    subject = house.screened()
    row = new_log_row(house.book("li"), subject, "F.AE")
    for name, text in {"AETERM": "肺炎", "AESER": "Y", "AEAWDAT": "2026-11-22", "AEAWTIM": "07:27"}.items():
        row.enter(at(row, name), text)
    row.save()
    today = today_of(house.book("li"), MemoryOutbox())
    assert [str(open_form.key) for open_form in today.open_forms] == [
        "01-001/SE.SCR#1/F.IC#1",
        "01-001/SE.LOG#1/F.AE#1",
    ]
    assert [(line.subject, line.visit.event.short, line.visit.state) for line in today.visits] == [
        ("01-001", "V1", "out"),
        ("01-001", "SCR", "done"),
    ]
    (clock,) = today.clocks
    assert clock.clock is not None
    assert clock.clock.left(house.book("li").now()) == timedelta(hours=22, minutes=27)
    assert today.enrolled == 0


def test_adverse_events_of_all_subjects_with_running_clocks_first(house: House) -> None:
    for number in range(2):
        subject = house.screened()
        row = new_log_row(house.book("li"), subject, "F.AE")
        row.enter(at(row, "AETERM"), f"事件{number}")
        if number:
            row.enter(at(row, "AESER"), "Y")
            row.enter(at(row, "AEAWDAT"), "2026-11-22")
        row.save()
    assert [line.term for line in adverse_event_lines(house.book("li"))] == ["事件1", "事件0"]


def test_eligibility_names_the_items_it_was_judged_from(house: House) -> None:
    subject = house.screened()
    session = FormSession(house.book("li"), FormKey(subject, "SE.SCR", "F.IE"))
    (view,) = criteria_of(session.values, session.key)
    assert (view.verdict, view.good) == ("Y", True)
    (evidence,) = view.evidence
    assert evidence.label.en == "Age"
    assert evidence.value("en") == "75"


def test_the_gate_lets_through_only_what_holds(house: House) -> None:
    subject = house.screened()
    book = house.book("li")
    consent = FormSession(book, FormKey(subject, "SE.SCR", "F.IC"))
    consent.enter(at(consent, "COPY"), "Y")
    consent.save()
    (line,) = gate_lines(book.values(subject), FormKey(subject, "SE.V1", "F.GATE"))
    assert line.holds is True
    (line,) = gate_lines(book.values("01-009"), FormKey("01-009", "SE.V1", "F.GATE"))
    assert line.holds is not True


def test_r3_07_the_audit_trail_reads_in_plain_words_and_hides_data_from_an_administrator(house: House) -> None:
    house.screened()
    lines = list(audit_lines(house.book("li"), "zh"))
    assert any(line.label and line.label.zh == "签署日期" and line.new == "2026-06-01" for line in lines)
    assert all(not line.subject for line in audit_lines(house.book("ad"), "zh"))

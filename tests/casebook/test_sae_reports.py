"""The chain of reports of a serious event, and what stops its clock (clinical_content.md section 12b and 17)."""

from __future__ import annotations

import pytest

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.screening import begin_child_row, new_log_row
from hairtrial_desktop.casebook.views.adverse_events import AdverseEventLine, adverse_event_lines
from hairtrial_desktop.casebook.views.grid import grid_of
from tests.casebook.house import House
from tests.casebook.test_form_session import at

FAX = {"RCPT": "SPONSOR", "SENTDAT": "2026-11-22", "SENTTIM": "08:00", "SENTHOW": "FAX"}
MAIL = {**FAX, "SENTHOW": "EMAIL"}
RECEIPT = {"RECDAT": "2026-11-22", "RECTIM": "08:20"}


def serious(house: House) -> FormKey:
    row = new_log_row(house.book("li"), house.screened(), "F.AE")
    for name, text in {"AETERM": "肺炎", "AESER": "Y", "AEAWDAT": "2026-11-22", "AEAWTIM": "07:27"}.items():
        row.enter(at(row, name), text)
    row.save()
    return row.key


def report(house: House, event: FormKey, kind: str, **sent: str) -> FormKey:
    key = begin_child_row(house.book("li"), event, "F.SAE")
    session = FormSession(house.book("li"), key)
    for name, text in {"RPTYP": kind, **sent}.items():
        session.enter(at(session, name), text)
    session.save()
    return key


def line(house: House) -> AdverseEventLine:
    (found,) = adverse_event_lines(house.book("li"))
    return found


def test_a_report_is_begun_under_its_event_and_takes_its_diagnosis(house: House) -> None:
    event = serious(house)
    key = begin_child_row(house.book("li"), event, "F.SAE")
    session = FormSession(house.book("li"), key)
    assert session.values.parent_row(key) == event
    assert session.state(at(session, "TERM")).cell.value == "肺炎"
    with pytest.raises(KeyError):
        begin_child_row(house.book("li"), key, "F.SAE")  # no child of a child


@pytest.mark.parametrize(
    ("kind", "sent", "stops"),
    [
        ("INITIAL", FAX, True),
        ("INITIAL", {**FAX, "SENTHOW": "PHONE"}, True),
        ("INITIAL", MAIL, False),  # sent, but nobody says it arrived
        ("INITIAL", {**MAIL, **RECEIPT}, True),
        ("INITIAL", {}, False),  # begun is not sent
        ("INITIAL", {**FAX, "RCPT": "EC"}, False),
        ("INITIAL", {**FAX, "SENTTIM": ""}, False),
        ("FOLLOW-UP", FAX, False),
    ],
)
def test_cn_07_only_a_first_report_that_the_sponsor_has_stops_the_clock(
    house: House, kind: str, sent: dict[str, str], *, stops: bool
) -> None:
    report(house, serious(house), kind, **{name: text for name, text in sent.items() if text})
    clock = line(house).clock
    assert clock is not None
    assert clock.running is not stops


def test_the_chain_stands_in_order_and_a_removed_report_counts_no_more(house: House) -> None:
    event = serious(house)
    first = report(house, event, "INITIAL", **FAX)
    report(house, event, "FOLLOW-UP", **FAX)
    assert [each.kind for each in line(house).reports] == ["INITIAL", "FOLLOW-UP"]
    FormSession(house.book("li"), first).remove("重复")
    assert [each.kind for each in line(house).reports] == ["FOLLOW-UP"]
    clock = line(house).clock
    assert clock is not None
    assert clock.running


def test_the_title_of_a_row_reads_in_both_languages(house: House) -> None:
    event = serious(house)
    report(house, event, "INITIAL")
    (row,) = grid_of(house.book("li"), event.subject).logs["F.SAE"]
    assert (row.title.zh, row.title.en) == ("首次报告", "Initial")

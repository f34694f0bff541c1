"""Queries in the record: opened, answered and closed in the commit of their cause, by who may."""

from __future__ import annotations

import pytest

from hairtrial_desktop.casebook.actor import NotPermitted
from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.locks import LockLevel, put_lock
from hairtrial_desktop.casebook.notes import notes_of, write_note
from hairtrial_desktop.casebook.queries import Queries, Query, may_do, queries_of
from hairtrial_desktop.casebook.query_states import QueryEvent, QueryState
from hairtrial_desktop.casebook.record import Draft, Record
from hairtrial_desktop.casebook.screening import new_log_row
from hairtrial_desktop.study.errors import KnownError
from tests.casebook.house import House
from tests.casebook.test_form_session import at, fill, vital_signs
from tests.casebook.test_signing import PlainPaper, signing


def completed(house: House, systolic: str = "120") -> FormSession:
    session = vital_signs(house, house.screened())
    fill(session, VSDAT="2026-06-01", VSPERF="Y", SYSBP=systolic)
    for finding in session.blockers():
        session.confirm(finding, "measured twice")
    session.complete()
    return session


def reopened(house: House, session: FormSession, user: str = "li") -> FormSession:
    return FormSession(house.book(user), session.key)


def queries(house: House, session: FormSession) -> tuple[Query, ...]:
    return queries_of(house.book("wang").state(session.key.subject), session.key)


def test_a_finding_is_a_candidate_and_nothing_is_written_until_the_form_is_complete(house: House) -> None:
    session = vital_signs(house, house.screened())
    fill(session, VSDAT="2026-06-01", VSPERF="Y", SYSBP="150")
    session.save()
    assert session.findings()
    assert queries(house, session) == ()


def test_edc_01_a_finding_confirmed_with_a_reason_is_an_answered_query_in_the_commit_of_its_cause(house: House) -> None:
    session = completed(house, "150")
    (query,) = queries(house, session)
    assert (query.state, query.origin, query.hard) == (QueryState.ANSWERED, "system", False)
    assert [(line.event, line.text) for line in query.thread] == [
        (QueryEvent.APPEARS, ""), (QueryEvent.ANSWER, "measured twice"),
    ]  # fmt: skip
    assert {line.seq for line in query.thread} == {house.shelves.store.head().seq}
    assert query.text.en == "150 is unusual."
    assert query.item == at(session, "SYSBP")


def test_edc_01_a_query_closes_by_itself_when_its_finding_is_gone_and_reopens_when_it_returns(house: House) -> None:
    session = completed(house, "150")
    again = reopened(house, session)
    fill(again, SYSBP="130")
    again.save("misread")
    (query,) = queries(house, session)
    assert (query.state, query.gone) == (QueryState.CLOSED, True)
    assert query.thread[-1].change == {"key": str(at(session, "SYSBP")), "old": "150", "new": "130"}
    assert query.thread[-1].seq == house.shelves.store.head().seq
    back = reopened(house, session)
    fill(back, SYSBP="160")
    back.save("misread again")
    (query,) = queries(house, session)
    assert (query.state, query.thread[-1].event) == (QueryState.OPEN, QueryEvent.RETURNS)
    assert query.text.en == "160 is unusual."


def test_one_query_belongs_to_one_finding_however_often_it_is_saved(house: House) -> None:
    session = completed(house, "150")
    for text in ("160", "150", "155"):
        again = reopened(house, session)
        fill(again, SYSBP=text)
        again.save("again")
    (query,) = queries(house, session)
    assert query.state is QueryState.OPEN  # the reason was given for 150


def test_a_change_elsewhere_opens_the_query_on_the_form_it_reaches(house: House) -> None:
    subject = house.screened()
    gate = FormSession(house.book("li"), FormKey(subject, "SE.V1", "F.GATE"))
    fill(gate, SUBJOK="Y")
    (finding,) = gate.blockers()
    gate.confirm(finding, "the copy follows")
    gate.complete()
    consent = FormSession(house.book("li"), FormKey(subject, "SE.SCR", "F.IC"))
    fill(consent, COPY="Y")
    consent.complete()
    eligibility = FormSession(house.book("wang"), FormKey(subject, "SE.SCR", "F.IE"))
    eligibility.complete()
    (query,) = queries_of(house.book("li").state(subject), gate.key)
    assert (query.state, query.thread[-1].event) == (QueryState.CLOSED, QueryEvent.GONE)
    consent = FormSession(house.book("li"), consent.key)
    fill(consent, COPY="N")
    consent.save("asked again")
    (query,) = queries_of(house.book("li").state(subject), gate.key)
    assert (query.state, query.thread[-1].event) == (QueryState.OPEN, QueryEvent.RETURNS)


def test_a_monitor_asks_the_site_answers_and_the_monitor_closes(house: House) -> None:
    session = completed(house)
    item = at(session, "SYSBP")
    with pytest.raises(NotPermitted):
        Queries(house.book("li")).raise_on(item, "why?")
    Queries(house.book("mo")).raise_on(item, "  Source says 125 ", hard=True)
    (query,) = queries(house, session)
    assert (query.state, query.text.zh, query.hard) == (QueryState.OPEN, "Source says 125", True)
    assert (query.thread[0].user, query.thread[0].role) == ("mo", "monitor")
    with pytest.raises(NotPermitted):
        Queries(house.book("li")).do(query.key, QueryEvent.CLOSE, "done")
    with pytest.raises(KnownError, match="query_text_required"):
        Queries(house.book("li")).do(query.key, QueryEvent.ANSWER, " ")
    with pytest.raises(NotPermitted):
        Queries(house.book("mo")).do(query.key, QueryEvent.ANSWER, "it is 125")
    with pytest.raises(KnownError, match="query_not_now"):
        Queries(house.book("mo")).do(query.key, QueryEvent.REOPEN, "it is 125")
    Queries(house.book("li")).do(query.key, QueryEvent.ANSWER, "the cuff was changed")
    Queries(house.book("mo")).do(query.key, QueryEvent.ASK_AGAIN, "when?")
    Queries(house.book("li")).do(query.key, QueryEvent.ANSWER, "at 09:10")
    Queries(house.book("mo")).do(query.key, QueryEvent.CLOSE, "seen")
    (query,) = queries(house, session)
    assert [line.event.value for line in query.thread] == ["raise", "answer", "ask_again", "answer", "close"]
    assert query.state is QueryState.CLOSED


def test_ema_02_a_change_that_answers_a_query_is_linked_to_it(house: House) -> None:
    session = completed(house)
    Queries(house.book("mo")).raise_on(at(session, "SYSBP"), "Source says 125")
    again = reopened(house, session)
    fill(again, SYSBP="125")
    again.save("typing error")
    (query,) = queries(house, session)
    line = query.thread[-1]
    assert (query.state, line.event, line.text, line.user) == (
        QueryState.ANSWERED,
        QueryEvent.CHANGE,
        "typing error",
        "li",
    )
    assert line.change == {"key": str(at(session, "SYSBP")), "old": "120", "new": "125"}
    assert line.seq == house.shelves.store.head().seq


def test_p11_06_nothing_signs_over_an_open_hard_query(house: House) -> None:
    session = completed(house)
    Queries(house.book("mo")).raise_on(session.key, "whole form: which cuff?", hard=True)
    use_case = signing(house)
    with pytest.raises(KnownError, match="sign_open_queries"):
        use_case.sign(session.key, "right", "zh", "wang")
    with pytest.raises(KnownError, match="sign_open_queries"):  # at the door too, whatever way it comes
        house.book("wang").commit(
            Draft(session.key.subject, "sign", (Record("signature", f"{session.key}/S#1", None, {"digest": ""}),))
        )
    (query,) = queries(house, session)
    Queries(house.book("li")).do(query.key, QueryEvent.ANSWER, "the large one")
    signing(house).sign(session.key, "right", "zh", "wang")


def test_a_hard_finding_is_corrected_and_never_talked_away(house: House) -> None:
    session = completed(house)
    again = reopened(house, session)
    fill(again, SYSBP="300")
    again.save("really")
    hard = next(query for query in queries(house, session) if query.hard)
    assert hard.state is QueryState.OPEN
    with pytest.raises(KnownError, match="query_finding_stands"):
        Queries(house.book("mo")).do(hard.key, QueryEvent.CLOSE, "fine")
    last = reopened(house, session)
    fill(last, SYSBP="130")
    last.save("typing error")
    assert not any(query.live for query in queries(house, session))


def test_a_closed_soft_query_stays_closed_while_its_finding_stands_on_the_same_values(house: House) -> None:
    session = completed(house, "150")
    (query,) = queries(house, session)
    Queries(house.book("mo")).do(query.key, QueryEvent.CLOSE, "accepted")
    again = reopened(house, session)
    fill(again, VSDAT="2026-06-02")
    again.save("typing error")
    (query,) = queries(house, session)
    assert query.state is QueryState.CLOSED
    fill(again, SYSBP="151")
    again.save("typing error")
    (query,) = queries(house, session)
    assert query.state is QueryState.OPEN


def test_queries_of_a_removed_row_close_with_it(house: House) -> None:
    row = new_log_row(house.book("li"), house.screened(), "F.AE")
    fill(row, AETERM="头痛", AESER="N")
    row.complete()
    Queries(house.book("mo")).raise_on(at(row, "AETERM"), "which one?")
    again = FormSession(house.book("li"), row.key)
    again.remove("entered twice")
    (query,) = queries(house, row)
    assert query.state is QueryState.CLOSED


def test_query_records_that_skip_the_table_are_refused_at_the_door(house: House) -> None:
    session = completed(house)
    key = f"{at(session, 'SYSBP')}/Q#1"
    closed = Record("query", key, None, {"state": "closed", "said": {"event": "raise", "text": "x"}})
    with pytest.raises(KnownError, match="query_not_now"):
        house.book("mo").commit(Draft(session.key.subject, "raise_query", (closed,)))
    program = Record("query", key, None, {"state": "open", "said": {"event": "appears", "text": ""}})
    with pytest.raises(ValueError, match="raise_query"):
        house.book("mo").commit(Draft(session.key.subject, "raise_query", (program,)))
    with pytest.raises(ValueError, match="save"):
        house.book("li").commit(Draft(session.key.subject, "save", (program,)))


def test_what_a_person_may_do_follows_role_and_state(house: House) -> None:
    session = completed(house)
    Queries(house.book("mo")).raise_on(session.key, "?")
    (query,) = queries(house, session)
    assert may_do(query, house.book("li").actor) == (QueryEvent.ANSWER,)
    assert may_do(query, house.book("mo").actor) == (QueryEvent.CLOSE, QueryEvent.CANCEL)
    assert may_do(query, house.book("ad").actor) == ()


def test_a_note_is_added_to_and_never_changed(house: House) -> None:
    session = completed(house)
    item = at(session, "SYSBP")
    write_note(house.book("li"), item, "left arm")
    write_note(house.book("wang"), item, " cuff 32 cm ")
    lines = notes_of(house.book("mo").state(session.key.subject), item)
    assert [(line.text, line.user) for line in lines] == [("left arm", "li"), ("cuff 32 cm", "wang")]
    with pytest.raises(NotPermitted):
        write_note(house.book("mo"), item, "mine")
    with pytest.raises(KnownError, match="note_text_required"):
        write_note(house.book("li"), item, "  ")


def test_p11_02_queries_notes_and_locks_stand_on_paper_but_never_in_what_is_signed(house: House) -> None:
    session = completed(house, "150")
    write_note(house.book("li"), at(session, "SYSBP"), "left arm")
    put_lock(house.book("mo"), str(session.key), LockLevel.FROZEN, "visit")
    page = CrfPageBuilder(house.book("li"), session.key, "zh").build()
    assert page.status == "完成 · 已冻结"
    queried = next(section for section in page.sections if section.title == "质疑")
    (line,) = queried.lines
    assert line.label == "收缩压"
    assert line.answers[0].text.startswith("[已答复] 150 超出常见范围。\n系统 · 2026-11-22 09:00:00 +08:00")
    assert "measured twice" in line.answers[0].text
    assert any("备注: left arm (李护士" in each.note for section in page.sections for each in section.lines)
    put_lock(house.book("mo"), str(session.key), LockLevel.NONE, "over")
    use_case = signing(house)
    use_case.sign(session.key, "right", "zh", "wang")
    paper = use_case.paper
    assert isinstance(paper, PlainPaper)
    assert "left arm" not in str(paper.shown)
    assert "质疑" not in [section.title for section in paper.shown.sections]

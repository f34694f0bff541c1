"""Capture beyond the first entry: reopened, a row taken away, entered late, corrected because a check asked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hairtrial_desktop.casebook.crf_pages import CrfPageBuilder
from hairtrial_desktop.casebook.crf_remarks import QUERIES
from hairtrial_desktop.casebook.entry_times import entry_times
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.locks import LockLevel, put_lock
from hairtrial_desktop.casebook.queries import Queries
from hairtrial_desktop.casebook.reopening import may_reopen, reopen
from hairtrial_desktop.casebook.reviews import audit_csv
from hairtrial_desktop.casebook.row_removal import remove_row
from hairtrial_desktop.casebook.screening import new_log_row
from hairtrial_desktop.casebook.standing import standing_signature
from hairtrial_desktop.casebook.views.audit import audit_lines
from hairtrial_desktop.casebook.views.queries import query_lines
from hairtrial_desktop.study.definitions import ItemGroupDef
from hairtrial_desktop.study.errors import KnownError
from tests.casebook.house import House
from tests.casebook.test_form_session import at, fill, vital_signs
from tests.casebook.test_signing import signing

ROW_DAY = "SENTDAT"


def complete(house: House) -> FormSession:
    session = vital_signs(house, house.screened())
    fill(session, VSDAT="2026-06-01", VSPERF="Y", SYSBP="120")
    session.complete()
    return session


def test_fda_11_a_reopened_form_says_why_and_its_signature_is_void(house: House) -> None:
    key = complete(house).key
    signing(house).sign(key, "right", "zh", "wang")
    session = FormSession(house.book("li"), key)
    assert may_reopen(session)
    with pytest.raises(KnownError, match="reason_required"):
        reopen(session, " ")
    reopen(session, "A page of the source turned up")
    assert session.status == "progress"
    assert not may_reopen(session)
    book = house.book("wang")
    assert standing_signature(book.state(key.subject), key) is None
    line = list(audit_lines(book, "en"))[-1]
    assert (line.act, line.old, line.new, line.reason) == (
        "reopen", "complete", "progress", "A page of the source turned up",
    )  # fmt: skip


def test_nothing_is_reopened_twice_nor_over_unsaved_values_nor_under_a_lock(house: House) -> None:
    session = complete(house)
    fill(session, SYSBP="121")
    with pytest.raises(KnownError, match="save_first"):
        reopen(session, "why")
    put_lock(house.book("wang"), str(session.key), LockLevel.SOFT, "done")
    locked = FormSession(house.book("li"), session.key)
    assert not may_reopen(locked)
    with pytest.raises(KnownError, match="form_locked"):
        reopen(locked, "why")
    fresh = vital_signs(house, session.key.subject, event="SE.V1")
    with pytest.raises(KnownError, match="form_not_complete_yet"):
        reopen(fresh, "why")


def report(house: House) -> tuple[FormSession, ItemGroupDef]:
    """Return an open report with rows 1 to 3 of its repeating group."""
    subject = house.screened()
    session = new_log_row(house.book("li"), subject, "F.SAE")
    group = next(group for group in session.form.groups if group.repeating)
    session.add_row(group)
    session.add_row(group)
    for repeat, day in ((1, "2026-06-01"), (2, "2026-06-02"), (3, "2026-06-03")):
        session.enter(session.key.item(group.oid, f"I.SAE.{ROW_DAY}", repeat), day)
    session.save()
    return session, group


def rows(session: FormSession, group: ItemGroupDef) -> list[int]:
    return sorted({state.key.group_repeat for state in session.items() if state.group.oid == group.oid})


def test_a_row_is_removed_with_a_reason_and_its_number_is_never_used_again(house: House) -> None:
    session, group = report(house)
    with pytest.raises(KnownError, match="reason_required"):
        remove_row(session, group, 3)
    remove_row(session, group, 3, "entered twice")
    assert rows(session, group) == [1, 2]
    again = FormSession(house.book("li"), session.key)
    assert rows(again, group) == [1, 2]
    assert again.add_row(group)[0].key.group_repeat == 4
    line = list(audit_lines(house.book("wang"), "en"))[-1]
    assert (line.act, line.old, line.new, line.reason) == ("remove_row", "2026-06-03", "", "entered twice")
    page = CrfPageBuilder(house.book("li"), session.key, "en").build()
    titles = [section.title for section in page.sections if section.title.startswith(group.name.en)]
    assert titles[-1] == f"{group.name.en} · row 3 [Removed]"
    assert page.changes[-1].why == "entered twice"


def test_a_row_is_named_by_its_number_in_the_audit_trail_in_queries_and_on_paper(house: House) -> None:
    session, group = report(house)
    day = session.key.item(group.oid, f"I.SAE.{ROW_DAY}", 2)
    remove_row(session, group, 1, "entered twice")
    session.enter(day, "2026-06-08")
    session.save("misread")
    Queries(house.book("mo")).raise_on(day, "Sent twice?")
    wang = house.book("wang")
    changed, asked = list(audit_lines(wang, "en"))[-2:]
    assert (changed.new, changed.where("en")) == ("2026-06-08", "SAE report #1 · Date · row 2")
    assert asked.where("zh") == "严重不良事件报告 #1 · 日期 · 第2行"
    assert b",Date,row 2," in audit_csv(wang, [changed], "en")
    (line,) = query_lines(wang)
    assert line.label is not None
    assert (line.form.en, line.label.en) == ("SAE report #1", "Date · row 2")
    page = CrfPageBuilder(wang, session.key, "en").build()
    assert [change.label for change in page.changes] == ["Date · row 1", "Date · row 2"]
    (section,) = (section for section in page.sections if section.title == QUERIES.en)
    assert section.lines[0].label == "Date · row 2"


def test_removing_the_only_row_leaves_a_new_one_with_the_next_number(house: House) -> None:
    session, group = report(house)
    for repeat in (1, 2, 3):
        remove_row(session, group, repeat, "wrong report")
    assert rows(session, group) == [4]
    assert rows(FormSession(house.book("li"), session.key), group) == [4]


def test_a_row_that_was_never_saved_goes_without_a_word_and_nothing_else_is_lost(house: House) -> None:
    session, group = report(house)
    added = session.add_row(group)[0].key
    before = house.shelves.store.head()
    assert remove_row(session, group, added.group_repeat) is None
    assert house.shelves.store.head() == before
    session.enter(session.key.item(group.oid, f"I.SAE.{ROW_DAY}", 1), "2026-06-09")
    with pytest.raises(KnownError, match="save_first"):
        remove_row(session, group, 2, "why")
    assert session.dirty


def test_ema_01_a_form_keeps_when_it_was_observed_and_when_it_was_entered_and_is_marked_when_late(
    house: House,
) -> None:
    session = complete(house)  # at 09:00 on 2026-11-22
    book = house.book("li")
    times = entry_times(book, book.values(session.key.subject), session.key)
    assert times is not None
    assert times.observed == date(2026, 6, 1)
    assert times.entered.isoformat() == "2026-11-22T09:00:00+08:00"
    assert times.lag == timedelta(days=173, hours=9)
    assert times.late
    page = CrfPageBuilder(book, session.key, "en").build()
    told = [(line.label, line.answers[0].text) for section in page.sections for line in section.lines]
    assert ("Late entry (observed → first entered)", "2026-06-01 → 2026-11-22 09:00:00 +08:00") in told


@pytest.mark.parametrize(("day", "late"), [("2026-11-22", False), ("2026-11-19", False), ("2026-11-18", True)])
def test_ema_01_an_entry_is_late_more_than_three_days_after_the_day_of_observation(
    house: House, day: str, late: bool
) -> None:
    session = vital_signs(house, house.screened())
    fill(session, VSDAT=day)
    session.save()
    times = entry_times(house.book("li"), session.values, session.key)
    assert times is not None
    assert times.late is late


def test_fda_08_the_trail_says_which_check_prompted_the_correction(house: House) -> None:
    session = vital_signs(house, house.screened())
    fill(session, VSDAT="2026-06-01", VSPERF="Y", SYSBP="300")
    session.save()
    session.enter(at(session, "SYSBP"), "130")
    session.save("misread")
    line = next(line for line in audit_lines(house.book("wang"), "en") if line.new == "130")
    assert (line.old, line.reason) == ("300", "misread")
    assert "300 is impossible." in [message.en for message in line.prompted]


def test_an_entry_that_no_check_prompted_says_none(house: House) -> None:
    subject = complete(house).key.subject
    assert all(not line.prompted for line in audit_lines(house.book("wang"), "en") if line.subject == subject)

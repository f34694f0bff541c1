"""The door believes no record: not its subject, not what it says stood there before, not a change without a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hairtrial_desktop.casebook.clock import TOLERANCE
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.ports import Conflict
from hairtrial_desktop.casebook.record import SITE, Draft, Record, parse_utc, utc_text
from hairtrial_desktop.study.errors import KnownError
from tests.casebook.house import House
from tests.casebook.test_acts import printed
from tests.casebook.test_form_session import at
from tests.casebook.test_queries import completed


@pytest.fixture
def session(house: House) -> FormSession:
    return completed(house)


def change(session: FormSession, **changed: Any) -> Draft:
    held = session.book.state(session.key.subject).items()[str(at(session, "SYSBP"))]
    record = Record("item", held.key, held.value, "130", reason="read again")
    return Draft(session.key.subject, "save", (replace(record, **changed),))


def test_p11_05_the_true_change_is_taken(house: House, session: FormSession) -> None:
    assert house.book("li").commit(change(session)).seq == house.shelves.store.head().seq


@pytest.mark.parametrize("untrue", [{"old": "777"}, {"old": None}, {"old": None, "old_null": "NK"}, {"old_null": "ND"}])
def test_p11_05_a_record_that_lies_about_what_stood_there_is_refused(
    house: House, session: FormSession, untrue: dict[str, str | None]
) -> None:
    head = house.shelves.store.head()
    with pytest.raises(Conflict):
        house.book("li").commit(change(session, **untrue))
    assert house.shelves.store.head() == head


@pytest.mark.parametrize("reason", [None, "", "  "])
@pytest.mark.parametrize("act", ["save", "complete"])
def test_p11_05_a_value_is_not_changed_without_a_reason(
    house: House, session: FormSession, act: str, reason: str | None
) -> None:
    draft = replace(change(session, reason=reason), act=act)
    with pytest.raises(KnownError, match="reason_required"):
        house.book("li").commit(draft)


@pytest.mark.parametrize("subject", ["01-777", "01-0011", ""])
def test_p11_05_a_commit_of_one_participant_writes_of_no_other(
    house: House, session: FormSession, subject: str
) -> None:
    key = str(at(session, "SYSBP")).replace(session.key.subject, subject)
    with pytest.raises(ValueError, match="subject"):
        house.book("li").commit(change(session, key=key))


@pytest.mark.parametrize("copies", [0, -5, "many"])
def test_a_print_is_of_one_copy_at_least(house: House, copies: object) -> None:
    row = {**printed(house, "li"), "copies": copies}
    with pytest.raises(ValueError, match="print"):
        house.book("li").commit(Draft(SITE, "print", (Record("print", "print-00001", None, row),)))


@pytest.mark.parametrize("days", [-900, -1, 400])
def test_p11_05_no_commit_is_dated_back_or_forward(house: House, session: FormSession, days: int) -> None:
    house.clock.move(days=2)
    head, late = house.shelves.store.head(), house.clock.now() + timedelta(days=days) - timedelta(days=2, minutes=3)
    with pytest.raises(ValueError, match="at"):
        house.book("li").commit(change(session), late if days < 0 else late + timedelta(days=3))
    assert house.shelves.store.head() == head


@pytest.mark.parametrize("back", [timedelta(milliseconds=1), timedelta(seconds=1), TOLERANCE])
def test_p11_05_no_commit_is_dated_before_the_newest_so_that_steps_do_not_add_up(
    house: House, session: FormSession, back: timedelta
) -> None:
    head = house.shelves.store.head()
    assert head.at is not None
    with pytest.raises(ValueError, match="at"):
        house.book("li").commit(change(session), parse_utc(head.at) - back)
    assert house.shelves.store.head() == head
    assert house.book("li").commit(change(session), parse_utc(head.at)).head["at"] == head.at


def test_off_06_a_clock_a_little_behind_makes_no_commit_earlier_than_the_newest(
    house: House, session: FormSession
) -> None:
    times = [house.shelves.store.head().at]
    for old, new in (("120", "130"), ("130", "120"), ("120", "131")):
        house.clock.move(seconds=-30)
        times.append(house.book("li").commit(change(session, old=old, new=new)).head["at"])
    assert times == [times[0]] * 4
    house.clock.move(minutes=5)
    assert house.book("li").commit(change(session, old="131")).head["at"] == utc_text(house.clock.now())


@pytest.mark.parametrize(("source", "refused"), [("derived", "conflict"), ("system", "reason_required")])
def test_p11_05_no_entered_value_changes_without_a_reason_by_calling_it_the_programs(
    house: House, session: FormSession, source: str, refused: str
) -> None:
    head = house.shelves.store.head()
    with pytest.raises(KnownError, match=refused):
        house.book("li").commit(change(session, source=source, reason=None))
    assert house.shelves.store.head() == head


@pytest.mark.parametrize("source", ["derived", "system", "direct"])
@pytest.mark.parametrize(
    ("name", "old", "new"), [("AGE", "75", "30"), ("FIXED", "INFORMED CONSENT OBTAINED", "ENROLLED")]
)
def test_p11_05_a_derived_value_is_what_follows_from_the_others_or_refused(
    house: House, source: str, name: str, old: str, new: str
) -> None:
    book, subject = house.book("li"), house.screened()
    key = f"{subject}/SE.SCR#1/F.IC#1/IG.IC.IC#1/I.IC.{name}"
    assert book.state(subject).items()[key].value == old
    for record in (Record("item", key, old, new, reason="read again", source=source), Record("item", key, old, None)):
        with pytest.raises(Conflict):
            book.commit(Draft(subject, "save", (record,)))


def test_p11_05_a_derived_value_goes_with_its_cause(house: House) -> None:
    book, subject = house.book("li"), house.screened()
    start = f"{subject}/SE.SCR#1/F.IC#1/IG.IC.IC#1/I.IC"
    cause = Record("item", f"{start}.DSSTDAT", "2026-06-01", "2026-06-03", reason="misread")
    derived = Record("item", f"{start}.AGE", "75", "76", source="derived")
    with pytest.raises(Conflict):  # without its cause it does not follow
        book.commit(Draft(subject, "save", (derived,)))
    book.commit(Draft(subject, "save", (cause, derived)))

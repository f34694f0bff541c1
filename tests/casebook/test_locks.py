"""Freeze and locks at the casebook's door; source verification and review as marks over values."""

from __future__ import annotations

import pytest

from hairtrial_desktop.casebook.actor import NotPermitted
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.locks import LockLevel, lock_over, place_of, put_lock
from hairtrial_desktop.casebook.locks_hard import hard_lock_obstacles, undo_hard_lock
from hairtrial_desktop.casebook.notes import write_note
from hairtrial_desktop.casebook.ports import WrongPassword
from hairtrial_desktop.casebook.queries import Queries, queries_of
from hairtrial_desktop.casebook.query_states import QueryEvent
from hairtrial_desktop.casebook.record import Draft, Record
from hairtrial_desktop.casebook.verification_marks import (
    REVIEW,
    SDV,
    MarkState,
    mark_of,
    progress_of,
    progress_of_subject,
    set_mark,
    take_mark_back,
)
from hairtrial_desktop.study.errors import KnownError
from tests.casebook.house import House
from tests.casebook.test_form_session import at, fill, vital_signs
from tests.casebook.test_queries import completed, reopened
from tests.casebook.test_signing import Door, signing

SCOPES = ("form", "visit", "subject", "site")


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("level", [LockLevel.FROZEN, LockLevel.SOFT])
def test_r3_12_a_change_that_reaches_a_locked_form_is_refused_by_name(
    house: House, scope: str, level: LockLevel
) -> None:
    session = completed(house)
    put_lock(house.book("wang"), place_of(scope, session.key, "01"), level, "data review")
    again = reopened(house, session)
    assert again.read_only
    lock = again.lock
    assert lock is not None
    assert (lock.level, lock.user, lock.reason) == (level, "wang", "data review")
    with pytest.raises(KnownError, match="item_read_only"):
        fill(again, SYSBP="121")
    before = house.shelves.store.head()
    change = Record("item", str(at(session, "SYSBP")), "120", "121", reason="misread")
    with pytest.raises(KnownError, match="form_frozen" if level is LockLevel.FROZEN else "form_locked") as caught:
        house.book("li").commit(Draft(session.key.subject, "save", (change,)))
    assert str(caught.value.params["form"].en) == "Vital signs"
    assert house.shelves.store.head() == before


def test_r3_12_a_value_derived_elsewhere_does_not_reach_a_locked_form(house: House) -> None:
    subject = house.screened()
    eligibility = FormSession(house.book("wang"), FormKey(subject, "SE.SCR", "F.IE"))
    eligibility.complete()
    put_lock(house.book("wang"), str(eligibility.key), LockLevel.SOFT, "clean")
    consent = FormSession(house.book("li"), FormKey(subject, "SE.SCR", "F.IC"))
    fill(consent, BIRTH="1940-01")  # makes the participant too old
    with pytest.raises(KnownError, match="form_locked") as caught:
        consent.save("late")
    assert caught.value.params["form"].en == "Eligibility"
    assert consent.dirty  # what was typed stands


def test_a_form_beside_the_locked_one_stays_open(house: House) -> None:
    session = completed(house)
    put_lock(house.book("wang"), str(session.key), LockLevel.SOFT, "clean")
    other = vital_signs(house, session.key.subject, event="SE.V1")
    fill(other, VSDAT="2026-07-01")
    assert other.save() is not None


def test_who_may_freeze_lock_and_unlock(house: House) -> None:
    session = completed(house)
    place = str(session.key)
    for user in ("li", "ad"):
        with pytest.raises(NotPermitted):
            put_lock(house.book(user), place, LockLevel.FROZEN, "mine")
    put_lock(house.book("mo"), place, LockLevel.FROZEN, "visit")
    with pytest.raises(NotPermitted):
        put_lock(house.book("mo"), place, LockLevel.SOFT, "visit")
    put_lock(house.book("mo"), place, LockLevel.NONE, "visit over")
    with pytest.raises(KnownError, match="reason_required"):
        put_lock(house.book("wang"), place, LockLevel.SOFT, " ")
    put_lock(house.book("wang"), place, LockLevel.SOFT, "clean")
    with pytest.raises(NotPermitted):
        put_lock(house.book("mo"), place, LockLevel.NONE, "more")
    with pytest.raises(KnownError, match="lock_not_now"):
        put_lock(house.book("wang"), place, LockLevel.FROZEN, "again")
    put_lock(house.book("wang"), place, LockLevel.NONE, "one value left")
    assert lock_over(house.book("li"), session.key) is None
    reasons = [
        (line.user, line.reason) for line in house.shelves.store.history(place) if line.act in ("lock", "unlock")
    ]
    assert reasons == [("wang", "clean"), ("wang", "one value left")]


def test_the_wider_or_harder_lock_counts(house: House) -> None:
    session = completed(house)
    put_lock(house.book("wang"), str(session.key), LockLevel.FROZEN, "a")
    put_lock(house.book("wang"), session.key.subject, LockLevel.SOFT, "b")
    lock = lock_over(house.book("li"), session.key)
    assert lock is not None
    assert (lock.level, lock.place) == (LockLevel.SOFT, session.key.subject)


def test_a_frozen_form_can_be_asked_about_and_signed(house: House) -> None:
    session = completed(house)
    put_lock(house.book("mo"), str(session.key), LockLevel.FROZEN, "visit")
    Queries(house.book("mo")).raise_on(session.key, "?")
    (query,) = queries_of(house.book("li").state(session.key.subject))
    Queries(house.book("li")).do(query.key, QueryEvent.ANSWER, "!")
    write_note(house.book("li"), at(session, "SYSBP"), "left arm")
    signing(house).sign(session.key, "right", "zh", "wang")


def test_r3_12_a_hard_lock_waits_for_queries_and_signatures_and_then_nothing_moves(house: House) -> None:
    session = completed(house, "150")
    place = str(session.key)
    with pytest.raises(KnownError, match="lock_open_queries"):
        put_lock(house.book("wang"), place, LockLevel.HARD, "lock")
    (query,) = queries_of(house.book("mo").state(session.key.subject), session.key)
    Queries(house.book("mo")).do(query.key, QueryEvent.CLOSE, "seen")
    assert [each.code for each in hard_lock_obstacles(house.book("wang"), place)] == ["lock_not_signed"]
    with pytest.raises(KnownError, match="lock_not_signed"):
        put_lock(house.book("wang"), place, LockLevel.HARD, "lock")
    signing(house).sign(session.key, "right", "zh", "wang")
    put_lock(house.book("wang"), place, LockLevel.HARD, "lock")
    with pytest.raises(KnownError, match="form_locked"):
        Queries(house.book("mo")).raise_on(session.key, "?")
    with pytest.raises(KnownError, match="form_locked"):
        write_note(house.book("li"), at(session, "SYSBP"), "x")
    with pytest.raises(KnownError, match="form_locked"):
        set_mark(house.book("mo"), SDV, session.key)
    again = Record("signature", f"{place}/S#2", None, {"digest": ""})
    with pytest.raises(KnownError, match="form_locked"):
        house.book("wang").commit(Draft(session.key.subject, "sign", (again,)))


def test_a_hard_lock_is_undone_by_two_people_only(house: House) -> None:
    session = completed(house)
    place = str(session.key)
    signing(house).sign(session.key, "right", "zh", "wang")
    put_lock(house.book("wang"), place, LockLevel.HARD, "lock")
    with pytest.raises(KnownError, match="second_person_required"):
        put_lock(house.book("wang"), place, LockLevel.NONE, "error found")
    for second, refused in (("wang", "second_person_same"), ("mo", "second_person_role")):
        with pytest.raises(KnownError, match=refused):
            undo_hard_lock(house.book("wang"), Door(), place, "error found", (second, "right"))
    with pytest.raises(WrongPassword):
        undo_hard_lock(house.book("wang"), Door(), place, "error found", ("li", "wrong"))
    assert lock_over(house.book("li"), session.key) is not None
    undo_hard_lock(house.book("wang"), Door(), place, "error found", ("li", "right"))
    assert lock_over(house.book("li"), session.key) is None
    assert '"second_person":"li"' in (house.shelves.store.history(place)[-1].new or "")


def test_edc_01_sdv_names_the_monitor_and_is_cleared_by_a_change(house: House) -> None:
    session = completed(house)
    item, subject = at(session, "SYSBP"), session.key.subject
    with pytest.raises(NotPermitted):
        set_mark(house.book("li"), SDV, item)
    set_mark(house.book("mo"), SDV, item)
    mark = mark_of(house.book("li").state(subject), SDV, item)
    assert (mark.state, mark.user, mark.role, mark.at[:10]) == (MarkState.DONE, "mo", "monitor", "2026-11-22")
    again = reopened(house, session)
    fill(again, SYSBP="121")
    again.save("misread")
    assert mark_of(house.book("li").state(subject), SDV, item).state is MarkState.CLEARED
    set_mark(house.book("mo"), SDV, item)
    assert mark_of(house.book("li").state(subject), SDV, item).state is MarkState.DONE
    take_mark_back(house.book("mo"), SDV, item, "wrong source")
    assert mark_of(house.book("li").state(subject), SDV, item).state is MarkState.NONE


@pytest.mark.parametrize("kind", [SDV, REVIEW])
def test_a_mark_over_a_form_covers_each_value_and_a_change_clears_that_one(house: House, kind: str) -> None:
    session = completed(house)
    study, subject = house.study, session.key.subject
    set_mark(house.book("mo"), kind, session.key)
    progress = progress_of(house.book("li").state(subject), study, kind, session.key)
    assert (progress.done, progress.total, progress.state) == (3, 3, MarkState.DONE)
    again = reopened(house, session)
    fill(again, SYSBP="121")
    again.save("misread")
    state = house.book("li").state(subject)
    assert mark_of(state, kind, at(session, "SYSBP")).state is MarkState.CLEARED
    assert mark_of(state, kind, at(session, "VSDAT")).state is MarkState.DONE
    whole = progress_of_subject(state, study, kind)
    assert (whole.done, whole.total, whole.cleared, whole.state) == (2, 4, 1, MarkState.CLEARED)


def test_there_is_nothing_to_verify_where_nothing_is_entered(house: House) -> None:
    subject = house.screened()
    with pytest.raises(KnownError, match="nothing_to_mark"):
        set_mark(house.book("mo"), SDV, FormKey(subject, "SE.V1", "F.VS"))

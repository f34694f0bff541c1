"""双人核对: the second person's word counts only before the needle, and only of somebody else than the injector."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.paper_source import PaperSource, record_paper
from hairtrial_desktop.casebook.record import Draft, Record
from hairtrial_desktop.casebook.vouching import CHECKED, SIGNED, checked_in
from tests.casebook.scenarios.ward import SUBJECT, Ward

GATE, INJECTION = FormKey(SUBJECT, "SE.V1", "F.GATE"), FormKey(SUBJECT, "SE.V1", "F.EC")
LATE, SAME = "RC.EC.ECSTTIM.4", "RC.EC.INJECTOR.2"
DAY = "2026-11-22"  # 09:00 in the study's zone


def say(ward: Ward, status: str, second: str | None) -> None:
    """Commit the status of the check before the injection as the window does, at the ward's time."""
    state = ward.book("li").whole(SUBJECT)
    row = state.forms().get(str(GATE))
    old = None if row is None else {"status": row.status, "confirmed_by": row.confirmed_by}
    new: dict[str, Any] = {"status": status, "confirmed_by": second}
    if second is not None:
        new |= {CHECKED: checked_in(state, str(GATE)), SIGNED: [{"user": second}]}
    record = Record("form", str(GATE), old, new)
    ward.book("li").commit(Draft(SUBJECT, "complete", (record,)))


def inject(ward: Ward, a: str, b: str, injector: str = "li") -> None:
    session = ward.form("V1.EC")
    ward.enter(session, ECDAT=DAY, ECYN="Y", INJECTOR=injector)
    found = session.form.item("ECSTTIM")
    assert found is not None
    for area, text in enumerate((a, b), 1):
        session.enter(session.key.item(found[0].oid, found[1].oid, area), text)
    session.save("时间更正")


def found(ward: Ward) -> list[tuple[str, int]]:
    findings = ward.book("li").judged(SUBJECT).findings(INJECTION)
    return [(each.oid, each.key.group_repeat) for each in findings if each.oid in (LATE, SAME)]


def test_a11_01_a_word_given_after_the_start_is_flagged_to_the_minute_and_proposed(ward: Ward) -> None:
    ward.screen(day="2026-11-10")
    say(ward, "complete", "chen")
    inject(ward, "09:00", "09:10")
    assert found(ward) == []
    inject(ward, "08:59", "09:10")
    assert found(ward) == [(LATE, 1)]
    assert any(LATE in key for key in ward.proposals())


def test_a11_01_the_injector_is_no_second_person_whoever_confirms_later(ward: Ward) -> None:
    ward.screen(day="2026-11-10")
    say(ward, "complete", "wang")
    inject(ward, "09:00", "09:05", injector="wang")
    assert found(ward) == [(SAME, 1)]
    ward.clock.move(minutes=30)
    say(ward, "progress", None)
    say(ward, "complete", "chen")
    assert found(ward) == [(SAME, 1)]  # when the needle went in it was the injector's own word
    ward.fill("V1.EC", INJECTOR="li")
    assert found(ward) == []


def test_a11_01_the_query_is_opened_by_the_very_confirmation_that_asks_for_it(ward: Ward) -> None:
    ward.screen(day="2026-11-10")
    say(ward, "complete", "chen")
    inject(ward, "09:00", "09:05", injector="wang")
    done = Record("form", str(INJECTION), {"status": "progress", "confirmed_by": None},
                  {"status": "complete", "confirmed_by": None})  # fmt: skip
    ward.book("li").commit(Draft(SUBJECT, "complete", (done,)))
    ward.clock.move(minutes=30)
    say(ward, "progress", None)
    say(ward, "complete", "wang")
    (last,) = ward.shelves.store.commits(ward.shelves.store.head().seq - 1)
    records = [record for sealed in last.records if (record := sealed.record()) is not None]
    opened = [record.new["check"] for record in records if record.kind == "query" and "check" in record.new]
    assert SAME in opened


def test_a11_01_a_word_taken_back_before_the_needle_does_not_count(ward: Ward) -> None:
    ward.screen(day="2026-11-10")
    say(ward, "complete", "chen")
    ward.clock.move(minutes=5)
    say(ward, "progress", None)
    ward.clock.move(minutes=25)
    say(ward, "complete", "chen")
    inject(ward, "09:04", "09:06")
    assert found(ward) == [(LATE, 2)]


def test_nothing_is_said_of_a_check_that_was_made_on_paper(ward: Ward) -> None:
    ward.screen(day="2026-11-10")
    record_paper(ward.book("li"), GATE, PaperSource("周护士", datetime(2026, 11, 22, 0, 30, tzinfo=UTC), "1.0"))
    say(ward, "complete", "wang")
    inject(ward, "08:45", "08:50", injector="wang")
    assert found(ward) == []

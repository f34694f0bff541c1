from __future__ import annotations

from datetime import date, timedelta

import pytest

from hairtrial_desktop.study.schedule import PlannedVisit, plan
from tests.study.specimen import specimen

STUDY = specimen()
V1 = date(2026, 6, 15)


def visits(actual: dict[str, date | None], today: date = V1) -> dict[str, PlannedVisit]:
    return {visit.event.short: visit for visit in plan(STUDY, actual, today)}


def test_windows_follow_what_really_happened() -> None:
    planned = visits({"SE.V1": V1})
    assert planned["V2"].due == date(2026, 7, 15)
    assert planned["V3"].due == date(2026, 8, 15)  # from the planned V2
    assert planned["FU1"].due == date(2026, 9, 15)
    late = visits({"SE.V1": V1, "SE.V2": date(2026, 7, 20)})
    assert late["V3"].due == date(2026, 8, 20)
    assert (late["V2"].days_off, late["V2"].state) == (5, "done_amber")


def test_the_log_is_no_visit() -> None:
    assert list(visits({})) == ["SCR", "V1", "V2", "V3", "FU1"]


def test_without_an_anchor_nothing_is_planned() -> None:
    assert {visit.state for visit in visits({}).values()} == {"unplanned"}
    assert visits({"SE.SCR": V1})["SCR"].state == "done"
    assert visits({"SE.SCR": V1})["V1"].due == date(2026, 6, 29)


@pytest.mark.parametrize(
    ("off", "state"),
    [(0, "done"), (3, "done"), (-3, "done"), (4, "done_amber"), (-7, "done_amber"), (8, "done_red"), (-8, "done_red")],
)
def test_a_visit_that_happened(off: int, state: str) -> None:
    visit = visits({"SE.V1": V1, "SE.V2": date(2026, 7, 15) + timedelta(off)})["V2"]
    assert (visit.days_off, visit.state) == (off, state)


@pytest.mark.parametrize(
    ("off", "state"),
    [(-4, "upcoming"), (-3, "due"), (0, "due"), (3, "due"), (4, "overdue"), (7, "overdue"), (8, "out")],
)
def test_a_visit_to_come(off: int, state: str) -> None:
    visit = visits({"SE.V1": V1}, date(2026, 7, 15) + timedelta(off))["V2"]
    assert visit.state == state
    assert (visit.earliest, visit.latest) == (date(2026, 7, 12), date(2026, 7, 18))
    assert (visit.hard_earliest, visit.hard_latest) == (date(2026, 7, 8), date(2026, 7, 22))


def test_without_a_hard_limit_late_stays_overdue() -> None:
    assert visits({"SE.V3": V1}, date(2027, 6, 1))["FU1"].state == "overdue"
    assert visits({"SE.V3": V1, "SE.FU1": date(2027, 6, 1)})["FU1"].state == "done_amber"

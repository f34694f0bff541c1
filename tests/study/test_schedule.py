from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hairtrial_desktop.places import forms_folder
from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.study.loader import load_study, read_forms
from hairtrial_desktop.study.schedule import Colour, PlannedVisit, Schedule, VisitFact, plan
from tests.study.specimen import specimen

STUDY = specimen()
REAL = load_study(read_forms(forms_folder()))
ANCHORED = replace(
    REAL, settings={**REAL.settings, "INTERVAL": replace(REAL.settings["INTERVAL"], value="ANCHOR")}
)  # fmt: skip
V1 = date(2026, 6, 15)


def visits(actual: dict[str, date], today: date = V1) -> dict[str, PlannedVisit]:
    return {
        visit.event.short: visit for visit in plan(STUDY, {oid: VisitFact(day) for oid, day in actual.items()}, today)
    }


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


def real(facts: dict[str, VisitFact], today: date = V1, study: Study = REAL) -> dict[str, PlannedVisit]:
    return {visit.event.short: visit for visit in plan(study, facts, today)}


def on(**days: str) -> dict[str, VisitFact]:
    return {f"SE.{name}": VisitFact(date.fromisoformat(day)) for name, day in days.items()}


def test_vector_14_the_interval_counts_from_the_previous_or_from_the_first_injection() -> None:
    chain = real(on(V1="2026-01-31", V2="2026-02-28"))
    assert (chain["V2"].due, chain["V3"].due) == (date(2026, 2, 28), date(2026, 3, 28))
    anchored = real(on(V1="2026-01-31", V2="2026-02-28"), study=ANCHORED)
    assert (anchored["V2"].due, anchored["V3"].due) == (date(2026, 2, 28), date(2026, 3, 31))
    assert chain["V2"].actual is not None
    assert (chain["V2"].actual - date(2026, 1, 31)).days == 28


def test_vector_15_a_month_ends_with_its_last_day() -> None:
    assert real(on(V1="2024-01-31"))["V2"].due == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("day", "colour"),
    [("2026-03-11", "RED"), ("2026-03-12", "GREEN"), ("2026-03-15", "GREEN"), ("2026-03-16", "AMBER")],
)
def test_anchored_keeps_three_weeks_after_a_late_injection(day: str, colour: Colour) -> None:
    late = Schedule(ANCHORED, on(V1="2026-01-12", V2="2026-02-19"))  # V3 due 12 March, 21 days after V2 too
    window = late.window("SE.V3")
    assert window is not None
    assert window.due == date(2026, 3, 12)
    assert window.colour(date.fromisoformat(day)) == colour
    unhurried = Schedule(ANCHORED, on(V1="2026-01-12", V2="2026-02-12")).window("SE.V3")
    assert unhurried is not None
    assert unhurried.colour(date(2026, 3, 11)) == "GREEN"  # 27 days after V2


@pytest.mark.parametrize(
    ("day", "colour"),
    [("2026-06-01", "AMBER"), ("2026-06-02", "GREEN"), ("2026-06-29", "GREEN"), ("2026-06-30", "RED")],
)
def test_screening_holds_from_day_minus_28_to_day_minus_1(day: str, colour: Colour) -> None:
    window = Schedule(REAL, on(SCR="2026-06-01")).window("SE.V1")
    assert window is not None
    assert window.colour(date.fromisoformat(day)) == colour


@pytest.mark.parametrize(
    ("event", "day", "colour"),
    [
        ("V1D2", "2026-06-15", "AMBER"), ("V1D2", "2026-06-16", "GREEN"), ("V1D2", "2026-06-18", "GREEN"),
        ("V1D2", "2026-06-19", "RED"), ("V1D8", "2026-06-19", "RED"), ("V1D8", "2026-06-20", "GREEN"),
        ("V1D8", "2026-06-24", "GREEN"), ("V1D8", "2026-06-25", "RED"), ("FU1", "2026-09-08", "GREEN"),
        ("FU1", "2026-09-22", "GREEN"), ("FU1", "2026-09-23", "RED"), ("FU2", "2026-11-29", "GREEN"),
        ("FU2", "2026-11-30", "RED"), ("EOS", "2027-02-01", "GREEN"), ("EOS", "2027-03-02", "RED"),
    ],
)  # fmt: skip
def test_contacts_and_follow_ups_count_from_the_injection(event: str, day: str, colour: Colour) -> None:
    window = Schedule(REAL, on(V1="2026-06-15", V2="2026-07-15", V3="2026-08-15")).window(f"SE.{event}")
    assert window is not None
    assert window.colour(date.fromisoformat(day)) == colour


def test_follow_ups_count_from_the_last_injection_given() -> None:
    stopped = {"SE.V2": VisitFact(cancelled=True), "SE.V3": VisitFact(cancelled=True)}
    after_one = real({**on(V1="2026-06-15"), **stopped})
    assert (after_one["FU1"].due, after_one["FU1"].anchor) == (date(2026, 7, 15), "SE.V1")
    not_given = {**on(V1="2026-06-15"), "SE.V2": VisitFact(date(2026, 7, 20), given=False)}
    waiting = real(not_given)
    assert waiting["V3"].due == date(2026, 8, 15)  # from the day V2 was planned for, not from a visit without needle
    assert waiting["FU1"].due == date(2026, 9, 15)  # V3 is still to come
    assert real({**not_given, "SE.V3": VisitFact(cancelled=True)})["FU1"].due == date(2026, 7, 15)
    assert real({**not_given, "SE.V3": VisitFact(date(2026, 8, 15), given=False)})["EOS"].due == date(2026, 12, 15)


def test_what_hangs_on_a_cancelled_visit_is_cancelled_and_what_happened_stays() -> None:
    planned = real({**on(V1="2026-06-15", V1D2="2026-06-17"), "SE.V2": VisitFact(cancelled=True)}, date(2026, 9, 1))
    assert [planned[name].state for name in ("V1D2", "V1D8", "V2", "V2D2", "V3", "V3D8")] == [
        "done", "out", "cancelled", "cancelled", "cancelled", "cancelled",
    ]  # fmt: skip


def test_unscheduled_visits_are_not_planned() -> None:
    assert "UNS" not in real({})


def test_a_corrected_date_moves_the_windows_after_it() -> None:
    assert real(on(V1="2026-06-15", V2="2026-07-22"))["V2"].state == "done_amber"
    assert real(on(V1="2026-06-14", V2="2026-07-22"))["V2"].state == "done_red"

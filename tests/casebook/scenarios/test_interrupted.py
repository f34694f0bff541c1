"""An injection that was interrupted: nothing that really happened is impossible to record (clinical content 10, 17)."""

from __future__ import annotations

import pytest

from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.study.definitions import CheckClass
from tests.casebook.scenarios.ward import Ward

DOSE = "DOSEPL"


@pytest.fixture
def half_given(ward: Ward) -> Ward:
    """Half of what was planned went into area B: 0.5 mL instead of 1.0 mL on 10 cm²."""
    ward.screen()
    ward.fill("V1.KIT", RANDNUM="R-101", COHORT="C2")
    session = ward.inject("V1", "2026-06-20")
    for name, (a, b) in {"AREACM2": ("10.0", "10.0"), "VOLML": ("1.00", "0.50"), "NPOINT": ("10", "5")}.items():
        group, item = found(session, name)
        session.enter(session.key.item(group, item, 1), a)
        session.enter(session.key.item(group, item, 2), b)
    session.save()
    return ward


def found(session: FormSession, name: str) -> tuple[str, str]:
    place = session.form.item(name)
    assert place is not None
    return place[0].oid, place[1].oid


def of_dose(session: FormSession) -> set[tuple[CheckClass, int]]:
    return {(each.check_class, each.key.group_repeat) for each in session.findings() if each.key.item.endswith(DOSE)}


def test_half_a_dose_without_an_interruption_is_a_deviation(half_given: Ward) -> None:
    session = half_given.fill("V1.EC", INTRYN="N")
    assert of_dose(session) == {(CheckClass.PROTOCOL, 2)}
    assert any(f".{DOSE}." in key or key.endswith(DOSE) or "DOSEPL" in key for key in half_given.proposals())


def test_once_it_was_interrupted_the_dose_only_asks_and_an_event_is_asked_for(half_given: Ward) -> None:
    session = half_given.fill("V1.EC", INTRYN="Y", INTRTIM="10:15", INTRREAS="头晕")
    assert of_dose(session) == {(CheckClass.SOFT, 2)}
    assert not any("DOSEPL" in key for key in half_given.proposals())
    (asked,) = [each for each in session.findings() if each.key.item.endswith("INTRYN")]
    assert (asked.check_class, "不良事件" in asked.message.zh) == (CheckClass.SOFT, True)


def test_the_words_are_the_same_for_both_areas(half_given: Ward) -> None:
    session = half_given.fill("V1.EC", INTRYN="Y", INTRTIM="10:15", INTRREAS="头晕")
    group, item = found(session, "VOLML")
    session.enter(session.key.item(group, item, 1), "0.50")
    session.save("两区均中断")
    said = {each.message.zh for each in session.findings() if each.key.item.endswith(DOSE)}
    assert len(said) == 1
    assert of_dose(session) == {(CheckClass.SOFT, 1), (CheckClass.SOFT, 2)}

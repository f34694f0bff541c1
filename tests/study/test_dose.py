"""Appendix A of the clinical content."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hairtrial_desktop.study import damm, dose
from hairtrial_desktop.study.errors import InputRefused, KnownError
from hairtrial_desktop.study.quantity import parse_quantity, show_quantity

D = Decimal
LOW, HIGH = D("5E8"), D("5E9")


@pytest.mark.parametrize(
    "text", ["5E8", "5e+8", "5×10^8", "5*10^8", "5 x 10^8", "5×10⁸", "５亿", "500000000", "50000万"]
)
def test_one_quantity_has_many_spellings(text: str) -> None:
    assert parse_quantity(text) == LOW


@pytest.mark.parametrize(
    "text", ["", "5E", "E8", "5^8", "5×8", "5×10", "亿", "5亿亿", "1 2", "0x5", "inf", "1_000", "5E400"]
)
def test_other_spellings_are_refused(text: str) -> None:
    with pytest.raises(InputRefused):
        parse_quantity(text)


def test_quantities_are_shown_with_three_figures() -> None:
    assert show_quantity(LOW) == "5.00×10⁸"
    assert show_quantity(D("4.75E8")) == "4.75×10⁸"
    assert show_quantity(D("9.999E9")) == "1.00×10¹⁰"
    assert show_quantity(D("1.00")) == "1.00"


def test_a_configuration_must_agree_with_itself() -> None:
    dose.check_configuration(LOW, D("5E9"), D("0.1"))
    dose.check_configuration(D("5.025E8"), D("5E9"), D("0.1"))  # 0.5 % exactly
    with pytest.raises(KnownError) as refused:
        dose.check_configuration(D("5.026E8"), D("5E9"), D("0.1"))
    assert refused.value.code == "dose_configuration"
    with pytest.raises(KnownError) as refused:
        dose.check_configuration(D("4E8"), D("4E9"), D("0.1"))
    assert refused.value.code == "dose_out_of_range"


@pytest.mark.parametrize(
    ("density", "assigned", "level", "above", "magnitude"),
    [
        ("5E8", "5E8", "green", False, False),
        ("4.5E8", "5E8", "green", False, False),  # 10.0 % itself passes
        ("5.5E8", "5E8", "green", False, False),
        ("4.49E8", "5E8", "red", False, False),
        ("5.51E8", "5E8", "amber", False, False),
        ("5.25E9", "5E9", "amber", True, False),  # within 10 %, but above the protocol's highest
        ("5.51E9", "5E9", "red", True, False),
        ("4.4E9", "5E9", "amber", False, False),
        ("1E9", "5E9", "amber", False, True),  # a fifth
        ("1.01E9", "5E9", "amber", False, False),
        ("2.5E9", "5E8", "amber", False, True),  # five times
        ("5E9", "5E8", "amber", False, True),
        ("0", "5E8", "red", False, True),
    ],
)
def test_delivered_against_assigned(density: str, assigned: str, level: str, above: bool, magnitude: bool) -> None:
    found = dose.judge(D(density), D(assigned))
    assert (found.level, found.above_highest, found.magnitude) == (level, above, magnitude)


def test_an_assigned_dose_outside_the_range_is_refused() -> None:
    with pytest.raises(KnownError):
        dose.judge(LOW, D("4.9E8"))


@given(
    st.decimals("0.01", "10", places=2), st.decimals("0.1", "30", places=1), st.sampled_from(["5E9", "1.5E10", "5E10"])
)
def test_the_arithmetic_is_the_same_whichever_way_round(volume: Decimal, area: Decimal, conc: str) -> None:
    density = dose.delivered(D(conc), volume, area)
    assert density is not None
    assert abs(density * area - D(conc) * volume) < D("1E-15") * D(conc)
    assert dose.delivered(D(conc), volume, D(0)) is None


@pytest.mark.parametrize(
    ("a", "b", "equal"),
    [
        ("1.00", "1.05", True), ("1.00", "1.06", False), ("0.10", "0.15", True), ("4.00", "4.20", True),
        ("4.00", "4.21", False), ("0", "0", True),
    ],
)  # fmt: skip
def test_equal_volumes(a: str, b: str, equal: bool) -> None:
    assert dose.volumes_equal(D(a), D(b)) is equal
    assert dose.volumes_equal(D(b), D(a)) is equal


def test_small_arithmetic() -> None:
    assert dose.planned_volume(D("0.1"), D(10)) == 1
    assert dose.percent_difference(D(9), D(11)) == 20
    assert dose.percent_difference(D(0), D(0)) is None
    assert dose.expected_points(D("10.5"), D(1)) == 11
    assert dose.expected_points(D("10.4"), D(1)) == 10
    assert dose.volume_per_point(D("1.0"), 10) == D("0.1")
    assert dose.volume_per_point(D("1.0"), 0) is None
    assert dose.area_rectangle(D("2.5"), D("4.1")) == D("10.3")
    assert dose.area_circle(D("1.78")) == D("10.0")
    start = datetime(2026, 6, 1, 23, 30)  # noqa: DTZ001 - all times of a site are in the study's zone
    assert dose.thaw_minutes(start, start + timedelta(minutes=75)) == 75


def test_damm() -> None:
    assert damm.check_digit("572") == "4"
    assert damm.passes("K-0187-3")
    assert not damm.passes("K-0187-4")
    assert not damm.passes("K")
    assert not damm.passes("0")


@given(st.text("0123456789", min_size=1, max_size=12), st.data())
def test_damm_catches_wrong_digits_and_swaps(digits: str, data: st.DataObject) -> None:
    whole = digits + damm.check_digit(digits)
    assert damm.passes(whole)
    at = data.draw(st.integers(0, len(whole) - 1))
    for digit in set("0123456789") - {whole[at]}:
        assert not damm.passes(whole[:at] + digit + whole[at + 1 :])
    if at and whole[at] != whole[at - 1]:
        assert not damm.passes(whole[: at - 1] + whole[at] + whole[at - 1] + whole[at + 1 :])

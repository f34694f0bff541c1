"""Dose arithmetic of clinical content Appendix A, in Decimal, for both areas alike.

Nothing here knows which area is treated: every figure is "nominal, if that syringe were active" and is computed
for both sides in the same way. Units: particles/mL, particles/cm², mL, cm², minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.study.quantity import EXACT, parse_quantity, rounded, show_quantity

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["DeliveredDose", "area_circle", "area_rectangle", "check_configuration", "delivered", "expected_points",
           "judge", "parse_quantity", "percent_difference", "planned_volume", "show_quantity", "thaw_minutes",
           "volume_per_point", "volumes_equal", "within_percent"]  # fmt: skip

LOWEST, HIGHEST = Decimal("5E8"), Decimal("5E9")  # particles/cm², the protocol's range
CONFIGURATION_PERCENT = Decimal("0.5")
DELIVERED_PERCENT = Decimal(10)
VOLUME_PERCENT = Decimal(5)
VOLUME_ML = Decimal("0.05")
FACTOR_LOW, FACTOR_HIGH = Decimal("0.2"), Decimal(5)
PI = Decimal("3.14159265358979323846264338327950288")
MINUTE = 60

Level = Literal["green", "amber", "red"]


@dataclass(frozen=True)
class DeliveredDose:
    """How a delivered density (particles/cm²) stands to the assigned one.

    ``level``: green within ±10 % (10.0 % itself passes), amber beyond, red beyond and outside 5E8..5E9; above 5E9
    always amber at least (``above_highest``, a deviation). ``magnitude``: a factor of five or more off, which a
    second person must confirm (factor-of-ten guard).
    """

    density: Decimal
    assigned: Decimal
    percent: Decimal
    level: Level
    above_highest: bool
    magnitude: bool


def within_percent(value: Decimal, reference: Decimal, percent: Decimal) -> bool:
    """Whether ``value`` is at most ``percent`` % away from ``reference``, the boundary included, without dividing."""
    distance = EXACT.abs(EXACT.subtract(value, reference))
    return EXACT.multiply(distance, Decimal(100)) <= EXACT.multiply(percent, EXACT.abs(reference))


def check_configuration(dose_cm2: Decimal, nominal_conc: Decimal, vol_cm2: Decimal) -> None:
    """Refuse a dose that is not concentration times volume (± 0.5 %) or lies outside 5E8..5E9.

    KnownError ``dose_configuration`` (params ``dose``, ``computed``) or ``dose_out_of_range`` (``dose``).
    """
    computed = EXACT.multiply(nominal_conc, vol_cm2)
    if not within_percent(dose_cm2, computed, CONFIGURATION_PERCENT):
        raise KnownError("dose_configuration", dose=show_quantity(dose_cm2), computed=show_quantity(computed))
    if not LOWEST <= dose_cm2 <= HIGHEST:
        raise KnownError("dose_out_of_range", dose=show_quantity(dose_cm2))


def planned_volume(vol_cm2: Decimal, area_target: Decimal) -> Decimal:
    """Return the total volume in mL, the same on both sides."""
    return EXACT.multiply(vol_cm2, area_target)


def delivered(nominal_conc: Decimal, volume: Decimal, area: Decimal) -> Decimal | None:
    """Return the nominal density in particles/cm² if that syringe were active; None for an area of nothing."""
    return EXACT.divide(EXACT.multiply(nominal_conc, volume), area) if area > 0 else None


def judge(density: Decimal, assigned: Decimal) -> DeliveredDose:
    """Judge a delivered density; KnownError ``dose_out_of_range`` if the assigned one is outside 5E8..5E9."""
    if not LOWEST <= assigned <= HIGHEST:
        raise KnownError("dose_out_of_range", dose=show_quantity(assigned))
    near = within_percent(density, assigned, DELIVERED_PERCENT)
    inside = LOWEST <= density <= HIGHEST
    level: Level = "green" if near and density <= HIGHEST else "amber"
    if not near and not inside:
        level = "red"
    ratio = EXACT.divide(density, assigned)
    return DeliveredDose(
        density,
        assigned,
        EXACT.multiply(EXACT.subtract(ratio, Decimal(1)), Decimal(100)),
        level,
        above_highest=density > HIGHEST,
        magnitude=ratio <= FACTOR_LOW or ratio >= FACTOR_HIGH,
    )


def percent_difference(a: Decimal, b: Decimal) -> Decimal | None:
    """Return ``abs(A-B)/mean*100``; None where the mean is nothing."""
    total = EXACT.add(a, b)
    return EXACT.divide(EXACT.multiply(abs(a - b), Decimal(200)), total) if total else None


def volumes_equal(a: Decimal, b: Decimal) -> bool:
    """Whether two volumes in mL are equal: ``abs(A-B) <= max(0.05 mL, 5 % of mean)``."""
    allowed = max(VOLUME_ML, EXACT.divide(EXACT.multiply(EXACT.add(a, b), VOLUME_PERCENT), Decimal(200)))
    return EXACT.abs(EXACT.subtract(a, b)) <= allowed


def expected_points(area: Decimal, points_per_cm2: Decimal) -> int:
    """Return the expected injection points, rounded half up."""
    return int(rounded(EXACT.multiply(area, points_per_cm2), 0))


def volume_per_point(volume: Decimal, points: int) -> Decimal | None:
    """Return mL a point; None without points."""
    return EXACT.divide(volume, Decimal(points)) if points > 0 else None


def area_rectangle(length: Decimal, width: Decimal) -> Decimal:
    """Return the area in cm² at one decimal."""
    return rounded(EXACT.multiply(length, width), 1)


def area_circle(radius: Decimal) -> Decimal:
    """Return the area in cm² at one decimal."""
    return rounded(EXACT.multiply(PI, EXACT.multiply(radius, radius)), 1)


def thaw_minutes(thaw_start: datetime, last_injection_end: datetime) -> int:
    """Return minutes from the start of thawing to the end of the last injection; full date-times cross midnight."""
    return int((last_injection_end - thaw_start).total_seconds()) // MINUTE

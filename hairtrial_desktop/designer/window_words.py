"""When a visit is due, in words: for the comparison, the letter and the dictionary."""

from __future__ import annotations

from hairtrial_desktop.study.definitions import OtherAnchor, VisitWindow
from hairtrial_desktop.words import Words


def due_words(months: int, days: int, tr: Words) -> str:
    """Return how long after the day it counts from: "1 month", "14 days", "1 month 3 days"."""
    parts = [tr.many("{n} month", "{n} months", months)] if months else []
    parts += [tr.many("{n} day", "{n} days", days)] if days or not months else []
    return " ".join(parts)


def window_words(window: VisitWindow | None, tr: Words) -> str:
    """Return the whole window as one sentence; "" where there is none."""
    if window is None:
        return ""
    parts = [
        tr("{due} after {visit}", due=due_words(window.months, window.days, tr), visit=short(window.anchor)),
        tr("in the window −{before} to +{after} days", before=window.before, after=window.after),
    ]
    if window.hard is not None:
        parts.append(tr("out of it beyond ±{hard} days", hard=window.hard))
    if window.fallback:
        parts.append(tr("instead counted from {visits}", visits=[short(oid) for oid in window.fallback]))
    if window.other is not None:
        parts.append(_other_words(window.other, tr))
    if window.only_after:
        parts.append(tr("never due before {visit} took place", visit=short(window.anchor)))
    return between(tr).join(parts)


def _other_words(other: OtherAnchor, tr: Words) -> str:
    said = tr(
        "where {setting} is {value}: {due} after {visit}", setting=f"CFG.{other.setting}", value=other.value,
        due=due_words(other.months, other.days, tr), visit=short(other.anchor),
    )  # fmt: skip
    if other.least_after is None:
        return said
    least = tr(
        "at least {due} after {visit}", due=due_words(0, other.least_days, tr), visit=short(other.least_after)
    )  # fmt: skip
    return f"{said}, {least}"


def between(tr: Words) -> str:
    """Return what stands between the parts of a line."""
    return "；" if tr.language == "zh" else "; "


def short(oid: str) -> str:
    """Return the short name of a visit."""
    return oid.removeprefix("SE.")

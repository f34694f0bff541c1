"""The words and tones of kits, cohorts and packages."""

from __future__ import annotations

from datetime import date

from hairtrial_desktop.casebook.cohorts import CohortLine, Standing
from hairtrial_desktop.casebook.kit_accounts import KitState
from hairtrial_desktop.casebook.packages import PackageKind
from hairtrial_desktop.ui.dates import short_day
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words, msg

_KITS = {
    KitState.AVAILABLE: (Tone.OK, msg("Available")),
    KitState.ASSIGNED: (Tone.ACCENT, msg("Assigned")),
    KitState.USED: (Tone.NEUTRAL, msg("Used")),
    KitState.DAMAGED: (Tone.BAD, msg("Damaged")),
    KitState.EXPIRED: (Tone.WARN, msg("Expired")),
    KitState.TEMPERATURE: (Tone.BAD, msg("Out of temperature")),
    KitState.LOST: (Tone.BAD, msg("Lost")),
    KitState.RETURNED: (Tone.NEUTRAL, msg("Returned to the sponsor")),
    KitState.WITHDRAWN: (Tone.WARN, msg("No longer in the list")),
}
_STANDINGS = {
    Standing.OPEN: (Tone.OK, msg("Open for enrolment")),
    Standing.FULL: (Tone.NEUTRAL, msg("Full")),
    Standing.NOT_OPEN: (Tone.NEUTRAL, msg("Not opened by the sponsor")),
    Standing.REVIEW: (Tone.WARN, msg("Waits for the safety review of the cohort before")),
    Standing.OBSERVED: (Tone.WARN, msg("First participant under observation")),
    Standing.HOLD: (Tone.BAD, msg("On hold by the sponsor")),
}
_KINDS = {
    PackageKind.KITS: msg("Kit lists"),
    PackageKind.RELEASE: msg("Cohorts and safety decisions"),
    PackageKind.STUDY: msg("Version of the forms"),
    PackageKind.QUERIES: msg("Queries of the sponsor"),
}


def kit_look(state: KitState, tr: Words) -> tuple[Tone, str]:
    """Return tone and word of a kit's state."""
    tone, word = _KITS[state]
    return tone, tr(word)


def cohort_look(line: CohortLine, tr: Words, today: date | None = None) -> tuple[Tone, str]:
    """Return tone and words of a cohort: whether the next participant may be given a kit, and why not.

    With ``today`` days are said shortly.
    """
    tone, word = _STANDINGS[line.standing]
    if line.standing is Standing.OBSERVED and line.until:
        day = line.until if today is None else short_day(date.fromisoformat(line.until), today)
        return tone, tr("First participant observed until {day}", day=day)
    return tone, tr(word)


def package_word(kind: PackageKind, tr: Words) -> str:
    """Return what a package brings."""
    return tr(_KINDS[kind])

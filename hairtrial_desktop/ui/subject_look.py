"""The tone of a participant's status; the word comes from the study's definitions."""

from __future__ import annotations

from hairtrial_desktop.ui.tokens import Tone

_TONES = {
    "SCREENING": Tone.NEUTRAL,
    "SCREEN_FAILURE": Tone.WARN,
    "ENROLLED": Tone.ACCENT,
    "COMPLETED": Tone.OK,
    "WITHDRAWN": Tone.BAD,
}


def subject_tone(status: str) -> Tone:
    """Return the tone of a status code."""
    return _TONES.get(status, Tone.NEUTRAL)

"""The tone of a participant's status; the word comes from the study's definitions."""

from __future__ import annotations

import unicodedata

from hairtrial_desktop.ui.tokens import Tone

_TONES = {
    "SCREENING": Tone.NEUTRAL,
    "SCREEN_FAILURE": Tone.WARN,
    "ENROLLED": Tone.ACCENT,
    "COMPLETED": Tone.OK,
    "WITHDRAWN": Tone.BAD,
}


def fits(typed: str, text: str) -> bool:
    """Whether ``text`` (lower case) holds what was typed: full-width letters, stars of a mask and no dash are fine."""
    wanted = unicodedata.normalize("NFKC", typed).strip().lower().replace("*", "")
    return wanted in text or (wanted.isdigit() and wanted in text.replace("-", ""))


def subject_tone(status: str) -> Tone:
    """Return the tone of a status code."""
    return _TONES.get(status, Tone.NEUTRAL)

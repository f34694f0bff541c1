"""The words of the roles."""

from __future__ import annotations

from hairtrial_desktop.words import Words, msg

_WORDS = {
    "nurse": msg("Research nurse"),
    "investigator": msg("Investigator"),
    "assessor": msg("Blinded assessor"),
    "monitor": msg("Monitor"),
    "inspector": msg("Inspector"),
    "administrator": msg("Site administrator"),
}


def role_word(role: str, tr: Words) -> str:
    """Return the word of a role's code."""
    return tr(_WORDS.get(role, role))

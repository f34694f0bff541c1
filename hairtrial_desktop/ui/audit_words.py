"""The words of the acts and sources in the audit trail."""

from __future__ import annotations

from hairtrial_desktop.words import Words, msg

_ACTS = {
    "setup": msg("Site set up"),
    "save": msg("Saved"),
    "complete": msg("Completed"),
    "leave": msg("Left open"),
    "remove": msg("Removed"),
    "sign": msg("Signed"),
    "login": msg("Signed in"),
    "print": msg("Printed"),
    "export": msg("Export built"),
    "receipt": msg("Receipt"),
    "discard_draft": msg("Draft discarded"),
}
_STATUSES = {"progress": msg("In progress"), "complete": msg("Complete"), "removed": msg("Removed")}
_SOURCES = {
    "direct": "",
    "transcribed": msg("transcribed"),
    "derived": msg("calculated"),
    "system": msg("by the system"),
}


def act_words(act: str, tr: Words) -> str:
    """Return the word of an act; an unknown one as it is stored."""
    return tr(_ACTS[act]) if act in _ACTS else act


def status_words(status: str, tr: Words) -> str:
    """Return the word of a form's status in the record."""
    return tr(_STATUSES[status]) if status in _STATUSES else status


def source_words(source: str, tr: Words) -> str:
    """Return where a value came from; nothing where a person typed it."""
    word = _SOURCES.get(source, source)
    return tr(word) if word else ""

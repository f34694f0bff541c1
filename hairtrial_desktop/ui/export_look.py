"""How the state of an export looks and reads."""

from __future__ import annotations

from hairtrial_desktop.casebook.outbox import ExportState, OutboxEntry
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words, msg

_LOOKS = {
    ExportState.SEALED: (Tone.ACCENT, msg("Sealed, to be sent")),
    ExportState.SENDING: (Tone.ACCENT, msg("Sending {done} of {total}")),
    ExportState.SENT: (Tone.WARN, msg("Sent, not yet acknowledged")),
    ExportState.ACKNOWLEDGED: (Tone.OK, msg("Acknowledged")),
    ExportState.REFUSED: (Tone.BAD, msg("Refused by the sponsor")),
}


_SHORT = {
    ExportState.SEALED: msg("Sealed"),
    ExportState.SENDING: msg("Sending"),
    ExportState.SENT: msg("Sent"),
    ExportState.ACKNOWLEDGED: msg("Acknowledged"),
    ExportState.REFUSED: msg("Refused"),
}


def export_word(entry: OutboxEntry, tr: Words) -> str:
    """Return the state in one word, for a figure."""
    return tr(_SHORT[entry.state])


def export_look(entry: OutboxEntry, tr: Words) -> tuple[Tone, str]:
    """Return tone and word of an export's state."""
    tone, word = _LOOKS[entry.state]
    return tone, tr(word, done=entry.sent_parts, total=len(entry.parts) + 1)


def export_number(entry: OutboxEntry, tr: Words) -> str:
    """Return ``第 7 号``; SAE exports count in a series of their own."""
    return tr("No. {number}", number=f"S{entry.number}" if entry.series == "sae" else entry.number)


def month_words(month: str, tr: Words) -> str:
    """Return ``2026 年 11 月`` of ``2026-11``."""
    year, number = month.split("-")
    return tr("{year}-{month}", year=year, month=int(number) if tr.language == "zh" else number)


def content_words(entry: OutboxEntry, tr: Words) -> str:
    """Return what an export holds: values and documents."""
    values, documents = entry.counts.get("values", 0), entry.counts.get("documents", 0)
    return tr("{values} values · {documents} PDFs", values=values, documents=documents)

"""How the state of an export looks and reads. What went wrong is said where the state stands, not in a message."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from hairtrial_desktop.casebook.outbox import ExportState, OutboxEntry
from hairtrial_desktop.casebook.record import parse_utc
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words, msg

PATIENCE = timedelta(days=7)  # without a receipt after this, something is wrong on the way
UNSENT = (ExportState.SEALED, ExportState.SENDING)
_LOOKS = {
    ExportState.SEALED: (Tone.ACCENT, msg("Sealed, waits to be sent")),
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


def export_word(entry: OutboxEntry, tr: Words, now: datetime) -> str:
    """Return the state at ``now`` (aware) in a word or two, for a figure."""
    if entry.last_error and entry.state in UNSENT:
        return tr("Sending failed")
    days = days_unanswered(entry, now)
    if days >= PATIENCE.days:  # what is wrong with it, not that it was sent
        return tr.many("{n} day without receipt", "{n} days without receipt", days)
    return tr(_SHORT[entry.state])


def export_look(entry: OutboxEntry, tr: Words, now: datetime) -> tuple[Tone, str]:
    """Return tone and word of an export's state at ``now`` (aware)."""
    if entry.last_error and entry.state in UNSENT:
        return Tone.BAD, tr("Sending failed")
    if entry.last_error and entry.state is ExportState.SENT:
        return Tone.BAD, tr("The receipt does not count")
    days = days_unanswered(entry, now)
    if days >= PATIENCE.days:
        return Tone.BAD, tr.many("{n} day without receipt", "{n} days without receipt", days)
    tone, word = _LOOKS[entry.state]
    return tone, tr(word, done=entry.sent_parts, total=len(entry.parts) + 1)


def days_unanswered(entry: OutboxEntry, now: datetime) -> int:
    """Return for how many whole days an export that was sent has had no receipt; 0 for every other one."""
    if entry.state is not ExportState.SENT or entry.sent_at is None:
        return 0
    return max(0, (now - parse_utc(entry.sent_at)).days)


def trouble_words(entry: OutboxEntry, tr: Words) -> str:
    """Return the sentence of what went wrong last with an export; empty where nothing did."""
    if not entry.last_error:
        return ""
    place = entry.transport or tr("the folder for exports")
    return tr.error(KnownError(entry.last_error, key=entry.key, place=place))


def unsettled(entries: Iterable[OutboxEntry]) -> list[OutboxEntry]:
    """Return the exports that the sponsor has not acknowledged; not a refused one that was built again since."""
    known = list(entries)
    newest: dict[tuple[str, str], int] = {}
    for entry in known:
        place = (entry.series, entry.month)
        newest[place] = max(newest.get(place, 0), entry.number)
    return [
        entry for entry in known
        if entry.state is not ExportState.ACKNOWLEDGED
        and (entry.state is not ExportState.REFUSED or entry.number == newest[entry.series, entry.month])
    ]  # fmt: skip


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

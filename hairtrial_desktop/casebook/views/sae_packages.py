"""Serious events whose report has not left, or was changed since: what the exchange offers to send now (OFF-05)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.outbox import ExportState, OutboxEntry
from hairtrial_desktop.casebook.views.adverse_events import AdverseEventLine, adverse_event_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hairtrial_desktop.casebook.site_book import SiteBook

SERIES = "sae"
_LEFT = (ExportState.SENT, ExportState.ACKNOWLEDGED)


@dataclass(frozen=True)
class SaeToSend:
    """One serious event. ``sent`` is the last export that holds its participant, None where none ever left."""

    event: AdverseEventLine
    sent: OutboxEntry | None

    @property
    def subject(self) -> str:
        """The participant."""
        return self.event.key.subject


def sae_to_send(book: SiteBook, entries: Iterable[OutboxEntry]) -> tuple[SaeToSend, ...]:
    """Return the serious events saved since their participant last left with an export; running clocks first."""
    held = sorted((entry for entry in entries if entry.state is not ExportState.REFUSED), key=lambda one: one.head_seq)
    found = []
    for line in adverse_event_lines(book):
        sent = next((one for one in reversed(held) if _brought(one, line.key.subject)), None)
        if line.serious and _last_saved(book, line) > (sent.head_seq if sent else 0):
            found.append(SaeToSend(line, sent))
    return tuple(found)


def _brought(entry: OutboxEntry, subject: str) -> bool:
    """Whether an export holds ``subject``: a package of its own, or a month that has left."""
    if entry.series == SERIES:
        return entry.subject == subject
    return entry.state in _LEFT and subject not in entry.withheld


def _last_saved(book: SiteBook, line: AdverseEventLine) -> int:
    """Return the commit that last changed the event or one of its reports."""
    forms = book.state(line.key.subject).forms()
    keys = (str(line.key), *(str(report.key) for report in line.reports))
    return max((forms[key].seq for key in keys if key in forms), default=0)

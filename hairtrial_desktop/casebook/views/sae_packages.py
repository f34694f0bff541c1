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


@dataclass(frozen=True)
class SaeToSend:
    """One serious event. ``sent`` is the last package of its participant, None where none ever was built."""

    event: AdverseEventLine
    sent: OutboxEntry | None

    @property
    def subject(self) -> str:
        """The participant."""
        return self.event.key.subject


def sae_to_send(book: SiteBook, entries: Iterable[OutboxEntry]) -> tuple[SaeToSend, ...]:
    """Return the serious events saved since the last package of their participant; running clocks first."""
    packages = [entry for entry in entries if entry.series == SERIES and entry.state is not ExportState.REFUSED]
    newest = {entry.subject: entry for entry in sorted(packages, key=lambda entry: entry.number)}
    found = []
    for line in adverse_event_lines(book):
        sent = newest.get(line.key.subject)
        if line.serious and _last_saved(book, line) > (sent.head_seq if sent else 0):
            found.append(SaeToSend(line, sent))
    return tuple(found)


def _last_saved(book: SiteBook, line: AdverseEventLine) -> int:
    """Return the commit that last changed the event or one of its reports."""
    forms = book.state(line.key.subject).forms()
    keys = (str(line.key), *(str(report.key) for report in line.reports))
    return max((forms[key].seq for key in keys if key in forms), default=0)

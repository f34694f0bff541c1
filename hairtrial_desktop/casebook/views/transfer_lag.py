"""How long each value was under way: from its entry until the sponsor acknowledged the export that held it (EMA-03).

EMA 2023 6.2.1 wants the time from capture to the central record short and traceable. Nothing of it is stored: it is
computed from the commits and from the receipts in the record.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.outbox import ExportState, OutboxEntry
from hairtrial_desktop.casebook.record import SITE, parse_utc

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hairtrial_desktop.casebook.site_book import SiteBook

COLUMNS = ("SEQ", "ITEM", "ENTERED", "EXPORT", "ACKNOWLEDGED", "HOURS")
_ACCEPTED = "accepted"


@dataclass(frozen=True)
class ItemLag:
    """One entry or change of a value. Times are UTC text; ``export`` and ``acknowledged`` "" while it waits."""

    seq: int
    key: str
    entered: str
    export: str
    acknowledged: str

    @property
    def lag(self) -> timedelta | None:
        """From entry to acknowledgement, never below zero (two clocks); None while it waits."""
        if not self.acknowledged:
            return None
        return max(parse_utc(self.acknowledged) - parse_utc(self.entered), timedelta())


@dataclass(frozen=True)
class LagSummary:
    """Over all values: the longest lag (None: nothing arrived yet), how many wait, since when the oldest (UTC text)."""

    longest: timedelta | None
    waiting: int
    oldest: str


@dataclass(frozen=True)
class _Arrival:
    entry: OutboxEntry
    at: str

    def holds(self, seq: int, subject: str) -> bool:
        """Whether the export brought commit ``seq`` of ``subject``."""
        entry = self.entry
        return seq <= entry.head_seq and subject not in entry.withheld and entry.subject in ("", subject)


class Entered:
    """Every entry and change of a value: (commit, subject, UTC text, item key). Reads on from where it was."""

    def __init__(self, book: SiteBook) -> None:
        self._book = book
        self._last = 0
        self._found: list[tuple[int, str, str, str]] = []

    def all(self) -> list[tuple[int, str, str, str]]:
        """Return all of them, oldest first; NotPermitted without sight of data."""
        self._book.actor.require(Action.READ_DATA)
        for commit in self._book.shelves.store.commits(self._last):
            self._last = commit.seq
            records = (sealed.record() for sealed in commit.records if commit.subject != SITE)
            keys = [record.key for record in records if record is not None and record.kind == "item"]
            self._found += [(commit.seq, commit.subject, commit.head["at"], key) for key in keys]
        return self._found


def item_lags(book: SiteBook, entries: Iterable[OutboxEntry], entered: Entered | None = None) -> tuple[ItemLag, ...]:
    """Return a line for every entry and change of a value, oldest first; NotPermitted without sight of data.

    ``entered``: what was read before, where somebody asks again and again.
    """
    arrivals, lines = _arrivals(book, entries), []
    for seq, subject, at, key in (entered or Entered(book)).all():
        first = next((one for one in arrivals if one.holds(seq, subject)), None)
        lines.append(ItemLag(seq, key, at, *(("", "") if first is None else (first.entry.key, first.at))))
    return tuple(lines)


def _arrivals(book: SiteBook, entries: Iterable[OutboxEntry]) -> list[_Arrival]:
    """Return the acknowledged exports in the order in which the sponsor had them."""
    receipts = book.state(SITE).things("receipt_data")
    found = []
    for entry in entries:
        row = receipts.get(entry.key)
        if entry.state is ExportState.ACKNOWLEDGED and row is not None and row.data.get("verdict") == _ACCEPTED:
            found.append(_Arrival(entry, row.data["received_at"]))
    return sorted(found, key=lambda one: one.at)


def summary_of(lines: Sequence[ItemLag]) -> LagSummary:
    """Return the longest lag, and what waits."""
    lags = [line.lag for line in lines if line.lag is not None]
    waiting = [line.entered for line in lines if line.lag is None]
    return LagSummary(max(lags, default=None), len(waiting), min(waiting, default=""))


def longest_by_export(lines: Sequence[ItemLag]) -> dict[str, timedelta]:
    """Return for every export the longest lag among the values that it was the first to bring."""
    found: dict[str, timedelta] = {}
    for line in lines:
        if line.lag is not None:
            found[line.export] = max(found.get(line.export, timedelta()), line.lag)
    return found


def lag_csv(lines: Iterable[ItemLag]) -> bytes:
    """Return the lines as CSV, UTF-8 with BOM; HOURS with one decimal, empty while a value waits."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in lines:
        hours = "" if line.lag is None else f"{line.lag.total_seconds() / 3600:.1f}"
        writer.writerow((line.seq, line.key, line.entered, line.export, line.acknowledged, hours))
    return target.getvalue().encode("utf-8-sig")

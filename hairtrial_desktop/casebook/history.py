"""History of one key: committed changes as lines a person reads (R3-07, EMA-02). Shared by every commit store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hairtrial_desktop.casebook.ports import HistoryLine
from hairtrial_desktop.casebook.record import canonical_bytes

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.record import Commit, Record


def history_line(commit: Commit, record: Record) -> HistoryLine:
    """Return the line of one record of ``commit``; JSON trees (kinds other than items) become canonical text."""
    return HistoryLine(
        seq=commit.seq,
        at=str(commit.head["at"]),
        user=commit.user,
        role=commit.role,
        act=commit.act,
        old=_text(record.old),
        new=_text(record.new),
        old_null=record.old_null,
        new_null=record.new_null,
        reason=record.reason,
        source=record.source,
        checks=record.checks,
    )


def _text(value: Any) -> str | None:  # noqa: ANN401 - a canonical value or a JSON tree
    return value if value is None or isinstance(value, str) else canonical_bytes(value).decode()

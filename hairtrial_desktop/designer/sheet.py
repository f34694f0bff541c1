"""A plain table, for XLSX and HTML alike."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sheet:
    """A table: ``rows`` have as many cells as ``columns``."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def mark(*, said: bool) -> str:
    """Return a tick or nothing."""
    return "✓" if said else ""


def seen_by(visible_to: tuple[str, ...] | None, hidden_from: tuple[str, ...]) -> str:
    """Return the role codes that see something, "" for everybody; after a minus the items whose person does not."""
    return " ".join([*(visible_to or ()), *(f"−{item}" for item in hidden_from)])

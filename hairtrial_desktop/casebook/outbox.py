"""Exports on their way to the sponsor: what is kept of each, and its states. Survives restarts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ExportState(StrEnum):
    """Where an export is. ``REFUSED``: the sponsor could not accept it, the receipt says why."""

    SEALED = "sealed"  # built, signed, encrypted; parts lie in the outbox folder
    SENDING = "sending"  # some parts are with the transport
    SENT = "sent"  # the manifest, which goes last, is with the transport
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Part:
    """One content-hashed object of at most 8 MiB: ``name`` is ``<sha256>.part``."""

    name: str
    size: int


@dataclass(frozen=True)
class OutboxEntry:
    """One sealed export. ``number`` counts without gaps per series (``monthly`` or ``sae``)."""

    series: str
    number: int
    month: str  # "2026-11"
    built_at: str  # UTC text
    head_seq: int  # the record goes up to this commit
    head_hash: str
    manifest: str  # name of the manifest object, put last
    parts: tuple[Part, ...]
    counts: dict[str, int]  # subjects, withheld, values, documents, commits ...
    sealed_sha256: str  # hash of the sealed bundle
    state: ExportState
    sent_parts: int = 0
    attempts: int = 0
    last_error: str | None = None  # code of the last KnownError
    sent_at: str | None = None
    transport: str | None = None
    withheld: tuple[str, ...] = ()
    subject: str = ""  # of the series ``sae``: whose serious event it reports

    @property
    def key(self) -> str:
        """The key in the outbox: ``monthly-0007``."""
        return f"{self.series}-{self.number:04d}"

"""What every transport can do. One contract suite runs against all of them."""

from __future__ import annotations

import re
from typing import Protocol

from hairtrial_desktop.study.errors import KnownError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")


class TransportError(KnownError):
    """Codes ``transport_unreachable``, ``transport_full``, ``transport_object_missing``; param ``place``."""


class Transport(Protocol):
    """Objects under names like ``01/monthly-0007/<sha256>.part``."""

    @property
    def name(self) -> str:
        """Where it leads, as shown to people."""

    def list(self, prefix: str) -> dict[str, int]:
        """Return whole objects whose name begins with ``prefix``: name -> size."""

    def put(self, name: str, content: bytes) -> None:
        """Make the object whole and durable, or leave it absent (or as it was)."""

    def get(self, name: str) -> bytes:
        """Return the object; TransportError ``transport_object_missing``."""

    def probe(self) -> None:
        """Raise TransportError unless objects can be put and got now."""


def checked_name(name: str) -> str:
    """Return ``name``; ValueError for one that could leave the transport's root or be hidden."""
    if not _NAME.fullmatch(name):
        raise ValueError(name)
    return name

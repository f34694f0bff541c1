"""The sponsor's end of the world of ``tests/exchange``."""

from __future__ import annotations

from tests.exchange.conftest import filled, founded, full, mailed, posted, world

__all__ = ["filled", "founded", "full", "mailed", "posted", "world"]

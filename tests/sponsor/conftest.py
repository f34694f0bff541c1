"""The sponsor's end of the world of ``tests/exchange``."""

from __future__ import annotations

from tests.exchange.conftest import full, world

__all__ = ["full", "world"]

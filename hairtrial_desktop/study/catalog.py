"""Names an expression may use."""

from __future__ import annotations


class Scope:
    """Where an expression stands."""

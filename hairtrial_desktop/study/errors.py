"""Errors a person can act on, below every room. Words are found at the edge, by code (``architecture.md``, Errors)."""

from __future__ import annotations

from typing import Any


class KnownError(Exception):
    """Something the user can put right: a ``code`` and ``params`` that the edge turns into one sentence."""

    def __init__(self, code: str, **params: Any) -> None:  # noqa: ANN401 - parameters of a sentence are of any type
        super().__init__(code, params)
        self.code = code
        self.params = params


class DefinitionError(KnownError):
    """A forms file is wrong: params ``file``, ``path`` (item path), ``expected``, ``found``."""


class InputRefused(KnownError):
    """A typed text cannot be read as the item's DataType: params name what was expected."""

"""A sentence, or a part of one, that is English here and is said in the reader's language at the edge.

What a forms file should have held is known deep in the loader; ``words.Words`` says it in Chinese. Until then it is a
plain English text, so that whatever compares, joins or logs it needs to know nothing of languages.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Phrase(str):
    """An English text with the ``msgid`` and the ``params`` (texts, numbers, lists, phrases) it was made of."""

    __slots__ = ("msgid", "params")

    msgid: str
    params: dict[str, Any]


def phrase(msgid: str, /, **params: Any) -> Phrase:  # noqa: ANN401 - a sentence takes params of any type
    """Return ``msgid`` with each ``{name}`` filled in; ``{{`` is a brace.

    ``make words`` finds msgids by the name of this function.
    """
    said = Phrase(msgid.format_map({name: _plain(value) for name, value in params.items()}))
    said.msgid = msgid
    said.params = {name: list(value) if _listed(value) else value for name, value in params.items()}
    return said


def _listed(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str)


def _plain(value: Any) -> Any:  # noqa: ANN401 - as above
    return ", ".join(map(str, value)) if _listed(value) else value

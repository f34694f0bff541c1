"""Types of expressions, known when the definitions are loaded, so that a wrong comparison never reaches a visit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hairtrial_desktop.study.definitions import CodeList, DataType
from hairtrial_desktop.study.phrase import Phrase, phrase

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(StrEnum):
    """What a value is. ``ANY`` is a setting without a value: it reads as unknown and fits everywhere."""

    NUMBER = "number"
    TEXT = "text"
    BOOL = "truth"
    CODES = "codes"
    DATE = "date"
    TIME = "time"
    DATETIME = "date-time"
    ANY = "anything"


SAID: Mapping[Kind, Phrase] = {
    Kind.NUMBER: phrase("a number"),
    Kind.TEXT: phrase("a text"),
    Kind.BOOL: phrase("a truth"),
    Kind.CODES: phrase("several codes"),
    Kind.DATE: phrase("a date"),
    Kind.TIME: phrase("a time"),
    Kind.DATETIME: phrase("a date-time"),
    Kind.ANY: phrase("anything"),
}
KIND_OF: Mapping[DataType, Kind] = {
    DataType.TEXT: Kind.TEXT,
    DataType.INTEGER: Kind.NUMBER,
    DataType.DECIMAL: Kind.NUMBER,
    DataType.DATE: Kind.DATE,
    DataType.PARTIAL_DATE: Kind.DATE,
    DataType.MONTH: Kind.DATE,
    DataType.TIME: Kind.TIME,
    DataType.DATETIME: Kind.DATETIME,
    DataType.CODE: Kind.TEXT,
    DataType.CODES: Kind.CODES,
    DataType.USER: Kind.TEXT,
}
ORDERED = frozenset({Kind.NUMBER, Kind.DATE, Kind.TIME, Kind.DATETIME, Kind.ANY})


@dataclass(frozen=True)
class StaticType:
    """A kind and, where the texts possible are known (codes, literals), those texts.

    ``unknown`` are the codes that read as unknown, so that no value ever equals them.
    """

    kind: Kind
    codes: frozenset[str] | None = None
    unknown: frozenset[str] = frozenset()

    @property
    def said(self) -> Phrase:
        """The kind in words, with its article."""
        return SAID[self.kind]

    def fits(self, kind: Kind) -> bool:
        """Whether a value of this type may stand where ``kind`` is wanted."""
        return self.kind in (kind, Kind.ANY) or kind is Kind.ANY


NUMBER, TEXT, TRUTH, DATE, TIME, DATETIME, ANY = (
    StaticType(kind) for kind in (Kind.NUMBER, Kind.TEXT, Kind.BOOL, Kind.DATE, Kind.TIME, Kind.DATETIME, Kind.ANY)
)


def type_of(data_type: DataType, code_list: CodeList | None) -> StaticType:
    """Return the type of an item."""
    if code_list is None:
        return StaticType(KIND_OF[data_type])
    return StaticType(
        KIND_OF[data_type],
        frozenset(entry.code for entry in code_list.items),
        frozenset(entry.code for entry in code_list.items if entry.unknown),
    )

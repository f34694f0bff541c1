"""The logical structure of a document while it is drawn: which marked content belongs to which element (PDF/UA-1)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mark:
    """One stretch of marked content: page index from 0 and its MCID on that page."""

    page: int
    mcid: int


@dataclass(frozen=True)
class Widget:
    """The place of a form field in the reading order."""

    field: str


@dataclass(eq=False)
class Element:
    """A structure element (ISO 32000-1, 14.8): ``kind`` such as H2, TR, TD; ``table`` its table attributes."""

    kind: str
    children: list[Element | Mark | Widget] = field(default_factory=list)
    table: dict[str, str | int] = field(default_factory=dict)
    alternative: str = ""

    def add(self, kind: str, **table: str | int) -> Element:
        """Append and return a child element."""
        child = Element(kind, table=dict(table))
        self.children.append(child)
        return child

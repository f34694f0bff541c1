"""What expressions compute with: values, references, the context they are evaluated in, and explanations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from hairtrial_desktop.study.kleene import Truth, Unknown
from hairtrial_desktop.study.partial_date import PartialDate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Value = Decimal | str | bool | frozenset[str] | PartialDate | time | datetime | Unknown


@dataclass(frozen=True)
class Ref:
    """An item named in an expression, by OIDs.

    ``event`` and ``form`` None: this form. ``event`` None and ``form`` given: that form in the same event instance.
    ``area`` 1 is A, 2 is B, None is the same group repeat as where the expression stands.
    """

    event: str | None
    form: str | None
    item: str
    area: int | None = None

    @classmethod
    def of(cls, path: str) -> Ref:
        """Return the item that ``EVENT.FORM.ITEM`` names."""
        event, form, item = path.split(".")
        return cls(f"SE.{event}", f"F.{form}", f"I.{form}.{item}")


class Context(Protocol):
    """Where an expression finds its values: one place (form instance, group repeat) of one subject.

    Values arrive typed; null flavours, skipped items and codes marked unknown are already ``UNKNOWN``.
    """

    def value(self, ref: Ref) -> Value:
        """Return the value of an item."""
        ...

    def missing(self, ref: Ref) -> bool:
        """Whether the item holds no value (never entered, cleared, or null-flavoured)."""
        ...

    def null_flavour(self, ref: Ref) -> str | None:
        """Return ND, NK, NA, or None."""
        ...

    def rows(self, form_oid: str) -> Sequence[Context]:
        """Return the rows of a log form; in them ``Ref(None, None, item)`` is an item of the row."""
        ...

    def row_number(self) -> int:
        """Return the number of this row of its log; 1 for a form that is no log."""
        ...

    def proposed(self) -> bool:
        """Whether this row of a log was written by accepting a proposed deviation."""
        ...

    def last_visit(self, before: PartialDate) -> Value:
        """Return the latest date of a visit that was before ``before``; unknown where there was none."""
        ...

    def log_closed(self, form_oid: str) -> Truth:
        """Whether no further row can exist: gate answered N, or every row said to be entered."""
        ...

    def event_name(self) -> str:
        """Return the short name of the event in which the form is filled."""
        ...

    def is_row(self, row: Context) -> bool:
        """Whether ``row`` is the very row of a log in which this context stands."""
        ...

    def today(self) -> date:
        """Return the day of the commit."""
        ...

    def previous(self, ref: Ref) -> Value:
        """Return the same item at the previous event that has this form."""
        ...

    def baseline(self, ref: Ref) -> Value:
        """Return the same item at the first event that has this form."""
        ...

    def setting(self, name: str) -> Value:
        """Return a study setting; unknown if it has no value."""
        ...

    def identity_age(self) -> Value:
        """Return the age at consent from the site-only identity table, else unknown."""
        ...

    def user_role(self, user_id: str) -> str | None:
        """Return the role of a user of this site, None if there is no such user."""
        ...

    def listed(self, name: str, key: str, column: str) -> Value:
        """Return what a list of the site says of ``key``; unknown if there is no such list, key or entry."""
        ...

    def in_list(self, name: str, key: str) -> Truth:
        """Whether a list of the site has ``key``; unknown where no such list was received."""
        ...

    def signed(self, event_oid: str | None, form_oid: str) -> bool:
        """Whether the form (of the same event where None) carries a standing signature."""
        ...

    def completed(self, event_oid: str | None, form_oid: str) -> bool:
        """Whether the form (of the same event where None) is complete."""
        ...

    def second_person(self, form_oid: str, moment: tuple[PartialDate, time] | None) -> Value:
        """Return who stood as second person of a form of the same event then (None: now), "" for nobody; or unknown."""
        ...

    def due(self, event_oid: str | None) -> Value:
        """Return the day a visit (this one where None) is due, unknown where nothing is planned."""
        ...

    def window(self, event_oid: str | None, day: PartialDate) -> Value:
        """Return GREEN, AMBER or RED: how ``day`` stands to the visit's window; unknown where nothing is due."""
        ...


@dataclass(frozen=True)
class Explanation:
    """How a verdict came about: the sub-expression, its value, what it was judged from.

    Leaves that are items carry their ``ref``; under a ``rows`` function there is one child a row, whose leaves are
    items of that row (``row`` counts from 1).
    """

    text: str
    value: Value
    children: tuple[Explanation, ...] = ()
    ref: Ref | None = None
    row: int | None = None

    def leaves(self) -> Iterator[Explanation]:
        """Yield every item looked at, in reading order."""
        if self.ref is not None:
            yield self
        for child in self.children:
            yield from child.leaves()

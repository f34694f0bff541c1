"""The site's lists as a rule asks for them: read when one is first asked for, forgotten when the record moves.

Beside them the confirmations of a form by second persons, read from its history whenever they are asked for.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hairtrial_desktop.study.expression_lists import LISTS
from hairtrial_desktop.study.kleene import UNKNOWN
from hairtrial_desktop.study.partial_date import PartialDate
from hairtrial_desktop.study.static_types import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from hairtrial_desktop.casebook.confirmed_times import Stood
    from hairtrial_desktop.casebook.data_keys import FormKey
    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.site_lists import Tables
    from hairtrial_desktop.study.kleene import Truth
    from hairtrial_desktop.study.values import Value


LISTED = "lists"  # the name of a look into the lists: moved by whoever is given a kit, in every participant


class HeldLists:
    """What ``read`` gives, once; without it no list was received. ``confirmed`` None: nobody knows when."""

    def __init__(
        self,
        read: Callable[[], Tables] | None = None,
        confirmed: Callable[[FormKey], tuple[Stood, ...]] | None = None,
    ) -> None:
        self._read = read
        self.confirmed = confirmed
        self._tables: Tables | None = None

    def forget(self) -> None:
        """Read anew when asked next."""
        self._tables = None

    def tables(self) -> Tables:
        """Return the lists by name, empty where none was received."""
        if self._tables is None:
            self._tables = {} if self._read is None else self._read()
        return self._tables


class ListReader:
    """The part of a rule's context that looks into the lists of ``values``."""

    __slots__ = ()
    values: SubjectValues

    def listed(self, name: str, key: str, column: str) -> Value:
        """Return what a list of the site says of ``key``; unknown where it says nothing."""
        text = self.values.once(f"listed/{name}/{key}/{column}", partial(self._listed, name, key, column))
        if not text:
            return UNKNOWN
        return PartialDate(text) if LISTS[name][column].kind is Kind.DATE else text

    def in_list(self, name: str, key: str) -> Truth:
        """Whether a list of the site has ``key``; unknown where none was received."""
        table = self.values.lists.tables().get(name)
        return UNKNOWN if table is None else key in table

    def _listed(self, name: str, key: str, column: str) -> str:
        self.values.note(LISTED)
        return self.values.lists.tables().get(name, {}).get(key, {}).get(column, "")

"""The names expressions may use: forms, items, events and settings, before any expression is compiled.

Loading has two passes, so that forms may refer to one another: the first gathers this catalog, the second compiles.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from hairtrial_desktop.study.static_types import type_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from decimal import Decimal

    from hairtrial_desktop.study.definitions import CodeList, DataType
    from hairtrial_desktop.study.expression_nodes import Node
    from hairtrial_desktop.study.static_types import StaticType


@dataclass(frozen=True)
class ItemSignature:
    """What expressions need to know of an item. ``form`` and ``group`` are short names."""

    oid: str
    name: str
    form: str
    group: str
    data_type: DataType
    code_list: CodeList | None = None
    areas: bool = False
    repeating: bool = False
    collect_when: str | None = None

    @cached_property
    def static(self) -> StaticType:
        """The type of its values."""
        return type_of(self.data_type, self.code_list)


@dataclass(frozen=True)
class FormSignature:
    """A form, its items by CDASH name, and the condition under which it is collected."""

    short: str
    items: Mapping[str, ItemSignature]
    log: bool = False
    collect_when: str | None = None
    parent: str | None = None  # short name of the log whose row a row of this one belongs to

    @property
    def oid(self) -> str:
        """The OID."""
        return f"F.{self.short}"


@dataclass(frozen=True)
class Catalog:
    """Forms by short name, events (short name to the short names of their forms, in order), settings by name."""

    forms: Mapping[str, FormSignature]
    events: Mapping[str, tuple[str, ...]]
    settings: Mapping[str, str | int | Decimal | None] = field(default_factory=dict)
    log_event: str = "LOG"
    schedule_forms: frozenset[str] = frozenset()  # OIDs of the forms that hold the dates windows are reckoned from
    conditions: dict[tuple[str, str, str], tuple[Node, ...]] = field(default_factory=dict, compare=False, repr=False)
    """Conditions of items (form, group, condition): every rule that names an item asks for its own."""
    compiled: dict[tuple[str | None, str | None, bool, str], Node] = field(
        default_factory=dict, compare=False, repr=False
    )
    """What each text means in a place (form, group, whether own items may be named), compiled once."""
    structures: dict[tuple[Node, Hashable], Hashable] = field(default_factory=dict, compare=False, repr=False)
    """What makes two conditions the same, for the guards."""

    def events_of(self, form: str) -> tuple[str, ...]:
        """Return the events that hold ``form``."""
        return self._events_of.get(form, ())

    @cached_property
    def _events_of(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for event, forms in self.events.items():
            for form in forms:
                found[form] = (*found.get(form, ()), event)
        return found

    def by_oid(self, form_oid: str, item_oid: str) -> ItemSignature:
        """Return the item; KeyError if there is none."""
        for item in self.forms[form_oid.removeprefix("F.")].items.values():
            if item.oid == item_oid:
                return item
        raise KeyError(item_oid)


@dataclass(frozen=True)
class Scope:
    """Where an expression stands.

    ``form`` (short name) None: no form, every name must say event and form. ``group``: its areas or rows may be
    named bare. ``item``: the owner. ``collected``: the owner's own condition may be taken for granted (rules and
    derivations), which is not so in that condition itself. ``file`` and ``path`` stand in errors.
    """

    catalog: Catalog
    form: str | None = None
    group: str | None = None
    item: ItemSignature | None = None
    collected: bool = True
    own_items: bool = True
    file: str = ""
    path: str = ""

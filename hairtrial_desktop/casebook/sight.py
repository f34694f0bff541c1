"""What one person may see of one subject: the blind between colleagues (``docs/adr``: visibility).

A form or an item may be for some roles only (``visible_to``), or hidden from whoever a user item names at any visit
of the subject (``hidden_from``: the injector never sees the self-assessment). What is derived from something hidden is
hidden too. Rules are still judged on the whole record: hiding is about showing, never about what is true.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.projection import ItemRow, State, ThingRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hairtrial_desktop.casebook.actor import Actor
    from hairtrial_desktop.casebook.projection import Row
    from hairtrial_desktop.casebook.record import Record
    from hairtrial_desktop.study.definitions import FormDef, ItemDef, Study

_FORM = re.compile(r"/(F\.[^/#\"]+)#")
_ITEM = re.compile(r"/(I\.[^/#\" ]+)")
_WORDS_APART = frozenset({"confirmation", "item", "signature"})
_KEPT_WHOLE = frozenset({"item_data", "form_data", "signature_data", "lock_data", "subject_data", "verification_data"})


@dataclass(frozen=True)
class Sight:
    """OIDs of the forms and items that are hidden; nothing hidden is falsy."""

    forms: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Whether anything is hidden."""
        return bool(self.forms or self.items)

    def sees_form(self, form_oid: str) -> bool:
        """Whether the form may be opened at all."""
        return form_oid not in self.forms

    def sees_all(self, form: FormDef) -> bool:
        """Whether nothing of the form is hidden."""
        return form.oid not in self.forms and self.items.isdisjoint(item.oid for item in _items(form))

    def sees(self, form_oid: str, item_oid: str) -> bool:
        """Whether the item may be shown."""
        return form_oid not in self.forms and item_oid not in self.items

    def allows(self, text: str) -> bool:
        """Whether a key, or a text that holds keys, names nothing hidden."""
        return self.forms.isdisjoint(_FORM.findall(text)) and self.items.isdisjoint(_ITEM.findall(text))

    def allows_record(self, record: Record) -> bool:
        """Whether a record of the trail names nothing hidden, neither as its key nor in what it holds.

        A confirmation shows its message and reason only, so what it was judged from does not count.
        """
        held = [record.key] if record.kind in _WORDS_APART else [record.key, *map(_json, (record.old, record.new))]
        return all(self.allows(text) for text in held)

    def of(self, state: State) -> State:
        """Return ``state`` without what is hidden; keys and leaves stay, so that signatures can still be checked."""
        if not self:
            return state
        return State({name: dict(self._table(name, rows)) for name, rows in state.tables.items()})

    def _table(self, name: str, rows: dict[str, Row]) -> Iterator[tuple[str, Row]]:
        for key, row in rows.items():
            if isinstance(row, ItemRow):
                yield key, row if self.allows(key) else replace(row, value=None, null_flavour=None)
            elif name == "confirmation_data" and isinstance(row, ThingRow):
                yield key, self._confirmation(row)
            elif name in _KEPT_WHOLE or not isinstance(row, ThingRow) or self.allows(f"{key} {row.body}"):
                yield key, row

    def _confirmation(self, row: ThingRow) -> ThingRow:
        """Return a confirmation without hidden values it was judged from, and without its words if it is hidden."""
        data = row.data
        if not self.allows(row.key):
            nothing = {"zh": "", "en": ""}
            data = {**data, "reason": "", "message": nothing, "judged": {}}
        data["judged"] = {key: value for key, value in data["judged"].items() if self.allows(key)}
        return replace(row, body=_json(data))


def _json(tree: object) -> str:
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


NOTHING_HIDDEN = Sight()


def sight_of(studies: Iterable[Study], state: State, actor: Actor) -> Sight:
    """Return what is hidden from ``actor`` of the subject of ``state``, under any version of the definitions."""
    named = _named(state, actor.user)
    forms: set[str] = set()
    items: set[str] = set()
    for study in studies:
        for form in study.forms.values():
            if _hidden(form, actor, named):
                forms.add(form.oid)
            items |= {item.oid for item in _items(form) if _hidden(item, actor, named)}
        _spread(study, forms, items)
    return Sight(frozenset(forms), frozenset(items)) if forms or items else NOTHING_HIDDEN


def _named(state: State, user: str) -> frozenset[str]:
    """Return ``FORM.ITEM`` of the items that hold the user's id at any visit."""
    return frozenset(row.item.removeprefix("I.") for row in state.items().values() if row.value == user)


def _hidden(rule: FormDef | ItemDef, actor: Actor, named: frozenset[str]) -> bool:
    of_role = rule.visible_to is not None and actor.role.value not in rule.visible_to
    return of_role or any(name in named for name in rule.hidden_from)


def _spread(study: Study, forms: set[str], items: set[str]) -> None:
    """Hide what is derived from something hidden, and what is derived from that."""
    derived = [
        (item.oid, {(ref.form or form.oid, ref.item) for ref in item.derive.refs})
        for form in study.forms.values()
        for item in _items(form)
        if item.derive is not None
    ]
    grown = True
    while grown and (forms or items):
        fresh = {oid for oid, refs in derived if any(form in forms or item in items for form, item in refs)} - items
        items |= fresh
        grown = bool(fresh)


def _items(form: FormDef) -> Iterator[ItemDef]:
    for group in form.groups:
        yield from group.items

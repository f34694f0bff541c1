"""The mapping of an amendment: where every item of the version before went (``amendment.toml``, R3-16).

It stands beside the forms in a package and is no part of their hash. Whatever it does not name keeps its OID and its
codes. An item or a code that is gone must be named, so that nothing recorded falls away by oversight.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from hairtrial_desktop.study.definitions import DataType
from hairtrial_desktop.study.loader import AMENDMENT, parse_table
from hairtrial_desktop.study.loader_table import Problems, Table
from hairtrial_desktop.study.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hairtrial_desktop.study.definitions import FormDef, ItemDef, ItemGroupDef, Study
    from hairtrial_desktop.study.text import Text

_WIDER = {  # a stored value of the first type is one of the second too, and means the same
    (DataType.INTEGER, DataType.DECIMAL),
    (DataType.DATE, DataType.PARTIAL_DATE),
    (DataType.MONTH, DataType.PARTIAL_DATE),
}

ItemPath = tuple[str, str]  # OIDs of form and item


@dataclass(frozen=True)
class Heir:
    """What an item of one version is in another: form and item OID, and codes that are written otherwise there.

    A code whose heir is None has no single counterpart there and reads as unknown.
    """

    form: str
    item: str
    codes: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def path(self) -> ItemPath:
        """OIDs of form and item."""
        return self.form, self.item

    def value(self, stored: str | None) -> str | None:
        """Return a stored value (of several codes, each) as it is written in the other version."""
        if stored is None or not self.codes:
            return stored
        heirs = [self.codes.get(code, code) for code in (stored.split(" ") if stored not in self.codes else [stored])]
        return None if None in heirs else " ".join(str(heir) for heir in heirs)


@dataclass(frozen=True)
class Approval:
    """What an ethics committee decided: its number, and its day (ISO date)."""

    number: str
    day: str


@dataclass(frozen=True)
class Amendment:
    """From one version to the next. ``heirs`` has every item of the version before; None: dropped.

    ``approval`` is the one the sponsor names, if any: a proposal, for only what the site enters counts (R3-16).
    """

    before: str  # version before, as printed
    text: Text
    reconsent: bool
    heirs: Mapping[ItemPath, Heir | None]
    forebears: Mapping[ItemPath, Heir]  # the same, looked at from the new version
    approval: Approval | None = None


def read_amendment(text: str, old: Study, new: Study) -> Amendment:
    """Return the mapping from ``old`` to ``new``; DefinitionError with every problem of the file beside the first."""
    problems = Problems()
    root = parse_table(AMENDMENT, text, problems)
    problems.stop()
    assert root is not None  # noqa: S101 - else there was a problem
    head = root.table("amendment")
    if head is None:
        root.wrong("amendment", phrase("a table [amendment]"), phrase("nothing"))
        head = Table({}, Problems(), AMENDMENT, "amendment")
    before, said, reconsent = head.string("from"), head.text("text"), head.flag("reconsent")
    approval = _approval(head)
    if before and before != old.version:
        head.wrong("from", phrase("the version in force, {version}", version=old.version), before)
    if new.version == old.version:
        head.wrong("from", phrase("another version than {version} in study.toml", version=old.version), new.version)
    head.close()
    heirs = _Mapping(old, new, problems).read(root)
    root.close()
    problems.stop()
    return Amendment(before, said, reconsent, heirs, _forebears(old, heirs), approval)


def _approval(head: Table) -> Approval | None:
    number, day = head.optional_string("approval_number"), head.optional_string("approval_date")
    if (number is None) is not (day is None):
        missing = "approval_number" if number is None else "approval_date"
        head.wrong(missing, phrase("approval_number and approval_date together"), phrase("nothing"))
    if day is not None:
        try:
            date.fromisoformat(day)
        except ValueError:
            head.wrong("approval_date", phrase("a date such as 2026-11-20"), repr(day))
    return None if number is None or day is None else Approval(number.strip(), day)


def _forebears(old: Study, heirs: Mapping[ItemPath, Heir | None]) -> dict[ItemPath, Heir]:
    found: dict[ItemPath, Heir] = {}
    for (form, item), heir in heirs.items():
        if heir is not None:
            place = old.forms[form].item(item)
            codes = place[1].code_list if place else None
            named = {} if codes is None else {each.code: heir.codes.get(each.code, each.code) for each in codes.items}
            back: dict[str, str | None] = {}
            for code, now in named.items():
                if now is not None:
                    back[now] = None if now in back else code
            found[heir.path] = Heir(form, item, {now: code for now, code in back.items() if now != code})
    return found


class _Mapping:
    """Reads the rows of the file and holds every item of the old version against the new one."""

    def __init__(self, old: Study, new: Study, problems: Problems) -> None:
        self._old = old
        self._new = new
        self._problems = problems
        self._rows: dict[ItemPath, tuple[Table, Heir | None]] = {}

    def read(self, root: Table) -> dict[ItemPath, Heir | None]:
        dropped = self._dropped_forms(root)
        for table in root.tables("item"):
            self._row(table)
        heirs: dict[ItemPath, Heir | None] = {}
        for form in self._old.forms.values():
            for group in form.groups:
                for item in group.items:
                    path = (form.oid, item.oid)
                    gone = form.oid in dropped and path not in self._rows
                    heirs[path] = None if gone else self._heir(form, group, item)
        self._apart(heirs)
        return heirs

    def _dropped_forms(self, root: Table) -> set[str]:
        found = set()
        for table in root.tables("form"):
            name, gone = table.string("old"), table.flag("dropped")
            if f"F.{name}" not in self._old.forms or f"F.{name}" in self._new.forms or not gone:
                table.wrong("old", phrase("a form that the new version does not have, with dropped = true"), name)
            found.add(f"F.{name}")
            table.close()
        return found

    def _row(self, table: Table) -> None:
        old = self._path(table, "old", self._old)
        gone = table.flag("dropped")
        new = self._path(table, "new", self._new) if table.has("new") or not gone else None
        codes = table.texts_by_name("codes")
        if gone and new is not None:
            table.wrong("dropped", phrase("new or dropped, not both"), phrase("both"))
        table.close()
        if old is None:
            return
        if old in self._rows:
            table.wrong("old", phrase("an item named once"), phrase("{name} a second time", name=_name(old[1])))
        if gone and self._new.forms.get(old[0]) is not None and self._new.forms[old[0]].item(old[1]) is not None:
            table.wrong("dropped", phrase("an item that the new version does not have"), _name(old[1]))
        self._rows[old] = (table, None if new is None else Heir(*new, codes))

    @staticmethod
    def _path(table: Table, key: str, study: Study) -> ItemPath | None:
        text = table.string(key)
        form, _, item = text.partition(".")
        found = study.forms[f"F.{form}"].item(item) if f"F.{form}" in study.forms else None
        if found is None:
            table.wrong(key, phrase("FORM.ITEM of version {version}", version=study.version), text)
            return None
        return f"F.{form}", found[1].oid

    def _heir(self, form: FormDef, group: ItemGroupDef, item: ItemDef) -> Heir | None:
        row = self._rows.get((form.oid, item.oid))
        if row is not None and row[1] is None:
            return None
        heir = Heir(form.oid, item.oid) if row is None or row[1] is None else row[1]
        target = self._new.forms.get(heir.form)
        found = None if target is None else target.item(heir.item)
        name = f"{form.short}.{item.name}"
        if target is None or found is None:
            self._wrong(row, name, phrase("a row that says where it went: new = … or dropped = true"), phrase("none"))
            return None
        self._same_place(row, name, (form, group), (target, found[0]))
        self._same_meaning(row, name, item, found[1])
        self._codes(row, name, item, (heir, found[1]))
        return heir

    def _wrong(self, row: tuple[Table, Heir | None] | None, name: str, expected: str, found: object) -> None:
        self._problems.add(AMENDMENT, row[0].path if row else f"item[{name}]", expected, found)

    def _same_place(
        self, row: tuple[Table, Heir | None] | None, name: str, old: tuple[FormDef, ItemGroupDef],
        new: tuple[FormDef, ItemGroupDef],
    ) -> None:  # fmt: skip
        shapes = [(group.areas, group.repeating, form.log) for form, group in (old, new)]
        if shapes[0] != shapes[1] or (old[0].log and old[0].oid != new[0].oid):
            self._wrong(row, name, phrase("a place of the same kind: areas, rows and log as before"), new[1].oid)

    def _same_meaning(self, row: tuple[Table, Heir | None] | None, name: str, old: ItemDef, new: ItemDef) -> None:
        kinds = (old.data_type, new.data_type)
        if kinds[0] is not kinds[1] and kinds not in _WIDER:
            self._wrong(
                row, name, phrase("type {data_type}, or dropped and a new item", data_type=old.data_type), new.data_type
            )
        units = [unit.code if unit else None for unit in (old.unit, new.unit)]
        if units[0] != units[1]:
            self._wrong(row, name, phrase("unit {unit}, or dropped and a new item", unit=units[0]), units[1])

    def _codes(
        self, row: tuple[Table, Heir | None] | None, name: str, old: ItemDef, new: tuple[Heir, ItemDef]
    ) -> None:  # fmt: skip
        heir, item = new
        known = set() if old.code_list is None else {each.code for each in old.code_list.items}
        target = set() if item.code_list is None else {each.code for each in item.code_list.items}
        for code in sorted(heir.codes.keys() - known):
            self._wrong(row, name, phrase("codes of the version before"), code)
        for code in sorted(known):
            now = heir.codes.get(code, code)
            if now not in target:
                self._wrong(
                    row,
                    name,
                    phrase("codes = {{…}} with a code of the new list for each that is gone"),
                    f"{code} → {now}",
                )

    def _apart(self, heirs: Mapping[ItemPath, Heir | None]) -> None:
        """No two items become one, and no name is used again for something else."""
        taken: dict[ItemPath, ItemPath] = {}
        for old, heir in heirs.items():
            if heir is None:
                continue
            if heir.path in taken:
                other = _name(taken[heir.path][1])
                found = phrase("{item}, which {other} becomes", item=_name(heir.item), other=other)
                self._wrong(self._rows.get(old), _name(old[1]), phrase("an item that no other becomes"), found)
            taken[heir.path] = old
        for old, heir in heirs.items():
            moved_away = heir is None or heir.path != old
            form = self._new.forms.get(old[0])
            if moved_away and form is not None and form.item(old[1]) is not None:
                wanted = phrase("a name that is not used again for something else")
                self._wrong(self._rows.get(old), _name(old[1]), wanted, _name(old[1]))


def _name(oid: str) -> str:
    """Return FORM.ITEM, as it is written in the file, of an OID."""
    return oid.removeprefix("I.")

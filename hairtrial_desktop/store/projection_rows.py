"""Rows of the projection to and from their cache tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields

from hairtrial_desktop.casebook.projection import TABLES, FormRow, ItemRow, Row, State, ThingRow
from hairtrial_desktop.store.connection import CipherDatabase
from hairtrial_desktop.store.engine import Database
from hairtrial_desktop.store.late_table import LateTable

_CLASSES: dict[str, type[ItemRow | FormRow]] = {"item_data": ItemRow, "form_data": FormRow}


def _columns(table: str) -> list[str]:
    return [field.name for field in fields(_CLASSES.get(table, ThingRow))]


_WRITE = {
    table: "INSERT INTO [{}] ({}) VALUES ({}) ON CONFLICT (subject, key) DO UPDATE SET {}".format(  # noqa: S608 - own names
        table,
        ", ".join(_columns(table)),
        ", ".join(f":{name}" for name in _columns(table)),
        ", ".join(f"{name} = excluded.{name}" for name in _columns(table) if name not in {"subject", "key"}),
    )
    for table in TABLES
}
_READ = {
    # by rowid: the order of first entry, as the projection in memory has it
    table: f"SELECT {', '.join(_columns(table))} FROM [{table}] WHERE subject = ? ORDER BY rowid"  # noqa: S608 - own names
    for table in TABLES
}


_READ_ONE = {
    table: f"SELECT {', '.join(_columns(table))} FROM [{table}] WHERE subject = ? AND key = ?"  # noqa: S608 - own names
    for table in TABLES
}


# its values stand together in the index of keys: '0' comes right after '/'
_READ_FORM = f"SELECT {', '.join(_columns('item_data'))} FROM item_data WHERE subject = ? AND key > ? AND key < ?"  # noqa: S608 - own names
_PAGE, _END = 20, 2**62


def load_state(database: CipherDatabase, subject: str, late: Collection[str] = ()) -> State:
    """Return the state of ``subject`` as cached; take it under one snapshot or transaction.

    The tables in ``late`` are read when they are asked for.
    """
    state = State()
    for table in TABLES:
        if table in late:
            state.tables[table] = LateTable(database, table, subject)
            continue
        make = _CLASSES.get(table, ThingRow)
        rows: Iterable[Row] = (make(*values) for values in database.tuples(_READ[table], (subject,)))
        state.tables[table] = {row.key: row for row in rows}
    return state


def newest_rows(database: CipherDatabase, table: str, subject: str) -> Iterator[ThingRow]:
    """Yield the rows of ``subject`` in ``table``, the last begun first, read page by page."""
    # "+": backwards through the table itself; by the index of subjects all rows would be sorted for the first page
    sql = f"SELECT rowid, * FROM [{table}] WHERE +subject = ? AND rowid < ? ORDER BY rowid DESC LIMIT {_PAGE}"  # noqa: S608 - own names
    before = _END
    while rows := database.rows(sql, (subject, before)):
        for row in rows:
            before = row.pop("rowid")
            yield ThingRow(**row)


def load_forms(database: CipherDatabase, oids: Collection[str]) -> dict[str, State]:
    """Return by subject the forms with these OIDs and their values; take it under one snapshot."""
    found: dict[str, State] = {}
    kinds = " OR ".join("instr(key, ?) > 0" for _ in oids) or "0"
    forms = f"SELECT {', '.join(_columns('form_data'))} FROM form_data WHERE {kinds} ORDER BY rowid"  # noqa: S608 - own names
    for row in [FormRow(*values) for values in database.tuples(forms, [f"/{oid}#" for oid in oids])]:
        state = found.setdefault(row.subject, State())
        state.forms()[row.key] = row
        for values in database.tuples(_READ_FORM, (row.subject, f"{row.key}/", f"{row.key}0")):
            item = ItemRow(*values)
            state.items()[item.key] = item
    return found


class _OnDemand(dict[str, Row]):
    """A table of one subject whose rows are read when they are asked for by key."""

    def __init__(self, database: CipherDatabase, table: str, subject: str) -> None:
        super().__init__()
        self._database = database
        self._table = table
        self._subject = subject

    def get(self, key: str, default: Row | None = None) -> Row | None:  # type: ignore[override]  # the rows are of Row
        """Return the row of ``key``, read from the database the first time."""
        if key not in self:
            make = _CLASSES.get(self._table, ThingRow)
            for values in self._database.tuples(_READ_ONE[self._table], (self._subject, key)):
                self[key] = make(*values)
        return super().get(key, default)


def state_on_demand(database: CipherDatabase, subject: str) -> State:
    """Return a state that reads single rows: enough to apply a commit, whatever the size of the casebook."""
    return State({table: _OnDemand(database, table, subject) for table in TABLES})


def write_rows(db: Database, written: Iterable[tuple[str, Row]]) -> None:
    """Write rows to their tables, replacing what had the same subject and key."""
    for table, row in written:
        db.execute(_WRITE[table], vars(row))

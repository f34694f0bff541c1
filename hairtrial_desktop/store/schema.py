"""The schema of ``site.db`` as a whole: tables, indexes, views and triggers must be what the migrations make.

A view in place of a table would show something else than what is kept; a missing trigger lets UPDATE and DELETE in.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.store.connection import CipherDatabase
from hairtrial_desktop.store.engine import Database, connect
from hairtrial_desktop.store.migrations import migrate
from hairtrial_desktop.store.migrations.site import SITE
from hairtrial_desktop.study.errors import KnownError

_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master"
Thing = tuple[str, str, str | None]  # type, table, SQL


def check_schema(database: CipherDatabase) -> Iterator[Damage]:
    """Yield everything that is missing, changed or added (``what``: trigger, schema).

    Last, KnownError ``database_foreign_or_damaged`` where a table is gone or no table: nothing can be read then.
    """
    found = {row["name"]: (row["type"], row["tbl_name"], row["sql"]) for row in database.rows(_SCHEMA)}
    right, readable = _right(), True
    for name, (kind, table, _sql) in right.items():
        readable = readable and (kind != "table" or found.get(name, ("",))[0] == "table")
        if found.get(name) != right[name]:
            yield Damage(table, name, "trigger" if kind == "trigger" else "schema")
    for name in sorted(found.keys() - right.keys()):
        kind, table, _sql = found[name]
        yield Damage(table, name, "trigger" if kind == "trigger" else "schema")
    if not readable:
        raise KnownError("database_foreign_or_damaged", file=database.path.name)


@cache
def _right() -> dict[str, Thing]:
    """Return what the migrations make, by name, triggers first."""
    connection = connect(":memory:")
    try:
        made = Database(connection, recursive_triggers=True, execute_plugins=False)
        migrate(made, SITE)
        rows = connection.execute(_SCHEMA).fetchall()
    finally:
        connection.close()
    return {name: (kind, table, sql) for kind, name, table, sql in sorted(rows, key=lambda row: row[0] != "trigger")}

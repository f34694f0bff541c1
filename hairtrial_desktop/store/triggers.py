"""The trigger set of ``site.db``: what refuses UPDATE and DELETE must be there, unchanged."""

from __future__ import annotations

from collections.abc import Iterator

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.store.connection import CipherDatabase
from hairtrial_desktop.store.migrations.site import TRIGGERS


def check_triggers(database: CipherDatabase) -> Iterator[Damage]:
    """Yield every trigger that is missing, changed or added (``what`` = ``trigger``); empty when all is well."""
    rows = database.rows("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
    found = {row["name"]: (row["tbl_name"], row["sql"]) for row in rows}
    for name, sql in TRIGGERS.items():
        if found.get(name, ("", ""))[1] != sql:
            yield Damage(sql.split(" ON ")[1].split()[0], name, "trigger")
    for name in sorted(found.keys() - TRIGGERS.keys()):
        yield Damage(found[name][0], name, "trigger")

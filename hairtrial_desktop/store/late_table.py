"""A table of the projection that is read when somebody asks for it: one row by its key, or all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.projection import Row, ThingRow
from hairtrial_desktop.store.connection import CipherDatabase

if TYPE_CHECKING:
    from _collections_abc import dict_items, dict_keys, dict_values

_COLUMNS = "key, subject, body, seq, leaf"


class LateTable(dict[str, Row]):
    """The rows of one subject in a table of things, in the order of first entry.

    Whatever looks at more than one key reads all of them, so that nobody is shown a part for the whole.
    """

    __hash__ = None  # as of any dict

    def __init__(self, database: CipherDatabase, table: str, subject: str) -> None:
        super().__init__()
        self._database = database
        self._sql = f"SELECT {_COLUMNS} FROM [{table}] WHERE subject = ?"  # noqa: S608 - own names
        self._subject = subject
        self._whole = False

    def _fill(self) -> None:
        if not self._whole:
            put = dict(super().items())
            super().clear()
            rows = self._database.rows(f"{self._sql} ORDER BY rowid", (self._subject,))
            super().update({row["key"]: ThingRow(**row) for row in rows})
            super().update(put)
            self._whole = True

    def get(self, key: str, default: Row | None = None) -> Row | None:  # type: ignore[override]  # rows are of Row
        """Return the row of ``key``, read alone."""
        if not self._whole and not super().__contains__(key):
            for row in self._database.rows(f"{self._sql} AND key = ?", (self._subject, key)):
                self[key] = ThingRow(**row)
        return super().get(key, default)

    def __missing__(self, key: str) -> Row:
        row = self.get(key)
        if row is None:
            raise KeyError(key)
        return row

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.get(key) is not None

    def __iter__(self) -> Iterator[str]:
        self._fill()
        return super().__iter__()

    def __reversed__(self) -> Iterator[str]:
        self._fill()
        return super().__reversed__()

    def __len__(self) -> int:
        self._fill()
        return super().__len__()

    def __eq__(self, other: object) -> bool:
        self._fill()
        if isinstance(other, LateTable):
            other._fill()
        return super().__eq__(other)

    def keys(self) -> dict_keys[str, Row]:
        """Return every key."""
        self._fill()
        return super().keys()

    def values(self) -> dict_values[str, Row]:
        """Return every row."""
        self._fill()
        return super().values()

    def items(self) -> dict_items[str, Row]:
        """Return every key with its row."""
        self._fill()
        return super().items()

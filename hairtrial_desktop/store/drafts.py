"""``casebook.ports.DraftStore``: what was typed and not saved, encrypted with the rest, outside the audit trail."""

from __future__ import annotations

import json
from collections.abc import Mapping

from hairtrial_desktop.store.connection import CipherDatabase


class SqlDrafts:
    """Drafts per author and form."""

    def __init__(self, database: CipherDatabase) -> None:
        self._database = database

    def put(self, author: str, form: str, entries: Mapping[str, str], at: str) -> None:
        """Keep raw texts by item key, durable on return; raises StorageError."""
        values = (author, form, json.dumps(dict(entries), ensure_ascii=False), at)
        with self._database.transaction() as db:
            db.execute(
                "INSERT INTO drafts (author, form, entries, at) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (author, form) DO UPDATE SET entries = excluded.entries, at = excluded.at",
                values,
            )

    def get(self, author: str, form: str) -> tuple[dict[str, str], str] | None:
        """Return (raw texts, time kept), or None."""
        rows = self._database.rows("SELECT entries, at FROM drafts WHERE author = ? AND form = ?", (author, form))
        return (dict(json.loads(rows[0]["entries"])), rows[0]["at"]) if rows else None

    def forms(self, author: str) -> dict[str, str]:
        """Return this author's drafts: form key -> time kept."""
        rows = self._database.rows("SELECT form, at FROM drafts WHERE author = ? ORDER BY rowid", (author,))
        return {row["form"]: row["at"] for row in rows}

    def others(self, author: str, form: str) -> dict[str, int]:
        """Return other people's drafts of ``form``: author -> number of entries."""
        rows = self._database.rows("SELECT author, entries FROM drafts WHERE author <> ? AND form = ?", (author, form))
        return {row["author"]: len(json.loads(row["entries"])) for row in rows}

    def clear(self, author: str, form: str) -> None:
        """Forget the draft."""
        with self._database.transaction() as db:
            db.execute("DELETE FROM drafts WHERE author = ? AND form = ?", (author, form))

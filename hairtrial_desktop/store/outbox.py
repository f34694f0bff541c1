"""``casebook.ports.Outbox``: entries in the database, sealed bytes in ``outbox/<key>/<name>``."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.outbox import ExportState, OutboxEntry, Part
from hairtrial_desktop.casebook.projection import State, ThingRow
from hairtrial_desktop.keys.durable import make_folder, sorted_disk_errors, write_durably
from hairtrial_desktop.store.claims import Timeline
from hairtrial_desktop.store.connection import CipherDatabase
from hairtrial_desktop.study.errors import KnownError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class FolderOutbox:
    """Exports on their way; survives restarts. What lies in the folder is sealed to the sponsor already."""

    def __init__(self, database: CipherDatabase, folder: Path) -> None:
        self._database = database
        self._folder = folder

    def put(self, entry: OutboxEntry) -> None:
        """Write or replace the entry, durable on return; raises StorageError."""
        text = json.dumps(asdict(entry), ensure_ascii=False)
        with self._database.transaction() as db:
            db.execute(
                "INSERT INTO outbox (key, built_at, entry) VALUES (?, ?, ?) "
                "ON CONFLICT (key) DO UPDATE SET built_at = excluded.built_at, entry = excluded.entry",
                (entry.key, entry.built_at, text),
            )

    def entries(self) -> tuple[OutboxEntry, ...]:
        """Return all, newest first."""
        rows = self._database.rows("SELECT entry FROM outbox ORDER BY built_at DESC, key DESC")
        return tuple(_entry(row["entry"]) for row in rows)

    def get(self, key: str) -> OutboxEntry | None:
        """Return one by its key."""
        rows = self._database.rows("SELECT entry FROM outbox WHERE key = ?", (key,))
        return _entry(rows[0]["entry"]) if rows else None

    def keep(self, key: str, name: str, content: bytes) -> None:
        """Write one object whole and durably; raises StorageError."""
        path = self._path(key, name)
        make_folder(self._folder)
        make_folder(path.parent)
        write_durably(path, content)

    def read(self, key: str, name: str) -> bytes:
        """Return the object; KnownError ``outbox_object_missing`` (params ``key``, ``name``)."""
        path = self._path(key, name)
        if not path.is_file():
            raise KnownError("outbox_object_missing", key=key, name=name)
        with sorted_disk_errors(path):
            return path.read_bytes()

    def verify(self, reader: CipherDatabase, timeline: Timeline, site: State) -> Iterator[Damage]:
        """Yield what differs from the record of the ``site``, as the snapshot of ``reader`` has it.

        ``head`` (an entry beyond the chain), ``value`` (not the export that was recorded), ``state`` (acknowledged
        without the sponsor's receipt), ``missing`` (recorded, no entry), ``file`` (part or manifest, by its hash).
        """
        exports, receipts = site.things("export_data"), site.things("receipt_data")
        entries = {row["key"]: row["entry"] for row in reader.rows("SELECT key, entry FROM outbox")}
        for key in sorted(exports.keys() - entries.keys()):
            yield Damage("outbox", key, "missing")
        for key, text in sorted(entries.items()):
            try:
                entry = _entry(text)
                exported = exports.get(key)
                yield from _claims(key, entry, None if exported is None else exported.data, timeline)
                answer = receipts.get(key)
                if entry.state is ExportState.ACKNOWLEDGED and not _accepts(answer, entry):
                    yield Damage("outbox", key, "state")
                yield from self._objects(entry)
            except (ValueError, KeyError, TypeError, AttributeError):
                yield Damage("outbox", key, "unreadable")

    def _objects(self, entry: OutboxEntry) -> Iterator[Damage]:
        for part in entry.parts:
            path = self._path(entry.key, part.name)
            content = path.read_bytes() if path.is_file() else b""
            if hashlib.sha256(content).hexdigest() != part.name.removesuffix(".part"):
                yield Damage("outbox", f"{entry.key}/{part.name}", "file")
        if not self._path(entry.key, entry.manifest).is_file():
            yield Damage("outbox", f"{entry.key}/{entry.manifest}", "file")

    def _path(self, key: str, name: str) -> Path:
        if not (_NAME.fullmatch(key) and _NAME.fullmatch(name)):
            raise ValueError(f"not a name of the outbox: {key}/{name}")
        return self._folder / key / name


def _entry(text: str) -> OutboxEntry:
    tree: dict[str, Any] = json.loads(text)
    tree["state"] = ExportState(tree["state"])
    tree["parts"] = tuple(Part(**part) for part in tree["parts"])
    tree["withheld"] = tuple(tree["withheld"])
    return OutboxEntry(**tree)


def _claims(key: str, entry: OutboxEntry, exported: dict[str, Any] | None, timeline: Timeline) -> Iterator[Damage]:
    if entry.key != key or not timeline.holds(entry.head_seq, entry.head_hash):
        yield Damage("outbox", key, "head")
    kept = asdict(entry)
    if exported is not None and any(kept.get(name) != value for name, value in exported.items() if name != "withheld"):
        yield Damage("outbox", key, "value")


def _accepts(answer: ThingRow | None, entry: OutboxEntry) -> bool:
    data = {} if answer is None else answer.data
    return data.get("verdict") == "accepted" and data.get("sealed_sha256") == entry.sealed_sha256

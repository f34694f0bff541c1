"""Everything a site leaves behind, unsealed, so that the blinding lint can read it: files, tables, exports, papers."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from hairtrial_desktop.demo.people import NURSE, password_of
from hairtrial_desktop.keys.keyring import Keyring
from hairtrial_desktop.keys.sponsor_keys import SponsorKeys
from hairtrial_desktop.store.connection import CipherDatabase
from hairtrial_desktop.store.migrations.site import SITE
from hairtrial_desktop.store.site_database import SITE_DATABASE, SiteDatabase

Files = dict[str, bytes]

# What nobody reads without a key, and signatures. Each is opened below, but for keys and the site-only register.
SEALED = re.compile(
    r"(.*/)?((site|identity)\.db(-wal|-shm)?|(keyslots|identity|site-ca)\.age|attachments/[0-9a-f]{64}|"
    r"[0-9a-f]{64}\.part|manifest\.sig)"
)
PICTURES = (".png",)


def files_of(folder: Path) -> tuple[Files, list[str]]:
    """Return every file under ``folder`` that reads as text (papers as their text), and the names of the others."""
    files: Files = {}
    closed: list[str] = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name, content = path.relative_to(folder).as_posix(), path.read_bytes()
        if name.endswith(".pdf"):
            files[f"{name}.txt"] = paper_text(content)
        elif is_text(content):
            files[name] = content
        elif not name.endswith(PICTURES):
            closed.append(name)
    return files, closed


def is_text(content: bytes) -> bool:
    """Whether the lint can read ``content``."""
    try:
        return "\0" not in content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False


def paper_text(pdf: bytes) -> bytes:
    """Return the text of a PDF, each line and each pair of neighbouring lines: a sentence may be broken in two."""
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    lines = [line.strip() for line in done.stdout.decode().splitlines()]
    return "\n".join([*lines, *(first + second for first, second in pairwise(lines))]).encode()


def exports_of(transport: Path, sponsor: Path) -> Files:
    """Return every member of every export on ``transport``, opened with the sponsor's key."""
    keys, files = SponsorKeys.open(sponsor), {}
    for manifest in sorted(transport.glob("*/*/manifest.json")):
        tree = json.loads(json.loads(manifest.read_bytes())["body"])
        sealed = b"".join((manifest.parent / one["name"]).read_bytes() for one in tree["parts"])
        with zipfile.ZipFile(io.BytesIO(keys.decrypt(sealed))) as archive:
            for name in archive.namelist():
                content, where = archive.read(name), f"{manifest.parent.name}/{name}"
                if name.endswith(".pdf"):
                    files[f"{where}.txt"] = paper_text(content)
                else:
                    files[where] = content
    return files


def tables_of(site: Path, at: datetime) -> Files:
    """Return every table and view of the site's database as JSON lines, bodies of records unfolded."""
    key = Keyring.open(site).unlock(NURSE, password_of(NURSE), at).database_key
    database = CipherDatabase.open(site / SITE_DATABASE, key, SITE)
    try:
        names = database.rows("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        return {f"{one['name']}.jsonl": _lines(_all(database, one["name"])) for one in names}
    finally:
        database.close()


def _all(database: CipherDatabase, table: str) -> Iterator[dict[str, Any]]:
    return database.stream(f'SELECT * FROM "{table}"')  # noqa: S608 - a name of the schema itself


def _lines(rows: Iterable[dict[str, Any]]) -> bytes:
    trees = ({column: _said(value) for column, value in row.items()} for row in rows)
    return "\n".join(json.dumps(tree, ensure_ascii=False) for tree in trees).encode()


def _said(value: object) -> object:
    if isinstance(value, bytes):
        return value.decode() if is_text(value) else value.hex()
    return value


def attachments_of(site: Path, at: datetime) -> Files:
    """Return the papers and pictures kept beside the database, opened; papers as their text."""
    key = Keyring.open(site).unlock(NURSE, password_of(NURSE), at).database_key
    database = SiteDatabase.open(site, key)
    try:
        return dict(_opened(database, (site / "attachments").iterdir()))
    finally:
        database.close()


def _opened(database: SiteDatabase, paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    for path in sorted(paths):
        content = database.attachments.get(path.name)
        yield f"attachments/{path.name}.txt", paper_text(content) if content.startswith(b"%PDF") else content

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from hairtrial_desktop.casebook.ports import CommitStore
from hairtrial_desktop.casebook.record import Author, Commit, Draft, Record
from hairtrial_desktop.store.site_database import SiteDatabase

KEY = b"\x11" * 32
AUTHOR = Author("wang", "nurse", "PC-1", "0.1", "ab" * 32)
AT = datetime(2026, 11, 22, 4, 40, tzinfo=UTC)
FORM = "01-009/SE.V1#1/F.EC#1"
DOSE = f"{FORM}/IG.EC#1/I.EC.VOLML"

Build = Callable[..., Commit]
Forge = Callable[..., None]


@pytest.fixture
def key() -> bytes:
    return KEY


@pytest.fixture
def dose() -> str:
    return DOSE


@pytest.fixture
def build() -> Build:
    """Build the next commit of a store."""

    def make(commits: CommitStore, subject: str, *records: Record) -> Commit:
        head = commits.head()
        draft = Draft(subject, "save", records)
        return Commit.build(draft, AUTHOR, seq=head.seq + 1, prev=head.hash, at=AT, zone="+08:00", epoch=1)

    return make


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SiteDatabase]:
    opened = SiteDatabase.create(tmp_path, KEY)
    yield opened
    opened.close()


@pytest.fixture
def filled(site: SiteDatabase, build: Build) -> SiteDatabase:
    """Fill a site with four commits: a form with a value, its change, another subject, a user."""
    commits = site.commits
    form = Record("form", FORM, new={"status": "progress"})
    commits.append(build(commits, "01-009", form, Record("item", DOSE, new="1.5")))
    commits.append(build(commits, "01-009", Record("item", DOSE, old="1.5", new="1.6", reason="misread")))
    commits.append(build(commits, "01-010", Record("subject", "01-010", new={"status": "screening"})))
    commits.append(build(commits, "", Record("user", "wang", new={"role": "nurse"})))
    return site


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    """Change the database underneath, with the key and without the triggers, as somebody who holds both could."""

    def change(*statements: str, triggers: bool = False) -> None:
        connection: Any = dbapi2.connect(str(tmp_path / "site.db"), isolation_level=None)
        connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
        kept = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in kept if not triggers else []:
            connection.execute(f"DROP TRIGGER {name}")
        changed = [connection.execute(statement).rowcount for statement in statements]
        for _, sql in kept if not triggers else []:
            connection.execute(sql)
        connection.close()
        assert 0 not in changed, "a forgery that changes nothing tests nothing"

    return change

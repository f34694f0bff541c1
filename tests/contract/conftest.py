"""Every port twice: in memory and for real. The suites of this folder ask both the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hairtrial_desktop.casebook import memory
from hairtrial_desktop.casebook.ports import Attachments, CommitStore, DraftStore, IdentityRegister, Outbox
from hairtrial_desktop.casebook.record import Author, Commit, Draft, Record
from hairtrial_desktop.store.identities import IdentityDatabase
from hairtrial_desktop.store.site_database import SiteDatabase

AUTHOR = Author("wang", "nurse", "PC-1", "0.1", "ab" * 32)
AT = datetime(2026, 11, 22, 4, 40, tzinfo=UTC)

Append = Callable[..., Commit]


@pytest.fixture(params=["memory", "real"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SiteDatabase]:
    opened = SiteDatabase.create(tmp_path, b"k" * 32)
    yield opened
    opened.close()


@pytest.fixture
def commits(kind: str, request: pytest.FixtureRequest) -> CommitStore:
    return memory.MemoryCommitStore() if kind == "memory" else _site(request).commits


@pytest.fixture
def drafts(kind: str, request: pytest.FixtureRequest) -> DraftStore:
    return memory.MemoryDrafts() if kind == "memory" else _site(request).drafts


@pytest.fixture
def attachments(kind: str, request: pytest.FixtureRequest) -> Attachments:
    return memory.MemoryAttachments() if kind == "memory" else _site(request).attachments


@pytest.fixture
def outbox(kind: str, request: pytest.FixtureRequest) -> Outbox:
    return memory.MemoryOutbox() if kind == "memory" else _site(request).outbox


@pytest.fixture
def identities(kind: str, tmp_path: Path) -> Iterator[IdentityRegister]:
    if kind == "memory":
        yield memory.MemoryIdentities()
        return
    opened = IdentityDatabase.create(tmp_path, b"i" * 32)
    yield opened
    opened.close()


@pytest.fixture
def build(commits: CommitStore) -> Append:
    """Build the next commit of a subject from records, without appending it."""

    def make(subject: str, *records: Record, act: str = "save") -> Commit:
        head = commits.head()
        draft = Draft(subject, act, records)
        return Commit.build(
            draft, AUTHOR, seq=head.seq + 1, prev=head.hash, at=AT, zone="+08:00", epoch=commits.epoch()
        )

    return make


def _site(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue("site")

"""The disk is full or fails at any write of a save: it is told, and what was there before is there after."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from hairtrial_desktop.casebook.ports import StorageError
from hairtrial_desktop.casebook.record import Commit, Record
from hairtrial_desktop.places import PACKAGE
from hairtrial_desktop.store.site_database import SiteDatabase
from tests.faults.conftest import Count, Times
from tests.store.conftest import FORM, KEY, build, site
from tests.store.test_faults import small_disk

__all__ = ["build", "site", "small_disk"]
pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]
PAGE = 4096
VALUES = 60


def leave_free(filler: Path, pages: int) -> None:
    """Fill the disk but for ``pages``."""
    filler.unlink(missing_ok=True)
    free = shutil.disk_usage(filler.parent).free
    with filler.open("wb") as file:
        for _ in range(max(0, free // PAGE - pages)):
            file.write(b"\0" * PAGE)


def test_off_02_a_disk_full_at_any_write_of_a_save_loses_nothing(
    small_disk: Path, build: Callable[..., Commit], times: Times, count: Count
) -> None:
    saved = refused = 0
    stands: int | None = None  # the turn whose values stand
    opened = SiteDatabase.create(small_disk, KEY)
    filler = small_disk / "filler"
    step = times(9, 1)
    for turn, pages in enumerate(range(0, 100, step)):
        before = opened.commits.head()
        records = [
            Record("item", f"{FORM}/IG.EC#{n}/I.EC.VOLML", None if stands is None else f"{stands}-{n}", f"{turn}-{n}")
            for n in range(VALUES)
        ]
        commit = build(opened.commits, "01-009", *records)
        leave_free(filler, pages)
        try:
            opened.commits.append(commit)
            saved, stands = saved + 1, turn
        except StorageError as error:
            refused += (error.code, opened.commits.head()) == ("disk_full", before)
        filler.unlink()
        assert list(opened.commits.verify()) == []
        assert saved + refused == turn + 1
    opened.close()
    with closing(SiteDatabase.open(small_disk, KEY)) as again:
        assert again.commits.head().seq == saved
        assert list(again.commits.verify()) == []
    count(full_disks=saved + refused, refused=refused, saved_after_all=saved, lost=0)
    assert refused
    assert saved


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from hairtrial_desktop.casebook.ports import StorageError
from hairtrial_desktop.casebook.record import Author, Commit, Draft, Record
from hairtrial_desktop.store.site_database import SiteDatabase

site = SiteDatabase.open(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
author = Author("wang", "nurse", "PC-1", "0.1", "ab" * 32)
for turn in range(40):
    head = site.commits.head()
    key = "01-009/SE.V1#1/F.EC#1/IG.EC#1/I.EC.VOLML"
    row = site.commits.load("01-009").items().get(key)
    record = Record("item", key, None if row is None else row.value, str(turn))
    try:
        site.commits.append(Commit.build(Draft("01-009", "save", (record,)), author, seq=head.seq + 1, prev=head.hash,
                                         at=datetime.now(UTC), zone="+08:00", epoch=1))
        print("saved", head.seq + 1, flush=True)
    except StorageError as error:
        print("refused", error.code, flush=True)
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace makes the disk fail")
def test_a_failing_fsync_is_told_and_nothing_acknowledged_is_lost(tmp_path: Path, times: Times, count: Count) -> None:
    saved = refused = 0
    for turn in range(times(3, 40)):
        folder = tmp_path / str(turn)
        folder.mkdir()
        SiteDatabase.create(folder, KEY).close()
        inject = f"inject=fsync,fdatasync:error=EIO:when={turn % 13 + 3}+{turn % 5 + 2}"
        program = ["strace", "-f", "-qq", "-o", str(tmp_path / "trace"), "-e", inject]
        program += [sys.executable, "-c", WRITER, str(folder), KEY.hex()]
        environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
        done = subprocess.run(program, check=False, capture_output=True, text=True, env=environment)
        acknowledged = [int(number) for number in re.findall(r"saved (\d+)", done.stdout)]
        codes = re.findall(r"refused (\w+)", done.stdout)
        assert set(codes) <= {"disk_error"}
        saved, refused = saved + len(acknowledged), refused + len(codes)
        with closing(SiteDatabase.open(folder, KEY)) as again:
            assert again.commits.head().seq >= max(acknowledged, default=0)
            assert list(again.commits.verify()) == []
    count(saved=saved, fsync_failures_told=refused, lost=0)
    assert refused

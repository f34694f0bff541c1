"""Power cuts, full disks, two threads, two programs: what was acknowledged is there, what was not is not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hairtrial_desktop.casebook.ports import Conflict, StorageError
from hairtrial_desktop.casebook.record import Commit, Record
from hairtrial_desktop.store.site_database import SiteDatabase
from hairtrial_desktop.store.writer_token import WriterToken
from hairtrial_desktop.study.errors import KnownError

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from hairtrial_desktop.casebook.record import Author, Commit, Draft, Record
from hairtrial_desktop.store.site_database import SiteDatabase

site = SiteDatabase.open(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
author = Author("wang", "nurse", "PC-1", "0.1", "ab" * 32)
while True:
    head = site.commits.head()
    text, old = str(head.seq + 1), str(head.seq) if head.seq else None
    records = tuple(Record("item", f"01-009/SE.V1#1/F.EC#1/IG.EC#{n}/I.X", old, text) for n in range(1, 40))
    site.drafts.put("wang", "f", {"a": text}, text)
    print("draft", text, flush=True)
    site.commits.append(Commit.build(Draft("01-009", "save", records), author, seq=head.seq + 1, prev=head.hash,
                                     at=datetime.now(UTC), zone="+08:00", epoch=1))
    print("commit", text, flush=True)
"""


@pytest.mark.faults
def test_a_kill_loses_nothing_that_was_acknowledged(site: SiteDatabase, tmp_path: Path, key: bytes) -> None:
    site.close()
    for turn in range(10):
        said = killed_after(5 + turn, [sys.executable, "-c", WRITER, str(tmp_path), key.hex()])
        reopened = SiteDatabase.open(tmp_path, key)
        assert reopened.commits.head().seq >= max(said["commit"], default=0)
        kept = reopened.drafts.get("wang", "f")
        assert kept is not None
        assert int(kept[1]) >= max(said["draft"])
        assert list(reopened.commits.verify()) == []
        reopened.close()


def killed_after(lines: int, command: list[str]) -> dict[str, list[int]]:
    """Run ``command``, SIGKILL it once it has said ``lines`` lines; return all it said before it died."""
    said: dict[str, list[int]] = {"draft": [], "commit": []}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout is not None
        for number, line in enumerate(process.stdout, start=1):
            act, text = line.split()
            said[act].append(int(text))
            if number == lines:
                process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    return said


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], check=False)
    if mounted.returncode != 0:
        pytest.skip("this machine does not let root mount")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.faults
def test_a_full_disk_is_told_and_the_next_save_works(
    small_disk: Path, key: bytes, build: Callable[..., Commit], dose: str
) -> None:
    site = SiteDatabase.create(small_disk, key)
    commits = site.commits
    commits.append(build(commits, "01-009", Record("item", dose, new="1.5")))
    filler = small_disk / "filler"
    fill(filler)
    big = build(commits, "01-009", Record("item", dose, old="1.5", new="x" * 200_000))
    for act in (
        lambda: commits.append(big),
        lambda: site.drafts.put("wang", "f", {"a": "x" * 200_000}, "t"),
        lambda: site.attachments.put(b"x" * 200_000),
        lambda: site.outbox.keep("monthly-0001", "a.part", b"x" * 200_000),
    ):
        with pytest.raises(StorageError) as caught:
            act()
        assert caught.value.code == "disk_full"
    assert commits.head().seq == 1
    assert commits.load("01-009").items()[dose].value == "1.5"
    assert list(commits.verify()) == []
    assert [path.name for path in small_disk.rglob("*.tmp")] == []

    filler.unlink()
    commits.append(big)
    assert commits.load("01-009").items()[dose].changes == 1
    assert list(commits.verify()) == []
    site.close()
    reopened = SiteDatabase.open(small_disk, key)
    assert reopened.commits.head().seq == 2
    reopened.close()


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return


def test_two_threads_neither_lose_nor_double_a_commit(
    site: SiteDatabase, build: Callable[..., Commit], dose: str
) -> None:
    done: list[int] = []

    def work() -> None:
        for _ in range(20):
            while True:
                commit = build(site.commits, "01-009", Record("item", dose, new="1"))
                try:
                    site.commits.append(commit)
                except Conflict:
                    continue
                done.append(1)
                break

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(done), site.commits.head().seq) == (60, 60)
    assert site.commits.load("01-009").items()[dose].changes == 59


def test_saving_goes_on_while_a_verification_runs(
    filled: SiteDatabase, build: Callable[..., Commit], dose: str
) -> None:
    running = filled.commits.verify()
    with filled._database.transaction() as db:  # a damage, so that the verification stops half-way with an answer
        db.execute("UPDATE item_data SET value = '9'")
    assert next(running).table == "item_data"
    with filled._database.transaction() as db:
        db.execute("UPDATE item_data SET value = '1.6'")
    filled.commits.append(build(filled.commits, "01-009", Record("item", dose, old="1.6", new="2")))
    assert list(running) == []
    assert list(filled.commits.verify()) == []


def test_a_second_program_is_kept_out_until_the_first_ends(tmp_path: Path) -> None:
    holder = (
        "import sys; from pathlib import Path; from hairtrial_desktop.store.writer_token import WriterToken; "
        "token = WriterToken.take(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(KnownError, match="site_open_elsewhere"):
            WriterToken.take(tmp_path)
        process.kill()
    with WriterToken.take(tmp_path), pytest.raises(KnownError, match="site_open_elsewhere"):
        WriterToken.take(tmp_path)
    WriterToken.take(tmp_path).release()


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", "", "a\x00"])
def test_an_outbox_name_cannot_leave_its_folder(site: SiteDatabase, name: str) -> None:
    with pytest.raises(ValueError, match="outbox"):
        site.outbox.keep("monthly-0001", name, b"x")
    with pytest.raises(ValueError, match="outbox"):
        site.outbox.keep(name, "x.part", b"x")

"""One byte changed anywhere in database, attachments or a backup: it is named, or it changes nothing (P11-01)."""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hairtrial_desktop.casebook.record import Record
from hairtrial_desktop.store.backup import Backup, SiteFiles, verify_set
from hairtrial_desktop.store.backup_set import BackupSet
from hairtrial_desktop.store.site_database import SiteDatabase
from hairtrial_desktop.study.errors import KnownError
from tests.casebook.house import SetClock
from tests.faults.conftest import Count, Times
from tests.store.conftest import KEY, build, filled, site

__all__ = ["build", "filled", "site"]
pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]


@pytest.fixture
def folder(filled: SiteDatabase, build: Any, tmp_path: Path) -> Path:
    """Close a site with some history and two attachments."""
    for number in range(2, 62):  # the first stands there already
        record = Record("item", f"01-009/SE.V1#1/F.EC#1/IG.EC#{number}/I.EC.VOLML", new=str(number))
        filled.commits.append(build(filled.commits, "01-009", record))
    for content in (b"photograph" * 2000, b"scan" * 3000):
        name = filled.attachments.put(content)
        key = f"01-009/SE.V1#1/F.EC#1/A#{len(content)}"
        row = {"state": "attached", "store": name, "sha256": hashlib.sha256(content).hexdigest()}
        filled.commits.append(build(filled.commits, "01-009", Record("attachment", key, new=row)))
    filled.close()
    return tmp_path


def everything(site: SiteDatabase) -> list[Any]:
    """Return all that a person could be shown."""
    states = [site.commits.load(subject) for subject in ("", *site.commits.subjects())]
    names = [row.data["store"] for state in states for row in state.things("attachment_data").values()]
    contents = [site.attachments.get(name) for name in names]
    return [site.commits.head(), *site.commits.commits(), *states, *contents]


def told(folder: Path, before: list[Any]) -> bool:
    """Open and check; return whether the damage was told. It must be, unless everything is as before."""
    try:
        with closing(SiteDatabase.open(folder, KEY)) as opened:
            if list(opened.commits.verify()):
                return True
            assert everything(opened) == before, "silently wrong"
    except KnownError:
        return True
    return False


def by_size(paths: Iterable[Path]) -> list[Path]:
    """Return files in an order that does not hang on their names, which are drawn."""
    return sorted(paths, key=lambda path: path.stat().st_size)


def flips(paths: list[Path], times: int) -> Iterator[tuple[Path, int, int]]:
    """Yield random places: file, offset, bit."""
    chance = random.Random(11)  # noqa: S311 - places, no secrets
    sizes = [path.stat().st_size for path in paths]
    for _ in range(times):
        (path,) = chance.choices(paths, sizes)
        yield path, chance.randrange(path.stat().st_size), 1 << chance.randrange(8)


def flip(path: Path, offset: int, bit: int) -> None:
    with path.open("rb+") as file:
        file.seek(offset)
        byte = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([byte ^ bit]))


def test_p11_01_no_flipped_byte_of_a_site_is_silently_wrong(
    folder: Path, tmp_path: Path, times: Times, count: Count
) -> None:
    with closing(SiteDatabase.open(folder, KEY)) as opened:
        assert list(opened.commits.verify()) == []  # or every place would seem detected
        before = everything(opened)
    names = ["site.db", *(f"attachments/{path.name}" for path in by_size((folder / "attachments").iterdir()))]
    whole, trial = tmp_path / "whole", tmp_path / "trial"
    shutil.copytree(folder, whole, ignore=shutil.ignore_patterns("whole"))
    detected = 0
    for path, offset, bit in flips([whole / name for name in names], times(60, 1000)):
        shutil.rmtree(trial, ignore_errors=True)
        shutil.copytree(whole, trial)
        flip(trial / path.relative_to(whole), offset, bit)
        detected += told(trial, before)
    count(flipped=times(60, 1000), detected=detected, harmless=times(60, 1000) - detected, silently_wrong=0)
    assert detected > times(60, 1000) * 0.9


def test_no_flipped_byte_of_a_backup_passes(folder: Path, tmp_path: Path, times: Times, count: Count) -> None:
    place = tmp_path / "second-disk"
    with closing(SiteDatabase.open(folder, KEY)) as opened:
        made = Backup(SiteFiles(folder, "01", "0.1", opened, None), place, SetClock()).make()
    files = by_size(path for path in place.rglob("*") if path.is_file() and path.name != "manifest.json")
    assert list(verify_set(made, lambda _set: (KEY,))) == []
    passed = 0
    for path, offset, bit in flips(files, times(60, 1000)):
        flip(path, offset, bit)
        passed += list(BackupSet.read(made.path).damaged_files()) == []
        flip(path, offset, bit)
    count(flipped=times(60, 1000), passed=passed)
    assert passed == 0
    assert list(verify_set(made, lambda _set: (KEY,))) == []

"""SIGKILL at any moment: nothing acknowledged is lost, nothing is half there (OFF-02)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hairtrial_desktop.bootstrap import Door
from hairtrial_desktop.bootstrap.restoring import put_back
from hairtrial_desktop.demo.people import NURSE, password_of
from hairtrial_desktop.places import PACKAGE
from hairtrial_desktop.store.backup_set import SETS, BackupSet
from tests.faults.conftest import Count, Times

pytestmark = [pytest.mark.faults, pytest.mark.skipif(os.name == "nt", reason="forks")]


def campaign(module: str, *arguments: str) -> dict[str, int]:
    """Run a campaign as a program of its own: it forks, and this process has threads."""
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    program = [sys.executable, "-m", f"tests.faults.{module}", *arguments]
    done = subprocess.run(program, check=True, capture_output=True, text=True, env=environment, cwd=PACKAGE.parent)
    counts: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return counts


@pytest.mark.timeout(3600)
def test_off_02_a_kill_loses_no_saved_commit_and_at_most_a_second(
    site_folder: Path, times: Times, count: Count
) -> None:
    found = campaign("enter_until_killed", str(site_folder), str(times(12, 500)), "7")
    count(**found)
    assert found["kills"] == times(12, 500)
    assert found["saved"] > 0
    assert (found["lost_commits"], found["lost_drafts"], found["damages"]) == (0, 0, 0)


@pytest.mark.timeout(3600)
def test_two_writers_started_at_once_are_never_both_let_in(site_folder: Path, times: Times, count: Count) -> None:
    found = campaign("open_at_once", str(site_folder), str(times(6, 200)))
    count(**found)
    assert found["pairs"] == times(6, 200)
    assert (found["both"], found["neither"], found["other_outcomes"], found["damages"]) == (0, 0, 0, 0)


@pytest.mark.timeout(3600)
def test_a_power_cut_while_backing_up_leaves_only_whole_sets(
    site_folder: Path, tmp_path: Path, times: Times, count: Count
) -> None:
    place = tmp_path / "second-disk"
    place.mkdir()
    found = campaign("back_up_until_killed", str(site_folder), str(place), str(times(6, 100)), "3")
    count(**found)
    assert found["damages"] == 0
    assert found["killed"] > 0
    sets = [path for path in (place / "hairtrial-backup-01" / SETS).iterdir() if not path.name.startswith(".")]
    assert all(list(BackupSet.read(path).damaged_files()) == [] for path in sets)
    target = tmp_path / "back"
    put_back(max(sets), target, ("chen.admin", password_of("chen.admin")), "drill")
    site = Door(target).open(NURSE, password_of(NURSE))
    assert site.verify() == ()
    site.close()


@pytest.mark.timeout(3600)
def test_a_power_cut_while_restoring_leaves_a_whole_site_or_none(
    site_folder: Path, tmp_path: Path, times: Times, count: Count
) -> None:
    site = Door(site_folder).open(NURSE, password_of(NURSE))
    (tmp_path / "second-disk").mkdir()
    site.backups.choose_folder(tmp_path / "second-disk")
    made = site.backups.make()
    site.close()
    found = campaign("restore_until_killed", str(made.path), str(tmp_path / "back"), str(times(6, 100)), "5")
    count(**found)
    assert found["half"] == 0
    assert found["whole"] + found["none"] == times(6, 100)
    shutil.rmtree(tmp_path / "back", ignore_errors=True)

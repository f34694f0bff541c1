"""SIGKILL at any moment loses at most what was typed in the last second. The real window, the real SQLCipher file."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hairtrial_desktop.bootstrap import Door
from hairtrial_desktop.demo.people import NURSE, password_of
from hairtrial_desktop.places import PACKAGE
from tests.faults.conftest import Count, Times
from tests.faults.typist import FORM

LOST_AT_MOST = 1.0  # seconds

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]


def typed_until_killed(folder: Path, keys: int) -> int:
    """Let the typist press ``keys`` keys and kill it; return how many characters must not be lost."""
    program = [sys.executable, "-m", "tests.faults.typist", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, env=environment, cwd=PACKAGE.parent) as typist:
        assert typist.stdout is not None
        typed = [_read(typist.stdout.readline()) for _ in range(keys)]
        killed = time.monotonic()
        typist.kill()
    return max(count for at, count in typed if at <= killed - LOST_AT_MOST)


def test_at_most_the_last_second_is_lost(site_folder: Path, times: Times, count: Count) -> None:
    most = kills = 0
    while kills < times(3, 50):
        keys = random.Random(kills).randint(25, 70)  # noqa: S311 - a moment, no secret
        safe = typed_until_killed(site_folder, keys)
        kills += 1
        site = Door(site_folder).open(NURSE, password_of(NURSE))
        kept = site.book.shelves.drafts.get(NURSE, str(FORM))
        assert kept is not None, kills
        _, text = json.loads(kept[0][f"{FORM}/IG.HX.DISEASE#1/I.HX.EX02SPEC"])
        assert len(text) >= safe, kills
        assert site.verify() == (), kills
        site.book.shelves.drafts.clear(NURSE, str(FORM))  # the next one begins with an empty form
        site.close()
        most = max(most, keys - len(text))
    count(kills=kills, most_keys_lost=most, lost_beyond_a_second=0)


def _read(line: str) -> tuple[float, int]:
    at, count = line.split()
    return float(at), int(count)

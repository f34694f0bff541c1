"""SIGKILL at any moment loses at most what was typed in the last second. The real window, the real SQLCipher file."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from hairtrial_desktop.bootstrap import Door
from hairtrial_desktop.demo.people import NURSE, password_of
from hairtrial_desktop.places import PACKAGE
from tests.faults.conftest import Count, Times
from tests.faults.typist import FORM

LOST_AT_MOST = 1.0  # seconds
STOOD_STILL = 0.25  # seconds between two keys: for what is longer the computer was busy with others, the program idle

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]


def typed_until_killed(folder: Path, keys: int) -> int:
    """Let the typist press ``keys`` keys and kill it; return how many characters must not be lost."""
    program = [sys.executable, "-m", "tests.faults.typist", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, env=environment, cwd=PACKAGE.parent) as typist:
        assert typist.stdout is not None
        typed = [_read(typist.stdout.readline()) for _ in range(keys)]
        typist.kill()
    return old_enough(typed)


def old_enough(typed: list[tuple[float, int]]) -> int:
    """Return how many characters had stood for a second of typing when the last one was typed."""
    rest, (last, _) = LOST_AT_MOST, typed[-1]
    for at, count in reversed(typed):
        rest, last = rest - min(last - at, STOOD_STILL), at
        if rest <= 0:
            return count
    return 0


@pytest.mark.parametrize(("gaps", "owed"), [([45] * 30, 7), ([45] * 20, 0), ([45] * 29 + [3000], 12), ([2000] * 6, 2)])
def test_a_computer_that_stood_still_typed_nothing_meanwhile(gaps: list[int], owed: int) -> None:
    at, typed = 0.0, []
    for count, gap in enumerate(gaps, start=1):
        at += gap / 1000
        typed.append((at, count))
    assert old_enough(typed) == owed


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

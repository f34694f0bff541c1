"""SIGKILL at any moment loses at most what was typed in the last second. The real window, the real SQLCipher file."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hairtrial_desktop.bootstrap import Door, NewSite, create_site
from hairtrial_desktop.casebook.screening import begin_screening
from hairtrial_desktop.demo.answers import Visit, consent
from hairtrial_desktop.demo.build import DEMO_COST
from hairtrial_desktop.demo.pen import AgendaClock, enter_all
from hairtrial_desktop.demo.people import NURSE, SITE, TOUR_PARTICIPANT, password_of, users
from hairtrial_desktop.demo.study_files import demo_files
from hairtrial_desktop.places import PACKAGE
from tests.faults.typist import FORM

KILLS = 3  # HAIRTRIAL_KILLS=100 in a campaign
LOST_AT_MOST = 1.0  # seconds


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    clock = AgendaClock(datetime.now(UTC))
    new = NewSite(replace(SITE, demo=False), users(), demo_files(), cost=DEMO_COST, training=False)
    create_site(tmp_path / "site", new, clock)
    site = Door(tmp_path / "site", clock).open(NURSE, password_of(NURSE))
    session = begin_screening(site.book, TOUR_PARTICIPANT.identity)
    enter_all(session, consent(Visit(TOUR_PARTICIPANT, "SE.SCR", site.book.now())))
    session.complete()
    site.close()
    return tmp_path / "site"


@pytest.mark.parametrize("turn", range(int(os.environ.get("HAIRTRIAL_KILLS", KILLS))))
def test_at_most_the_last_second_is_lost(folder: Path, turn: int) -> None:
    keys_before = random.Random(turn).randint(25, 70)  # noqa: S311 - a moment, no secret
    program = [sys.executable, "-m", "tests.faults.typist", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, env=environment, cwd=PACKAGE.parent) as typist:
        assert typist.stdout is not None
        typed = [_read(typist.stdout.readline()) for _ in range(keys_before)]
        killed = time.monotonic()
        typist.kill()
    safe = max(count for at, count in typed if at <= killed - LOST_AT_MOST)
    site = Door(folder).open(NURSE, password_of(NURSE))
    try:
        kept = site.book.shelves.drafts.get(NURSE, str(FORM))
        assert kept is not None
        _, text = json.loads(kept[0][f"{FORM}/IG.HX.DISEASE#1/I.HX.EX02SPEC"])
        assert len(text) >= safe
        assert site.verify() == ()
    finally:
        site.close()


def _read(line: str) -> tuple[float, int]:
    at, count = line.split()
    return float(at), int(count)

"""Restores that are killed at random moments. Run as a program of its own; prints the counts as JSON."""

from __future__ import annotations

import json
import random
import shutil
import sys
from pathlib import Path

from hairtrial_desktop.bootstrap import Door
from hairtrial_desktop.demo.people import NURSE, password_of
from hairtrial_desktop.store.backup_set import BackupSet
from hairtrial_desktop.store.restore import restore
from tests.faults.pulled_plug import killed_after


def main(backup: Path, target: Path, kills: int, seed: int) -> None:
    """Run the campaign."""
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    counts = {"killed": 0, "whole": 0, "none": 0, "half": 0}
    for _ in range(kills):
        shutil.rmtree(target, ignore_errors=True)
        counts["killed"] += killed_after(
            lambda: restore(BackupSet.read(backup), target), chance.uniform(0.001, chance.choice((0.05, 0.5)))
        )
        if not target.exists() or not any(target.iterdir()):
            counts["none"] += 1
            continue
        site = Door(target).open(NURSE, password_of(NURSE), checking=True, restored=True)
        whole = site.verify() == ()
        site.close()
        counts["whole" if whole else "half"] += 1
    print(json.dumps(counts))  # noqa: T201 - what the test reads


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))

"""Backups that are killed at random moments. Run as a program of its own; prints the counts as JSON."""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path

from hairtrial_desktop.bootstrap import Door
from hairtrial_desktop.demo.people import NURSE, password_of
from tests.faults.pulled_plug import killed_after


def back_up(folder: Path) -> None:
    """Open the site and back it up."""
    site = Door(folder).open(NURSE, password_of(NURSE))
    site.backups.record(site.backups.make())
    site.close()


def seconds_of(folder: Path) -> float:
    """Return how long a backup takes that nobody kills."""
    began = time.monotonic()
    back_up(folder)
    return time.monotonic() - began


def main(folder: Path, place: Path, kills: int, seed: int) -> None:
    """Run the campaign; nobody kills the first two, which tell how long one takes, and the last."""
    chance, killed, damages = random.Random(seed), 0, 0  # noqa: S311 - moments, no secrets
    door = Door(folder)
    site = door.open(NURSE, password_of(NURSE))
    site.backups.choose_folder(place)
    site.close()
    usual = min(seconds_of(folder), seconds_of(folder))
    for _ in range(kills):
        killed += killed_after(lambda: back_up(folder), chance.uniform(0, usual))
        site = door.open(NURSE, password_of(NURSE))
        damages += len(site.damages)
        site.close()
    back_up(folder)
    print(json.dumps({"backups": kills, "killed": killed, "damages": damages}))  # noqa: T201 - what the test reads


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))

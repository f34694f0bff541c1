"""Two programs open the same site at the same moment, again and again. Run as a program of its own."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from hairtrial_desktop.bootstrap import Door
from hairtrial_desktop.demo.people import NURSE, password_of
from hairtrial_desktop.study.errors import KnownError

IN, KEPT_OUT, OTHER = 0, 3, 4


def come(folder: Path, gate: int, held: int) -> int:
    """Wait for the gate, open the site, keep it until the other one has tried too; return how it went."""
    os.read(gate, 1)
    try:
        site = Door(folder).open(NURSE, password_of(NURSE))
    except KnownError as error:
        return KEPT_OUT if error.code == "site_open_elsewhere" else OTHER
    os.read(held, 1)
    site.close()
    return IN


def pair(folder: Path) -> tuple[int, int]:
    """Let two come at once; return how it went for each."""
    gate, held = os.pipe(), os.pipe()
    children = []
    for _ in range(2):
        child = os.fork()
        if child == 0:
            outcome = OTHER
            try:
                outcome = come(folder, gate[0], held[0])
            finally:
                os._exit(outcome)
        children.append(child)
    os.write(gate[1], b"..")
    first, status = os.wait()  # whoever was kept out is the first to end; if both were let in, none ends by itself
    os.write(held[1], b"..")
    other = next(child for child in children if child != first)
    outcomes = (os.waitstatus_to_exitcode(status), os.waitstatus_to_exitcode(os.waitpid(other, 0)[1]))
    for end in (*gate, *held):
        os.close(end)
    return outcomes


def main(folder: Path, pairs: int) -> None:
    """Run the campaign."""
    counts = {"pairs": 0, "both": 0, "neither": 0, "other_outcomes": 0, "damages": 0}
    for _ in range(pairs):
        outcomes = sorted(pair(folder))
        counts["pairs"] += 1
        counts["both"] += outcomes == [IN, IN]
        counts["neither"] += outcomes == [KEPT_OUT, KEPT_OUT]
        counts["other_outcomes"] += OTHER in outcomes
    site = Door(folder).open(NURSE, password_of(NURSE))
    counts["damages"] = len(site.damages) + len(site.verify())
    site.close()
    print(json.dumps(counts))  # noqa: T201 - what the test reads


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

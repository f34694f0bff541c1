"""Entry sessions that are killed at random moments, one forked process each. Run as a program of its own.

``python -m tests.faults.enter_until_killed FOLDER KILLS SEED`` prints one JSON object: kills, saved, lost_commits,
lost_drafts (older than a second), damages.
"""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from hairtrial_desktop.bootstrap import Door
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.demo.pen import enter_all
from hairtrial_desktop.demo.people import NURSE, password_of

FORM = FormKey("01-001", "SE.SCR", "F.HX")
ITEM = f"{FORM}/IG.HX.DISEASE#1/I.HX.EX02SPEC"
LOST_AT_MOST = 1.0  # seconds of typing
FLUSH_AFTER = 0.5  # as the window does
STRETCH = 50  # kills of one copy of the site: each is read whole after each kill, and it grows


def enter(door: Door, told: int) -> None:
    """Type, keep drafts, save and complete for ever; say what was acknowledged."""
    site = door.open(NURSE, password_of(NURSE))
    session = FormSession(site.book, FORM)
    enter_all(session, {"EX02": "Y"})
    flushed = time.monotonic()
    for number in range(standing(site.book) + 1, 1_000_000):
        now = time.monotonic()  # once a round, and nothing is typed before what is due is kept: on a busy computer too
        if now - flushed > FLUSH_AFTER or number % 7 == 0:
            session.flush_draft()
            flushed = now
            _say(told, now, "kept", number - 1)
        session.enter(ItemKey.parse(ITEM), str(number))
        _say(told, now, "typed", number)
        if number % 11 == 0:
            commit = session.save("corrected")
            _say(told, now, "saved", 0 if commit is None else commit.seq)


def _say(told: int, now: float, what: str, number: int) -> None:
    os.write(told, f"{now:.4f} {what} {number}\n".encode())


def standing(book: SiteBook) -> int:
    """Return the number that a person would find: what the draft holds, else what is saved."""
    draft = book.shelves.drafts.get(NURSE, str(FORM))
    row = book.state(FORM.subject).items().get(ITEM)
    saved = int(row.value) if row is not None and row.value else 0
    typed = int(json.loads(draft[0][ITEM])[1]) if draft is not None and ITEM in draft[0] else 0
    return max(typed, saved)


@dataclass
class Tally:
    """What the campaign found."""

    kills: int = 0
    saved: int = 0
    lost_commits: int = 0
    lost_drafts: int = 0
    damages: int = 0

    def judge(self, door: Door, lines: list[str]) -> None:
        """Open the site after a kill and compare with what was acknowledged."""
        said = [line.split() for line in lines if line.count(" ") == 2]
        saved = max((int(number) for _, what, number in said if what == "saved"), default=0)
        self.saved += sum(what == "saved" for _, what, _ in said)
        site = door.open(NURSE, password_of(NURSE))
        self.damages += len(site.damages) + len(site.verify())
        self.lost_commits += site.book.shelves.store.head().seq < saved
        kept = max((int(number) for _, what, number in said if what == "kept"), default=0)
        end = max((float(at) for at, _, _ in said), default=0.0)  # when it was last seen at work
        old = max((int(number) for at, what, number in said if what == "typed" and float(at) < end - LOST_AT_MOST),
                  default=0)  # fmt: skip
        self.lost_drafts += standing(site.book) < max(kept, old)
        site.close()
        self.kills += 1


def kill_once(door: Door, moment: float) -> list[str]:
    """Fork an entry session, kill it ``moment`` seconds after its first line; return what it said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            enter(door, writing)
        finally:
            os._exit(1)
    os.close(writing)
    select.select([reading], [], [])  # the first line: it is under way
    end = time.monotonic() + moment
    content = b""
    while (left := end - time.monotonic()) > 0:
        if select.select([reading], [], [], left)[0]:
            content += os.read(reading, 1 << 16)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while chunk := os.read(reading, 1 << 16):
        content += chunk
    os.close(reading)
    return content.decode().splitlines()


def main(folder: Path, kills: int, seed: int) -> None:
    """Run the campaign."""
    chance, tally = random.Random(seed), Tally()  # noqa: S311 - moments, no secrets
    moments = [(0, 0.25), (0, 0.25), (0, 0.25), (1.1, 1.8)]  # most within a save, some after longer typing
    while tally.kills < kills:
        with tempfile.TemporaryDirectory(dir=folder.parent) as name:
            place = Path(name)
            shutil.copytree(folder, place / "site")
            door = Door(place / "site", state=place / "state")
            for _ in range(min(STRETCH, kills - tally.kills)):
                tally.judge(door, kill_once(door, chance.uniform(*chance.choice(moments))))
    print(json.dumps(vars(tally)))  # noqa: T201 - what the test reads


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))

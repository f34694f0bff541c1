"""What the demo's sponsor sends to the demo site: the kit list of cohort C1, and its release. Real packages, signed."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hairtrial_desktop.casebook.packages import PackageKind
from hairtrial_desktop.casebook.record import utc_text
from hairtrial_desktop.demo.answers import kit_number, syringes
from hairtrial_desktop.demo.people import PARTICIPANTS, SITE, TOUR_PARTICIPANT
from hairtrial_desktop.exchange.transports.folder import FolderTransport
from hairtrial_desktop.keys.sponsor_keys import SponsorKeys
from hairtrial_desktop.sponsor.packages import PackageRoom
from hairtrial_desktop.study.kits import COLUMNS
from hairtrial_desktop.study.releases import RELEASE_COLUMNS

STUDY = "BG-CT-24-007"
COHORT = "C1"
NUMBERS = tuple(f"R{number}" for number in range(101, 111))
SPARE = 4  # counted like a visit: no visit has it


@dataclass(frozen=True)
class DemoSponsor:
    """The demo's sponsor at its desk: ``kept`` holds copies of what it sent, ``transport`` is the shared folder."""

    keys: SponsorKeys
    kept: Path
    transport: Path

    def send(self, at: datetime, numbers: Sequence[str] = NUMBERS) -> None:
        """Send the kit list of C1 and open it, as of ``at``."""
        room = PackageRoom(self.keys, STUDY, SITE.number, self.kept)
        transport = FolderTransport(self.transport)
        room.send(PackageKind.KITS, {"lists": {COHORT: kit_list(numbers, f"{at.year + 2}-06-30")}}, transport, at)
        opened = _csv((RELEASE_COLUMNS, (COHORT, "OPENED", utc_text(at)[:10], "")))
        room.send(PackageKind.RELEASE, {"decisions": opened}, transport, at)


def kit_list(numbers: Sequence[str], expiry: str) -> str:
    """Return the list of C1 as CSV: for each number one kit a visit and a spare of the first."""
    sides = {who.randomisation: who.side_a for who in (*PARTICIPANTS, TOUR_PARTICIPANT)}
    lines: list[Sequence[str]] = [COLUMNS]
    for randnum in numbers:
        for number in (1, 2, 3, SPARE):
            visit, spare = ("V1", "Y") if number == SPARE else (f"V{number}", "N")
            kit, codes = kit_number(randnum, number), syringes(randnum, number)
            lines.append((randnum, visit, kit, *codes, sides.get(randnum, "RIGHT"), expiry, spare))
    return _csv(lines)


def _csv(lines: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue()

"""This computer: its clock, its id in the record, and the program that runs on it."""

from __future__ import annotations

import re
import secrets
import sys
import time
from datetime import UTC, datetime

from hairtrial_desktop import __version__
from hairtrial_desktop.casebook.clock import zone_text
from hairtrial_desktop.keys.durable import make_folder, write_durably
from hairtrial_desktop.places import state_folder

WORKSTATION = "workstation-id"  # in this computer's state folder
_WORKSTATION = re.compile(r"WS-[0-9a-f]{8}")
PROGRAM = f"hairtrial-desktop {__version__}"


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """Return the aware current time."""
        return datetime.now(UTC)

    def ticks(self) -> float:
        """Return the seconds since the computer started, sleep included; setting the clock does not move them."""
        return time.clock_gettime(time.CLOCK_BOOTTIME) if sys.platform == "linux" else time.monotonic()

    def zone(self) -> str:
        """Return the computer's standard offset; summer time does not move it."""
        if sys.platform != "win32":
            time.tzset()
        return zone_text(-time.timezone)


def workstation_id() -> str:
    """Return a stable id of this computer that names neither it nor its owner (P11-08); StorageError.

    It is drawn once and kept: a computer without a network card has no number of its own.
    """
    path = state_folder() / WORKSTATION
    if path.is_file():
        kept = path.read_text(encoding="ascii", errors="replace").strip()
        if _WORKSTATION.fullmatch(kept):
            return kept
    drawn = f"WS-{secrets.token_hex(4)}"
    make_folder(path.parent)
    write_durably(path, drawn.encode())
    return drawn

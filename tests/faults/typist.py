"""A nurse who types without pause into the real window until somebody pulls the plug. Run as a program of its own.

Writes one line per key to stdout: monotonic seconds and how many characters stand in the field.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from hairtrial_desktop.bootstrap import Door
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.demo.people import NURSE, password_of
from hairtrial_desktop.ui.app import build_window
from hairtrial_desktop.ui.hands import Hands

FORM = FormKey("01-001", "SE.SCR", "F.HX")
ITEM = "item:I.HX.EX02SPEC"
PACE = 40  # milliseconds between two keys: faster than the pause after which a draft is kept


def main(folder: Path) -> None:
    window = build_window(Door(folder), "zh")
    hands = Hands(window, folder.with_name("screens"))
    hands.begin()
    hands.fill("user", NURSE)
    hands.fill("password", password_of(NURSE))
    hands.press("Return")
    hands.see("rail.today")
    window.open_form(FORM)
    hands.click("item:I.HX.EX02.Y")
    hands.click(ITEM)
    for count in range(1, 2000):
        hands.write("abcdefghij"[count % 10])
        print(f"{time.monotonic():.3f} {count}", flush=True)  # noqa: T201 - what the test reads
        hands.pause(PACE)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

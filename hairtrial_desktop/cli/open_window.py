"""``hairtrial-desktop open``: the window."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hairtrial_desktop.cli import asked


@click.command()
@asked.data
@asked.language
@click.option("--dark", is_flag=True, help="Start in the dark theme.")
def open_window(*, data: Path, lang: str | None, dark: bool) -> None:
    """Open the site of the data folder in a window."""
    from hairtrial_desktop.bootstrap import Door
    from hairtrial_desktop.ui.app import run

    door = Door(data)
    door.check()
    sys.exit(run(door, language=lang or "zh", mode="dark" if dark else "light"))

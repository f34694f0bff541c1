"""``hairtrial-desktop view DIR``: the window on a site that is only looked at."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hairtrial_desktop.cli import asked


@click.command()
@click.argument("folder", metavar="DIR", type=asked.EXISTING_FOLDER)
@asked.language
@click.option("--dark", is_flag=True, help="Start in the dark theme.")
def view(*, folder: Path, lang: str | None, dark: bool) -> None:
    """Look at the site in DIR: an archive, a stick, a folder that another program has open. Nothing is written."""
    from hairtrial_desktop.bootstrap.viewing import ViewDoor
    from hairtrial_desktop.ui.app import run

    door = ViewDoor(folder)
    _ = door.front
    sys.exit(run(door, language=lang or "zh", mode="dark" if dark else "light"))

"""``hairtrial-desktop demo``: the demo site."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import words_for


@click.command()
@click.option("--data", type=asked.FOLDER, default=Path("demo-data"), show_default=True, help="Where the demo lies.")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="The day the demo is made for; today if not given.")
@click.option("--build-only", is_flag=True, help="Build the site and open no window.")
@asked.language
def demo(*, data: Path, date: datetime | None, build_only: bool, lang: str | None) -> None:
    """Build the demo site with eight invented participants, and open it. A site that is there already is kept."""
    from hairtrial_desktop.bootstrap import FRONT, Door

    tr = words_for(lang)
    if not (data / FRONT).is_file():
        from hairtrial_desktop.demo.build import SITE_ZONE, build_demo

        now = datetime.now(UTC) if date is None else date.replace(hour=12, minute=40, tzinfo=SITE_ZONE)
        click.echo(tr("Building the demo site in {folder}: half a minute, this once.", folder=data))
        with click.progressbar(length=1000, file=sys.stderr) as bar:
            build_demo(data, now, lambda done, total: bar.update(1000 * done // total - bar.pos))
    if build_only or not _has_display():
        click.echo(tr("The demo site is in {folder}.", folder=data))
        return
    from hairtrial_desktop.ui.app import run

    sys.exit(run(Door(data), language=lang or "zh"))


def _has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in named)

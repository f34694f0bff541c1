"""``hairtrial-desktop tour``: one nurse's day through the real windows."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import words_for


@click.command()
@click.option("--out", type=asked.FOLDER, default=Path("demo-out"), show_default=True, help="Where it all goes.")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="The day the tour ends on; yesterday if not given.")
@asked.language
def tour(*, out: Path, date: datetime | None, lang: str | None) -> None:
    """Walk the whole path offscreen, from an empty site to the sponsor's receipt; ends with 1 if a step fails."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.fonts=false")
    from hairtrial_desktop.demo.tour import run_tour

    tr = words_for(lang)
    report = run_tour(out, lang or "zh", date, tell=click.echo)
    if report.failed:
        click.echo(tr("The tour failed at: {step}", step=report.failed), err=True)
        sys.exit(1)
    click.echo(tr("The tour passed: {steps} steps, {checks} checks. Look into {folder}.",
                  steps=len(report.steps), checks=report.checks, folder=out))  # fmt: skip

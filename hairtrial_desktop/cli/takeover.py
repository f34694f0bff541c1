"""``hairtrial-desktop takeover`` and ``handover``: which installation writes the record."""

from __future__ import annotations

from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import words_for
from hairtrial_desktop.cli.site_by_password import confirm_training, site_by_password

_WHY = click.option("--reason", required=True, help="Why: it stands in the audit trail.")


@click.command()
@asked.data
@_WHY
@asked.user
@asked.language
def takeover(data: Path, reason: str, user: str | None, lang: str | None) -> None:
    """Write here from now on: after a hand-over, a move to another computer, or with a copy. A new epoch begins."""
    tr = words_for(lang)
    site = site_by_password(data, user, tr)
    try:
        site.writing.take_over(reason)
    finally:
        site.close()
    click.echo(tr("This computer writes the record from now on."))


@click.command()
@asked.data
@_WHY
@asked.user
@asked.language
def handover(data: Path, reason: str, user: str | None, lang: str | None) -> None:
    """Stop writing here; another computer takes over."""
    tr = words_for(lang)
    site = site_by_password(data, user, tr)
    try:
        confirm_training(site, tr)
        site.writing.hand_over(reason)
    finally:
        site.close()
    click.echo(tr("Handed over: this computer only reads the record from now on."))

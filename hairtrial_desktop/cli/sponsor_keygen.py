"""``hairtrial-sponsor keygen``: the keys are made once, where the exports will be opened."""

from __future__ import annotations

from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import words_for


@click.command()
@click.option("--keys", type=asked.FOLDER, required=True, help="The folder to make; keep it secret and copied.")
@click.option("--name", help="The sponsor's name in its certificate.")
@asked.language
def keygen(keys: Path, name: str | None, lang: str | None) -> None:
    """Make the sponsor's keys: an age identity that opens exports and a key that signs receipts."""
    from hairtrial_desktop.keys.sponsor_keys import PUBLIC, SPONSOR_NAME, create_sponsor_keys

    made = create_sponsor_keys(keys, name or SPONSOR_NAME)
    tr = words_for(lang)
    click.echo(tr("Made the keys of {name} in {folder}.", name=made.public.name, folder=keys))
    click.echo(tr("Hand {file} to each site; keep the other files to yourself.", file=keys / PUBLIC))

"""``hairtrial-sponsor verify``: check again, whenever somebody asks."""

from __future__ import annotations

from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import REFUSED, words_for


@click.command()
@click.option("--keys", type=asked.EXISTING_FOLDER, required=True, help="The folder that keygen made.")
@click.option("--site", type=asked.EXISTING_FILE, required=True, help="The site's site.json, handed over at set-up.")
@click.option("--received", type=asked.EXISTING_FOLDER, required=True, help="What receive was given as --out.")
@asked.language
def verify(keys: Path, site: Path, received: Path, lang: str | None) -> None:
    """Check signatures, hashes, chain, ODM, tables and receipts of all that was received; reads only."""
    from hairtrial_desktop.keys.site_public import SitePublic
    from hairtrial_desktop.keys.sponsor_keys import PUBLIC, SponsorPublic
    from hairtrial_desktop.sponsor.verify import verify as verify_all

    tr = words_for(lang)
    sponsor = SponsorPublic.parse((keys / PUBLIC).read_text(encoding="utf-8"))
    judged = verify_all(received, sponsor, SitePublic.parse(site.read_text(encoding="utf-8")))
    for one in judged:
        if one.error is None:
            click.echo(tr("{key}: intact", key=one.key))
        else:
            click.echo(tr("{key}: not intact. {why}", key=one.key, why=tr.error(one.error)), err=True)
    if any(one.error is not None for one in judged):
        raise SystemExit(REFUSED)

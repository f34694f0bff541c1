"""``hairtrial-sponsor receive``: open, judge, unpack and answer what the sites sent."""

from __future__ import annotations

from pathlib import Path

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import REFUSED, words_for
from hairtrial_desktop.words import Words, msg

_GAPS_SHOWN = 5


@click.command()
@click.option("--keys", type=asked.EXISTING_FOLDER, required=True, help="The folder that keygen made.")
@click.option("--site", type=asked.EXISTING_FILE, required=True, help="The site's site.json, handed over at set-up.")
@click.option("--from", "transport", type=asked.EXISTING_FOLDER, required=True, help="Where the exports arrive.")
@click.option("--out", type=asked.FOLDER, required=True, help="Where to unpack: ODM, PDFs and tables by export.")
@asked.language
def receive(keys: Path, site: Path, transport: Path, out: Path, lang: str | None) -> None:
    """Answer every export that is not accepted yet with a signed receipt; code 2 if one was refused or not answered."""
    from hairtrial_desktop.bootstrap import SystemClock
    from hairtrial_desktop.keys.site_public import SitePublic
    from hairtrial_desktop.keys.sponsor_keys import SponsorKeys
    from hairtrial_desktop.sponsor.receive import receive as receive_all

    tr = words_for(lang)
    public = SitePublic.parse(site.read_text(encoding="utf-8"))
    answers = receive_all(transport, SponsorKeys.open(keys), public, out, SystemClock())
    for answer in answers:
        if answer.accepted:
            click.echo(tr("{key}: accepted, unpacked in {folder}", key=answer.key, folder=answer.folder))
            _say_gaps(answer.key, answer.folder, tr)
            erased = sum(note.startswith("erased:") for note in answer.notes)
            if erased:
                click.echo(
                    tr.many(
                        "{key}: the site erased {n} text or file; this export replaces those before that hold it.",
                        "{key}: the site erased {n} texts or files; this export replaces those before that hold them.",
                        erased,
                        key=answer.key,
                    )
                )
        elif answer.error is not None:
            line = msg("{key}: refused. {why}") if answer.refused else msg("{key}: not answered yet. {why}")
            click.echo(tr(line, key=answer.key, why=tr.error(answer.error)), err=True)
        if answer.undelivered is not None:
            line = msg("{key}: the receipt could not be put where the site looks for it. {why}")
            click.echo(tr(line, key=answer.key, why=tr.error(answer.undelivered)), err=True)
    if not answers:
        click.echo(tr("Nothing new has arrived."))
    if any(not answer.accepted or answer.undelivered is not None for answer in answers):
        raise SystemExit(REFUSED)


def _say_gaps(key: str, folder: Path | None, tr: Words) -> None:
    """Say what forms marked complete lack: nothing to refuse an export for, something to ask the site."""
    from hairtrial_desktop.exchange.bundle import SNAPSHOT
    from hairtrial_desktop.exchange.odm.conformance_complete import gaps
    from hairtrial_desktop.exchange.odm.reading import parse

    found = [] if folder is None else gaps(parse((folder / SNAPSHOT).read_bytes()))
    if found:
        places = [*found[:_GAPS_SHOWN], *(["…"] if len(found) > _GAPS_SHOWN else [])]
        click.echo(
            tr.many(
                "{key}: {n} mandatory answer is missing in forms marked complete: {places}",
                "{key}: {n} mandatory answers are missing in forms marked complete: {places}",
                len(found),
                key=key,
                places=places,
            )
        )

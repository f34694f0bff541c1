"""``hairtrial-desktop setup``: found a site, once, with the people who will work there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import words_for
from hairtrial_desktop.places import forms_folder
from hairtrial_desktop.words import Words

if TYPE_CHECKING:
    from hairtrial_desktop.keys.people import NewUser


@click.command()
@asked.data
@click.option("--number", required=True, help="The site's number in the trial, for instance 01.")
@click.option("--name-zh", required=True, help="The site's name in Chinese.")
@click.option("--name-en", required=True, help="The site's name in English.")
@click.option(
    "--user",
    "people",
    type=(str, click.Choice(asked.ROLES), str),
    multiple=True,
    required=True,
    metavar="ID ROLE NAME",
    help="A person of the site, once for each; the password is asked for. One must be an administrator.",
)
@click.option("--sponsor", type=asked.EXISTING_FILE, help="The sponsor's sponsor.json, to which exports are sealed.")
@click.option(
    "--site-file", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the site's site.json."
)
@click.option(
    "--checked",
    type=click.Choice(asked.CHECKS),
    default="staff_card",
    show_default=True,
    help="How the identity of these people was checked; never the number.",
)
@click.option("--sheet", type=asked.NEW_FILE, help="Where to write the recovery sheet as a PDF to print.")
@asked.language
def setup_site(
    *,
    data: Path,
    number: str,
    name_zh: str,
    name_en: str,
    people: tuple[tuple[str, str, str], ...],
    sponsor: Path | None,
    site_file: Path | None,
    checked: str,
    sheet: Path | None,
    lang: str | None,
) -> None:
    """Create an empty site with its first users, and show the recovery sheet once, to be printed and locked away."""
    from hairtrial_desktop import bootstrap
    from hairtrial_desktop.casebook.site_book import SiteDetails
    from hairtrial_desktop.keys.durable import write_durably
    from hairtrial_desktop.keys.keyring import Keyring
    from hairtrial_desktop.keys.passwords import tuned_cost
    from hairtrial_desktop.keys.sponsor_keys import SponsorPublic

    tr = words_for(lang)
    if not any(role == "administrator" for _user, role, _name in people):
        raise click.UsageError(tr("One of the users must be an administrator."))
    new = bootstrap.NewSite(
        SiteDetails(number, name_zh, name_en),
        [_person(user, role, name, checked, tr) for user, role, name in people],
        {path.name: path.read_text(encoding="utf-8") for path in sorted(forms_folder().glob("*.toml"))},
        None if sponsor is None else SponsorPublic.parse(sponsor.read_text(encoding="utf-8")),
        cost=tuned_cost(),
    )
    drawn = bootstrap.create_site(data, new, bootstrap.SystemClock())
    card = site_file or Path(f"site-{number}.json")
    write_durably(card, Keyring.open(data).site_public().to_text().encode())
    click.echo(tr("The site is ready in {folder}.", folder=data))
    click.echo(tr("Hand {file} to the sponsor.", file=card))
    click.echo(tr("Recovery sheet: print these lines, lock them away at the hospital, and clear the screen."))
    for line, check in zip(drawn.lines, drawn.checks, strict=True):
        click.echo(f"    {line:<30}{check}")
    if sheet is not None:
        write_durably(sheet, bootstrap.sheet_pdf(drawn, new.details.name(tr.language), tr.language))
        click.echo(tr("Print {file}, then delete it.", file=sheet))
    click.echo(tr("Then the administrator reads the sheet back from paper: Users, Check the sheet."))


def _person(user: str, role: str, name: str, checked: str, tr: Words) -> NewUser:
    from hairtrial_desktop.casebook.actor import Role
    from hairtrial_desktop.keys.passwords import check_policy
    from hairtrial_desktop.keys.people import NewUser

    password = click.prompt(tr("Password of {user}", user=user), hide_input=True, confirmation_prompt=True)
    check_policy(password, user, name)
    return NewUser(user, name, Role(role), password, checked)

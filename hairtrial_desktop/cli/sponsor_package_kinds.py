"""The kinds of packages a sponsor can make; a wrong list is said whole, with every line, and nothing is sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hairtrial_desktop.cli import asked
from hairtrial_desktop.cli.said import REFUSED, words_for
from hairtrial_desktop.places import forms_folder

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.packages import PackageKind
    from hairtrial_desktop.study.definitions import Study
    from hairtrial_desktop.study.kits import ListProblem


def _to_a_site(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that every kind has: whose keys, for which site, where to, and where the copies are kept."""
    for option in (
        click.option("--keys", type=asked.EXISTING_FOLDER, required=True, help="The folder that keygen made."),
        click.option("--site", type=asked.EXISTING_FILE, required=True, help="The site's site.json."),
        click.option("--kept", type=asked.FOLDER, required=True, help="Where copies of what was sent are kept."),
        click.option("--to", "transport", type=asked.EXISTING_FOLDER, required=True, help="The stick or the share."),
        asked.language,
    ):
        command = option(command)
    return command


def _send(kind: PackageKind, content: dict[str, Any], study: Study, **given: Any) -> None:  # noqa: ANN401 - options
    from hairtrial_desktop.bootstrap import SystemClock
    from hairtrial_desktop.exchange.transports.folder import FolderTransport
    from hairtrial_desktop.keys.site_public import SitePublic
    from hairtrial_desktop.keys.sponsor_keys import SponsorKeys
    from hairtrial_desktop.sponsor.packages import PackageRoom

    site = SitePublic.parse(given["site"].read_text(encoding="utf-8")).site_id
    room = PackageRoom(SponsorKeys.open(given["keys"]), study.oid, site, given["kept"])
    made = room.send(kind, content, FolderTransport(given["transport"]), SystemClock().now())
    tr = words_for(given["lang"])
    click.echo(tr("{key} for site {site} is signed and lies in {folder}.", key=made.key, site=site,
                  folder=given["transport"]))  # fmt: skip


def _study(folder: Path) -> Study:
    from hairtrial_desktop.study.loader import load_study, read_forms

    return load_study(read_forms(folder))


def _stop_at(problems: Sequence[ListProblem], lang: str | None) -> None:
    tr = words_for(lang)
    for one in problems:
        place = tr("line {row}, column {column}", row=one.row, column=one.column)
        what = tr("expected {expected}; found {found}", expected=one.expected, found=one.found)
        click.echo(f"{place}: {what}", err=True)
    if problems:
        click.echo(tr("Wrong places: {count}. Nothing was sent.", count=len(problems)), err=True)
        raise SystemExit(REFUSED)


@click.command()
@click.option(
    "--list", "lists", type=(str, asked.EXISTING_FILE), multiple=True, required=True, metavar="COHORT CSV",
    help="A cohort and its kit list, once for each; every list is complete.",
)  # fmt: skip
@click.option("--forms", "folder", type=asked.EXISTING_FOLDER, default=forms_folder, help="The definitions.")
@_to_a_site
def kits(lists: tuple[tuple[str, Path], ...], folder: Path, lang: str | None, **given: Any) -> None:  # noqa: ANN401 - options
    """Check kit lists (RANDNUM,VISIT,KITNO,SYR_A,SYR_B,SIDE_A,EXPIRY,SPARE) and send them to a site."""
    from hairtrial_desktop.casebook.kit_lists import kits_of
    from hairtrial_desktop.casebook.packages import PackageKind

    study = _study(folder)
    texts = {cohort: path.read_text(encoding="utf-8-sig") for cohort, path in lists}
    _stop_at(kits_of(texts, study)[1], lang)
    _send(PackageKind.KITS, {"lists": texts}, study, lang=lang, **given)


@click.command()
@click.argument("decisions", type=asked.EXISTING_FILE, metavar="CSV")
@click.option("--forms", "folder", type=asked.EXISTING_FOLDER, default=forms_folder, help="The definitions.")
@_to_a_site
def release(decisions: Path, folder: Path, lang: str | None, **given: Any) -> None:  # noqa: ANN401 - options
    """Check the decisions on cohorts (COHORT,EVENT,DATE,DECISION) and send them to a site."""
    from hairtrial_desktop.casebook.kit_lists import cohort_codes
    from hairtrial_desktop.casebook.packages import PackageKind
    from hairtrial_desktop.study.releases import read_release

    study = _study(folder)
    text = decisions.read_text(encoding="utf-8-sig")
    _stop_at(read_release(text, cohort_codes(study))[1], lang)
    _send(PackageKind.RELEASE, {"decisions": text}, study, lang=lang, **given)


@click.command()
@click.argument("asked_csv", type=asked.EXISTING_FILE, metavar="CSV")
@click.option("--forms", "folder", type=asked.EXISTING_FOLDER, default=forms_folder, help="The definitions.")
@_to_a_site
def queries(asked_csv: Path, folder: Path, lang: str | None, **given: Any) -> None:  # noqa: ANN401 - options
    """Check queries (QUERY,SUBJID,EVENT,EVENTREP,FORM,FORMREP,ITEM,GROUPREP,TEXT,CLOSED) and send them to a site."""
    from hairtrial_desktop.casebook.packages import PackageKind
    from hairtrial_desktop.sponsor.queries import wrong_queries

    study = _study(folder)
    text = asked_csv.read_text(encoding="utf-8-sig")
    _stop_at(wrong_queries(text, study), lang)
    _send(PackageKind.QUERIES, {"queries": text}, study, lang=lang, **given)


@click.command()
@asked.definitions
@asked.before
@_to_a_site
def study(folder: Path, before: Path, lang: str | None, **given: Any) -> None:  # noqa: ANN401 - options
    """Check the definitions in DIR, with amendment.toml, and send them to a site; a person there activates them."""
    from hairtrial_desktop.casebook.packages import PackageKind
    from hairtrial_desktop.study.amendment import read_amendment
    from hairtrial_desktop.study.loader import AMENDMENT, load_study, read_forms, read_package

    files = read_package(folder)
    loaded = load_study({name: text for name, text in files.items() if name != AMENDMENT})
    if AMENDMENT in files:
        read_amendment(files[AMENDMENT], load_study(read_forms(before)), loaded)
    content = {"files": files, "version": loaded.version, "sha256": loaded.sha256}
    _send(PackageKind.STUDY, content, loaded, lang=lang, **given)

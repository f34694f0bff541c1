"""Builds the demo site: the agenda's past through the real rooms, and two monthly exports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from hairtrial_desktop.bootstrap import Door, NewSite, create_site
from hairtrial_desktop.demo.agenda import Entry, agenda
from hairtrial_desktop.demo.kit_lists import DemoSponsor
from hairtrial_desktop.demo.pen import AgendaClock, Pen
from hairtrial_desktop.demo.people import LOGINS, NURSE, SITE, users
from hairtrial_desktop.demo.study_files import demo_files
from hairtrial_desktop.demo.training import everybody_confirms
from hairtrial_desktop.keys.passwords import Cost
from hairtrial_desktop.keys.sponsor_keys import SponsorKeys, create_sponsor_keys
from hairtrial_desktop.sponsor.receive import receive
from hairtrial_desktop.ui.rooms import OpenSite

SITE_ZONE = timezone(timedelta(hours=8))
DEMO_COST = Cost(memory_kib=8192, iterations=1, lanes=1)  # the passwords are on the login page: nothing to protect
WORKSTATION = "WS-demo"


@dataclass(frozen=True)
class DemoFolders:
    """Where the demo lies: the site's data folder; the sponsor's keys and the transport in folders beside it."""

    site: Path

    @property
    def sponsor(self) -> Path:
        """The sponsor's keys and what it received."""
        return self.site.with_name(f"{self.site.name}-sponsor")

    @property
    def transport(self) -> Path:
        """What was uploaded."""
        return self.site.with_name(f"{self.site.name}-transport")


def build_demo(folder: Path, now: datetime, tell: Callable[[int, int], None] = lambda _done, _total: None) -> None:
    """Build the demo site in ``folder`` as of ``now``; KnownError ``site_exists``.

    Data, numbers and times are the same for the same ``now``; keys and salts are fresh, as they must be.
    """
    folders = DemoFolders(folder)
    local = now.astimezone(SITE_ZONE)
    entries = agenda(local)
    clock = AgendaClock((entries[0].at - timedelta(days=2)).astimezone(UTC))
    sponsor = create_sponsor_keys(folders.sponsor, at=clock.now())
    folders.transport.mkdir(parents=True)
    create_site(folder, NewSite(SITE, users(), demo_files(), sponsor.public, LOGINS, DEMO_COST, WORKSTATION), clock)
    door = Door(folder, clock, WORKSTATION)
    everybody_confirms(door)
    DemoSponsor(sponsor, folders.sponsor / "packages", folders.transport).send(clock.now())
    entries = sorted(
        (_packages(folders, entries[0].at), *entries, *_exports(folders, local, sponsor, clock)),
        key=lambda entry: entry.at,
    )
    for done, entry in enumerate(entries):
        tell(done, len(entries))
        clock.moment = entry.at.astimezone(UTC)
        with Pen(door).as_user(entry.user) as site:
            entry.act(site)
    tell(len(entries), len(entries))


def _packages(folders: DemoFolders, first: datetime) -> Entry:
    """Return the entry of the day before the first participant: the sponsor's kit list and release are read."""

    def act(site: OpenSite) -> None:
        site.exchange.choose_folder(folders.transport)
        site.exchange.read_packages()

    return Entry(first - timedelta(days=1), NURSE, act)


def _exports(folders: DemoFolders, local: datetime, sponsor: SponsorKeys, clock: AgendaClock) -> list[Entry]:
    """Two past exports: the older one acknowledged, the newer one sent and waiting."""
    first_of_month = local.replace(day=1, hour=9, minute=0, second=0, microsecond=0)
    newer = first_of_month - timedelta(days=1)
    older = newer.replace(day=1) - timedelta(days=1)

    def send(month: datetime, *, answered: bool) -> Callable[[OpenSite], None]:
        def act(site: OpenSite) -> None:
            site.exchange.choose_folder(folders.transport)
            entry = site.exchange.build(f"{month:%Y-%m}")
            site.exchange.send(entry.key, lambda _done, _total: None, lambda: False)
            if answered:
                public = Door(folders.site).site_public()
                receive(folders.transport, sponsor, public, folders.sponsor / "received", clock)
                site.exchange.collect_receipts()

        return act

    return [
        Entry(older + timedelta(hours=8), NURSE, send(older, answered=True)),
        Entry(newer + timedelta(hours=8), NURSE, send(newer, answered=False)),
    ]

"""The tour: one nurse's day through the real windows, with real keys and mouse; the project's end-to-end test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hairtrial_desktop.bootstrap import TRANSPORT_CHOICE, Door, NewSite, create_site
from hairtrial_desktop.demo.build import DEMO_COST, SITE_ZONE, WORKSTATION
from hairtrial_desktop.demo.kit_lists import NUMBERS, DemoSponsor
from hairtrial_desktop.demo.pen import AgendaClock
from hairtrial_desktop.demo.people import LOGINS, SITE, users
from hairtrial_desktop.demo.study_files import demo_files
from hairtrial_desktop.demo.tour_desk import TourDesk
from hairtrial_desktop.demo.tour_exchange import Exchange, Folders
from hairtrial_desktop.demo.tour_report import TourReport
from hairtrial_desktop.demo.tour_visits import Visits
from hairtrial_desktop.demo.training import everybody_confirms
from hairtrial_desktop.keys.durable import write_durably
from hairtrial_desktop.keys.sponsor_keys import SponsorKeys, create_sponsor_keys
from hairtrial_desktop.ui.app import build_window
from hairtrial_desktop.ui.hands import Hands


def run_tour(
    out: Path, language: str, date: datetime | None = None, tell: Callable[[str], None] = lambda _line: None
) -> TourReport:
    """Walk the whole path into ``out``; the day of the injection and the export is ``date`` (yesterday).

    Yesterday, so that the record does not end in the future and the site can be opened at once.
    """
    folders = Folders(out.resolve())
    folders.clear()
    out.mkdir(parents=True, exist_ok=True)
    report = TourReport(language, tell)
    day = date or datetime.now(SITE_ZONE) - timedelta(days=1)
    today = day.replace(hour=8, minute=0, second=0, microsecond=0, tzinfo=SITE_ZONE)
    clock = AgendaClock((today - timedelta(days=20)).astimezone(UTC))
    try:
        sponsor = _found(folders, clock, report)
        if sponsor is not None:
            _walk(folders, clock, report, sponsor, today)
    finally:
        report.write(folders.out / "tour.json")
    return report


def _found(folders: Folders, clock: AgendaClock, report: TourReport) -> SponsorKeys | None:
    """Found an empty site and the sponsor's keys."""
    made: list[SponsorKeys] = []

    def found() -> None:
        sponsor = create_sponsor_keys(folders.sponsor, at=clock.now())
        new = NewSite(SITE, users(), demo_files(), sponsor.public, LOGINS, DEMO_COST, WORKSTATION)
        create_site(folders.site, new, clock)
        everybody_confirms(Door(folders.site, clock, WORKSTATION))
        folders.transport.mkdir()
        write_durably(folders.site / TRANSPORT_CHOICE, str(folders.transport).encode())
        DemoSponsor(sponsor, folders.sponsor / "packages", folders.transport).send(clock.now(), NUMBERS[5:])
        report.check((folders.site / "site.db").is_file(), "an empty, encrypted site")
        made.append(sponsor)

    report.run("found the site", found)
    return made[0] if made else None


def _walk(folders: Folders, clock: AgendaClock, report: TourReport, sponsor: SponsorKeys, today: datetime) -> None:
    door = Door(folders.site, clock, WORKSTATION)
    window = build_window(door, report.language)
    desk = TourDesk(window, Hands(window, folders.screens), clock, report, report.language)
    desk.hands.begin()
    visits = Visits(desk, today)
    exchange = Exchange(desk, folders, sponsor, door.site_public())
    steps: tuple[Callable[[], None], ...] = (
        visits.wrong_password, visits.first_login, exchange.packages, visits.new_participant, visits.screening_forms,
        visits.images, visits.assessment, visits.eligibility, visits.review, visits.injection_visit,
        visits.adverse_event, visits.correction, visits.sign_visit, visits.paper, exchange.export, exchange.receipt,
        exchange.audit, exchange.looks, exchange.papers, exchange.leave,
    )  # fmt: skip
    for step in steps:
        if not report.run((step.__doc__ or step.__name__).split("\n", maxsplit=1)[0], step):
            desk.hands.picture("failed")
            break
    window.close()

"""How often each fault is made, and the counts at the end: ``make faults`` is the long campaign.

With ``HAIRTRIAL_FAULTS=full``, or a share of it in percent, each campaign adds one line to ``build/faults-report.txt``
as it ends, so that a long run that is cut short has its figures all the same.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hairtrial_desktop import __version__
from hairtrial_desktop.bootstrap import Door, NewSite, create_site
from hairtrial_desktop.casebook.screening import begin_screening
from hairtrial_desktop.demo.answers import Visit, consent
from hairtrial_desktop.demo.build import DEMO_COST
from hairtrial_desktop.demo.pen import AgendaClock, enter_all
from hairtrial_desktop.demo.people import NURSE, SITE, TOUR_PARTICIPANT, password_of, users
from hairtrial_desktop.demo.study_files import demo_files
from hairtrial_desktop.keys.passwords import Cost

LONG = os.environ.get("HAIRTRIAL_FAULTS", "").replace("full", "100")  # percent of the long campaign; nothing: short

Times = Callable[[int, int], int]
Count = Callable[..., None]


@pytest.fixture
def times() -> Times:
    """Return how often: ``times(short, long)``; the long campaign is ``make faults``."""
    return lambda short, long: max(1, long * int(LONG) // 100) if LONG else short


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Count:
    """Return what puts counts into the report of the run."""

    def put(**counts: int) -> None:
        record_property("faults", ", ".join(f"{value} {name.replace('_', ' ')}" for name, value in counts.items()))

    return put


def said_of(report: pytest.TestReport) -> str:
    """Return the counts of a campaign; nothing if it made none."""
    return next((str(value) for name, value in report.user_properties if name == "faults"), "")


class FaultsReport:
    """Writes down each test as it ends: when, how, seconds of wall clock, name, counts."""

    def __init__(self, path: Path, share: str) -> None:
        self._path = path
        path.parent.mkdir(exist_ok=True)
        self._start = time.monotonic()
        machine = f"{platform.platform()}, {os.cpu_count()} cores"
        self._line(f"began: {share}% of the long campaign, version {__version__}, {machine}")

    def _line(self, text: str) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {text}\n")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write the line of a campaign that ended, and of any test that failed or could not run."""
        if (report.when == "call" and said_of(report)) or report.outcome != "passed":
            name = report.nodeid.partition("::")[2]
            self._line(f"{report.outcome} {report.duration:.1f} s {name}: {said_of(report) or 'no counts'}")

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Write how it ended."""
        self._line(f"ended: exit code {int(exitstatus)} after {(time.monotonic() - self._start) / 60:.1f} min")


def pytest_configure(config: pytest.Config) -> None:
    """Write the report in the one process that hears of every test."""
    if LONG and not hasattr(config, "workerinput"):
        config.pluginmanager.register(FaultsReport(config.rootpath / "build" / "faults-report.txt", LONG))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say the counts."""
    reports = [
        report
        for group in terminalreporter.stats.values()
        for report in group
        if getattr(report, "when", "") == "call" and said_of(report)
    ]
    if reports:
        terminalreporter.section("faults made")
        for report in reports:
            terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {said_of(report)}")


def found_site(folder: Path, cost: Cost = DEMO_COST) -> Path:
    """Found a real site with one participant whose consent is complete; return ``folder``."""
    new = NewSite(replace(SITE, demo=False), users(), demo_files(), cost=cost, training=False)
    create_site(folder, new, AgendaClock(datetime.now(UTC)))
    site = Door(folder).open(NURSE, password_of(NURSE))
    session = begin_screening(site.book, TOUR_PARTICIPANT.identity)
    enter_all(session, consent(Visit(TOUR_PARTICIPANT, "SE.SCR", site.book.now())))
    session.complete()
    site.close()
    return folder


@pytest.fixture
def site_folder(tmp_path: Path) -> Path:
    return found_site(tmp_path / "site")

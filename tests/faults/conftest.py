"""How often each fault is made, and the counts at the end of the run: ``make faults`` is the long campaign."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hairtrial_desktop.bootstrap import Door, NewSite, create_site
from hairtrial_desktop.casebook.screening import begin_screening
from hairtrial_desktop.demo.answers import Visit, consent
from hairtrial_desktop.demo.build import DEMO_COST
from hairtrial_desktop.demo.pen import AgendaClock, enter_all
from hairtrial_desktop.demo.people import NURSE, SITE, TOUR_PARTICIPANT, password_of, users
from hairtrial_desktop.demo.study_files import demo_files

Times = Callable[[int, int], int]
Count = Callable[..., None]


@pytest.fixture
def times() -> Times:
    """Return how often: ``times(short, long)``; the long campaign is ``make faults``."""
    return lambda short, long: long if os.environ.get("HAIRTRIAL_FAULTS") == "full" else short


@pytest.fixture
def count(record_property: Callable[[str, object], None], request: pytest.FixtureRequest) -> Count:
    """Return what puts counts into the report of the run."""

    def put(**counts: int) -> None:
        said = ", ".join(f"{value} {name.replace('_', ' ')}" for name, value in counts.items())
        record_property("faults", f"{request.node.name}: {said}")

    return put


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say the counts."""
    lines = [
        str(value)
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, value in getattr(report, "user_properties", ())
        if name == "faults"
    ]
    if lines:
        terminalreporter.section("faults made")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture
def site_folder(tmp_path: Path) -> Path:
    """Found a real site with one participant whose consent is complete."""
    new = NewSite(replace(SITE, demo=False), users(), demo_files(), cost=DEMO_COST, training=False)
    create_site(tmp_path / "site", new, AgendaClock(datetime.now(UTC)))
    site = Door(tmp_path / "site").open(NURSE, password_of(NURSE))
    session = begin_screening(site.book, TOUR_PARTICIPANT.identity)
    enter_all(session, consent(Visit(TOUR_PARTICIPANT, "SE.SCR", site.book.now())))
    session.complete()
    site.close()
    return tmp_path / "site"

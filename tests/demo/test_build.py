"""The demo site: eight participants at different stages, two exports; the same for the same day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from hairtrial_desktop.bootstrap import Door
from hairtrial_desktop.casebook.outbox import ExportState
from hairtrial_desktop.casebook.views.grid import FormStatus, grid_of
from hairtrial_desktop.casebook.views.subjects import subject_lines
from hairtrial_desktop.casebook.views.today import today_of
from hairtrial_desktop.demo.build import WORKSTATION, DemoFolders
from hairtrial_desktop.demo.pen import AgendaClock
from hairtrial_desktop.demo.people import NURSE, password_of
from hairtrial_desktop.ui.rooms import OpenSite
from tests.demo_site import NOW, built


def opened(folder: Path) -> OpenSite:
    return Door(folder, AgendaClock(NOW), WORKSTATION).open(NURSE, password_of(NURSE))


@pytest.fixture
def site(demo: DemoFolders) -> OpenSite:
    return opened(demo.site)


@pytest.fixture(autouse=True)
def closed(site: OpenSite) -> Iterator[None]:
    yield
    site.close()


def test_participants_stand_at_different_stages(site: OpenSite) -> None:
    lines = {line.subject: line for line in subject_lines(site.book)}
    assert {subject: line.status for subject, line in lines.items()} == {
        "01-001": "SCREEN_FAILURE",
        "01-002": "ENROLLED",
        "01-003": "ENROLLED",
        "01-004": "WITHDRAWN",
        "01-005": "ENROLLED",
        "01-006": "ENROLLED",
        "01-007": "ENROLLED",
        "01-008": "SCREENING",
    }
    upcoming = {subject: line.next_visit.event.oid for subject, line in lines.items() if line.next_visit}
    assert upcoming == {
        "01-002": "SE.FU1",
        "01-003": "SE.V3",
        "01-005": "SE.V3",
        "01-006": "SE.V2",
        "01-007": "SE.V1",
        "01-008": "SE.SCR",
    }


def test_the_screen_failure_has_its_reason(site: OpenSite) -> None:
    items = site.book.state("01-001").items()
    assert items["01-001/SE.SCR#1/F.IE#1/IG.IE.INCL#1/I.IE.INCL03"].value == "N"
    reason = items["01-001/SE.EOS#1/F.DS#1/IG.DS.DS#1/I.DS.DSTERM"].value
    assert reason is not None
    assert "190" in reason


def test_one_waits_for_a_result(site: OpenSite) -> None:
    cells = {row.form.oid: row.cells[0].status for row in grid_of(site.book, "01-008").rows}
    assert cells["F.LBID"] is FormStatus.PROGRESS
    assert cells["F.PTG"] is FormStatus.PROGRESS


def test_an_sae_has_its_clock_running(site: OpenSite) -> None:
    (line,) = today_of(site.book, site.outbox).clocks
    assert line.clock is not None
    assert line.key.subject == "01-005"
    assert line.clock.left(site.book.now()) == timedelta(hours=24) - timedelta(hours=5, minutes=13)


def test_one_export_is_acknowledged_and_one_waits(site: OpenSite) -> None:
    assert [(entry.month, entry.state) for entry in site.outbox.entries()] == [
        ("2026-10", ExportState.SENT),
        ("2026-09", ExportState.ACKNOWLEDGED),
    ]


def test_the_record_is_whole_and_the_site_is_marked(site: OpenSite) -> None:
    assert site.verify() == ()
    assert site.book.site.demo
    assert site.book.study.settings["THAW_LIMIT"].assumption


def test_the_same_day_gives_the_same_data(site: OpenSite, tmp_path: Path) -> None:
    again = opened(built(tmp_path).site)
    try:
        for subject in site.book.subjects():
            first, second = (book.state(subject).items() for book in (site.book, again.book))
            assert {key: row.value for key, row in first.items()} == {key: row.value for key, row in second.items()}
        times = [
            [(commit.act, commit.user, commit.head["at"]) for commit in book.shelves.store.commits()]
            for book in (site.book, again.book)
        ]
        assert times[0][: len(times[1])] == times[1][: len(times[0])]
    finally:
        again.close()

"""Work runs off the window's thread, in lanes, and says its outcome once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from threading import Event, current_thread, main_thread

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.garbage import WindowGarbage
from hairtrial_desktop.ui.jobs import Job, Jobs, Lane


@pytest.fixture
def failures() -> list[BaseException]:
    return []


@pytest.fixture
def jobs(qtbot: QtBot, failures: list[BaseException]) -> Iterator[Jobs]:
    assert qtbot is not None
    window = QObject()
    WindowGarbage(window)  # or a worker might take apart what the window of an earlier test left
    jobs = Jobs(failures.append)
    yield jobs
    jobs.stop()
    delete(window)


def test_jobs_of_one_lane_run_one_after_the_other_in_one_thread(jobs: Jobs, qtbot: QtBot) -> None:
    order: list[int] = []
    threads = set()

    def work(number: int, _job: Job) -> int:
        threads.add(current_thread().ident)
        order.append(number)
        return number

    done: list[int] = []
    for number in range(20):
        jobs.run(Lane.WRITE, partial(work, number), done.append)
    qtbot.waitUntil(lambda: len(done) == 20)
    assert order == done == list(range(20))
    assert len(threads) == 1
    assert main_thread().ident not in threads


def test_a_busy_network_does_not_hold_up_writing(jobs: Jobs, qtbot: QtBot) -> None:
    gate = Event()
    jobs.run(Lane.NETWORK, lambda _job: gate.wait())
    done: list[str] = []
    jobs.run(Lane.WRITE, lambda _job: "written", done.append)
    try:
        qtbot.waitUntil(lambda: done == ["written"])
    finally:
        gate.set()
    qtbot.waitUntil(lambda: not jobs.busy())


def test_a_failure_is_said_once(jobs: Jobs, failures: list[BaseException], qtbot: QtBot) -> None:
    def work(_job: Job) -> None:
        raise KnownError("disk_full")

    jobs.run(Lane.WRITE, work)
    qtbot.waitUntil(lambda: not jobs.busy())
    assert [error.code for error in failures if isinstance(error, KnownError)] == ["disk_full"]
    own: list[BaseException] = []
    jobs.run(Lane.WRITE, work, failed=own.append)
    qtbot.waitUntil(lambda: not jobs.busy())
    assert (len(own), len(failures)) == (1, 1)


def test_progress_arrives_and_cancel_is_seen(jobs: Jobs, qtbot: QtBot) -> None:
    started, go_on = Event(), Event()

    def work(job: Job) -> str:
        started.set()
        go_on.wait()
        job.progress(3, 7)
        return "stopped" if job.cancelled() else "finished"

    seen: list[tuple[int, int]] = []
    done: list[str] = []
    job = jobs.run(Lane.NETWORK, work, done.append)
    job.progressed.connect(lambda n, total: seen.append((n, total)))
    started.wait()
    job.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: bool(done))
    assert (seen, done) == ([(3, 7)], ["stopped"])

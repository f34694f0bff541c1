"""Background work: one serial lane for writing, one for the network, one for reading (``architecture.md``)."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal

Failed = Callable[[BaseException], None]


class Lane(StrEnum):
    """Where a job runs; jobs of one lane run one after the other, in the order they were given."""

    WRITE = "write"
    NETWORK = "network"
    READ = "read"


class Job(QObject):
    """One piece of work under way. Signals arrive in the thread of the window.

    The work gets the job itself: it calls ``progress(done, total)`` and asks ``cancelled()``.
    """

    progressed = Signal(int, int)
    finished = Signal(object)
    failed = Signal(object)
    ended = Signal()  # after finished or failed

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stop = Event()

    def progress(self, done: int, total: int) -> None:
        """Say how far the work is. Called by the work, from its thread."""
        self.progressed.emit(done, total)

    def cancelled(self) -> bool:
        """Whether the work should stop at the next good place. Called by the work, from its thread."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the work to stop."""
        self._stop.set()


class _Run(QRunnable):
    """Carries the work into a thread and its outcome back, as queued signals."""

    def __init__(self, job: Job, work: Callable[[Job], Any]) -> None:
        super().__init__()
        self._job, self._work = job, work

    def run(self) -> None:
        """Do the work."""
        try:
            outcome = self._work(self._job)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to the message centre
            self._job.failed.emit(error)
        else:
            self._job.finished.emit(outcome)
        self._job.ended.emit()


class Jobs(QObject):
    """Runs work off the thread of the window. A failure goes to ``on_failure`` once, unless the caller takes it."""

    def __init__(self, on_failure: Failed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on_failure = on_failure
        self._lanes = {lane: self._lane() for lane in Lane}
        self._running: set[Job] = set()

    def run(
        self, lane: Lane, work: Callable[[Job], Any], done: Callable[[Any], None] | None = None,
        failed: Failed | None = None,
    ) -> Job:  # fmt: skip
        """Queue ``work``; ``done(outcome)`` or ``failed(error)`` is called in the thread of the window."""
        job = Job(self)
        queued = Qt.ConnectionType.QueuedConnection
        if done is not None:
            job.finished.connect(done, queued)
        job.failed.connect(failed or self._on_failure, queued)
        job.ended.connect(lambda: self._drop(job), queued)
        self._running.add(job)
        self._lanes[lane].start(_Run(job, work))
        return job

    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._running)

    def stop(self) -> None:
        """Ask everything to stop and wait for it; before the site is closed."""
        for job in self._running:
            job.cancel()
        for pool in self._lanes.values():
            pool.waitForDone()

    def _lane(self) -> QThreadPool:
        pool = QThreadPool(self)
        pool.setMaxThreadCount(1)
        pool.setExpiryTimeout(-1)  # a database connection belongs to one thread for its whole life
        return pool

    def _drop(self, job: Job) -> None:
        self._running.discard(job)
        job.deleteLater()

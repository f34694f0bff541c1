"""Figures of speed: each beside a floor measured in the same run, so that they mean the same on any machine.

``make benchmarks`` measures and prints them; ``make test`` only runs each once. Nothing is asserted: a busy machine
would make it lie.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import process_time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from hairtrial_desktop.casebook.memory import MemoryAttachments, MemoryCommitStore, MemoryDrafts, MemoryIdentities
from hairtrial_desktop.casebook.site_book import Shelves, SiteBook
from hairtrial_desktop.study.definitions import Study
from tests.casebook.house import House, SetClock

FIGURES: pytest.StashKey[list[Figure]] = pytest.StashKey()
ROUNDS = 30


@dataclass(frozen=True)
class Figure:
    """The best of several rounds, in seconds, beside its floor; ``aim`` says what is wanted, ``more`` what else is."""

    what: str
    seconds: float
    floor: str
    floor_seconds: float
    aim: str
    more: str = ""

    def __str__(self) -> str:
        ratio = self.seconds / self.floor_seconds
        said = f"{self.what}: {self.seconds * 1000:.4f} ms = {ratio:.2f} x {self.floor} (aim: {self.aim})"
        return f"{said}; {self.more}" if self.more else said


class Gauge:
    """Runs something many times and keeps the best time, and that of its floor."""

    def __init__(self, benchmark: BenchmarkFixture, figures: list[Figure]) -> None:
        self._benchmark = benchmark
        self._figures = figures

    @property
    def enabled(self) -> bool:
        """Whether anything is measured at all."""
        return bool(self._benchmark.enabled)

    def __call__(
        self,
        what: str,
        run: Callable[[], object],
        *,
        floor: tuple[str, Callable[[], object]],
        aim: str,
        times: int = 1,
        rounds: int = ROUNDS,
        timer: Callable[[], float] = process_time,
        before: Callable[[], object] = lambda: None,
    ) -> Figure:
        """Measure ``run``; one call of it, and of the floor, does the thing ``times`` times.

        By turns with its floor, so that a busy minute meets both; in seconds of this process's CPU unless ``timer``
        says otherwise. ``before`` is done before each round and not measured.
        """
        before()
        self._benchmark.pedantic(run, rounds=1)  # type: ignore[no-untyped-call]  # the plugin has no types
        seconds = floor_seconds = float("inf")
        for _ in range(rounds if self.enabled else 1):
            floor_seconds = min(floor_seconds, best(floor[1], 1, timer))
            before()
            seconds = min(seconds, best(run, 1, timer))
        figure = Figure(what, seconds / times, floor[0], floor_seconds / times, aim)
        if self.enabled:
            self._benchmark.extra_info["ratio"] = round(figure.seconds / figure.floor_seconds, 2)
            self._figures.append(figure)
        return figure

    def add(self, figure: Figure, more: str) -> None:
        """Say ``more`` beside a figure that was measured."""
        if figure in self._figures:
            self._figures[self._figures.index(figure)] = replace(figure, more=more)


def best(run: Callable[[], object], rounds: int = ROUNDS, timer: Callable[[], float] = process_time) -> float:
    """Return the shortest time of a run, in seconds."""
    shortest = float("inf")
    for _ in range(rounds):
        start = timer()
        run()
        shortest = min(shortest, timer() - start)
    return shortest


@pytest.fixture
def gauge(benchmark: BenchmarkFixture, request: pytest.FixtureRequest) -> Gauge:
    return Gauge(benchmark, request.config.stash.setdefault(FIGURES, []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    figures = config.stash.get(FIGURES, [])
    if figures:
        terminalreporter.section("figures")
        for figure in figures:
            terminalreporter.write_line(str(figure))


def book_of(study: Study) -> SiteBook:
    """Return a nurse's book over empty shelves in memory."""
    shelves = Shelves(MemoryCommitStore(), MemoryDrafts(), MemoryAttachments(), MemoryIdentities())
    return House(study, shelves, SetClock()).book("li")

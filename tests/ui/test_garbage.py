"""Reference cycles are collected in the thread of the window, never in a worker's."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from hairtrial_desktop.ui.garbage import WindowGarbage, collect


class Cycle:
    """Refers to itself and tells in which thread it was taken apart."""

    def __init__(self, seen: list[int]) -> None:
        self.own, self.seen = self, seen

    def __del__(self) -> None:
        self.seen.append(threading.get_ident())


@pytest.fixture
def window() -> Iterator[QObject]:
    window = QObject()
    WindowGarbage(window)
    yield window
    gc.enable()


def test_a_worker_never_takes_anything_apart(window: QObject, qtbot: QtBot) -> None:
    assert window.children()
    seen: list[int] = []

    def work() -> None:
        for _ in range(3):
            Cycle(seen)
        _ = [[number] for number in range(20_000)]  # enough to set the automatic collection off

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert seen == []
    gc.collect()
    assert set(seen) == {threading.get_ident()}
    assert qtbot is not None


def test_the_thread_of_the_window_collects_what_is_over_the_threshold(window: QObject) -> None:
    assert window.children()
    seen: list[int] = []
    gc.collect()
    Cycle(seen)
    kept = [[number] for number in range(2 * gc.get_threshold()[0])]
    collect()
    assert seen == [threading.get_ident()]
    assert kept


def test_python_does_not_collect_while_the_window_is_taken_apart(window: QObject) -> None:
    gone: list[bool] = []
    window.destroyed.connect(lambda: gone.append(gc.isenabled()))
    shiboken6.delete(window)
    assert gone == [False]
    assert not gc.isenabled()

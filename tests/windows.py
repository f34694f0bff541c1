"""Windows of one test after the other in one process: those of the test before are gone when the next one begins."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent


def take_apart(generation: int) -> None:
    """Destroy what was closed, and only then collect what it left: Python by itself would begin in the middle of it."""
    gc.disable()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect(generation)
    gc.enable()


@pytest.fixture(autouse=True)
def earlier_windows_are_gone() -> None:
    """Destroy what earlier tests closed: it would be dressed again with every change of the theme."""
    take_apart(1)


@pytest.fixture(scope="module", autouse=True)
def taken_apart() -> Iterator[None]:
    """Take apart what the windows of a file left, in their own thread: later tests have others."""
    yield
    take_apart(2)

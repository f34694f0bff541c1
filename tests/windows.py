"""Windows of one test after the other in one process: those of the test before are gone when the next one begins."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent


@pytest.fixture(autouse=True)
def earlier_windows_are_gone() -> None:
    """Destroy what earlier tests closed.

    It would be dressed again with every change of the theme, and as a window goes it lets Python collect by itself
    again (``ui.garbage``): later, that would be while the next one works with threads.
    """
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect(1)


@pytest.fixture(scope="module", autouse=True)
def taken_apart() -> Iterator[None]:
    """Take apart what the windows of a file left, in their own thread: later tests have others."""
    yield
    gc.collect()

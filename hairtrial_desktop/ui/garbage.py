"""Collects reference cycles in the thread of the window only.

Python collects wherever it happens to allocate. In a worker thread that may take apart widgets of a page just left,
and Qt does not survive widgets destroyed outside their thread. So the automatic collection rests while the window
lives, and a timer does the same work here. It rests for good: while a window is being taken apart, a collection would
meet half of it.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_EVERY = 1000  # milliseconds


class WindowGarbage(QObject):
    """Lives as long as its parent, the window."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.setInterval(LOOK_EVERY)
        timer.timeout.connect(collect)
        timer.start()


def collect() -> None:
    """Collect the generations that are over their threshold, the oldest first as it takes the others along."""
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return

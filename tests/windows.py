"""Windows of one test after the other in one process: each is gone before the next is built."""

from __future__ import annotations

import gc

from PySide6.QtCore import QCoreApplication, QEvent


def bury_closed_windows() -> None:
    """Destroy what earlier tests closed, and collect what it left, in the thread of the window.

    A window switches the automatic collection on as it goes; later, that would be while the next one works with threads
    (``ui.garbage``).
    """
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect(1)

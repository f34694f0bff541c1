"""Forking a piece of work and killing it at a moment."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable


def killed_after(work: Callable[[], None], seconds: float) -> bool:
    """Run ``work`` in a fork and SIGKILL it after ``seconds``; return whether it was still at it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            work()
            os.write(writing, b"done")
        finally:
            os._exit(0)
    os.close(writing)
    ended = bool(select.select([reading], [], [], seconds)[0])
    if not ended:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reading)
    return not ended

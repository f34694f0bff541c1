"""The demo site, built once in a run of the tests, whichever process needs it first: it takes a minute."""

from __future__ import annotations

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hairtrial_desktop.demo.build import DemoFolders, build_demo

NOW = datetime(2026, 11, 22, 4, 40, tzinfo=UTC)


def built_once(factory: pytest.TempPathFactory) -> DemoFolders:
    """Return the site as of ``NOW``, to be copied and never opened; what its computer remembers lies in ``state``."""
    run = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent  # of all processes of this run
    folder, whole = run / "demo", run / "demo-is-whole"
    with (run / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.is_file():
            built(folder)
            whole.touch()
    return DemoFolders(folder / "site")


def built(folder: Path) -> DemoFolders:
    """Build the demo site as of ``NOW`` in ``folder``, on a computer of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HAIRTRIAL_STATE", str(folder / "state"))
        build_demo(folder / "site", NOW)
    return DemoFolders(folder / "site")

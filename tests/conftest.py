"""Settings that must stand before Qt is imported anywhere, and what makes a run the same on every computer and day."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import HealthCheck, settings
from pytestqt.qtbot import QtBot

from hairtrial_desktop.ui.singletons import hold_singletons

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # no test opens a window on somebody's screen
os.environ["QT_LOGGING_RULES"] = "qt.qpa.fonts=false"  # the offscreen platform has no system fonts to name
os.environ["HAIRTRIAL_LANG"] = "en"  # what the command line says does not depend on the machine's locale
for given in ("HAIRTRIAL_PASSWORD", "HAIRTRIAL_NEW_PASSWORD", "HAIRTRIAL_SECOND_PASSWORD", "HAIRTRIAL_RECOVERY"):
    os.environ.pop(given, None)  # somebody's own must not answer for a test
hold_singletons()
os.environ["HAIRTRIAL_STATE"] = tempfile.mkdtemp(prefix="hairtrial-state-")  # for what outlives one test

# The same examples in every run, and as long as a busy computer needs; ``--hypothesis-profile=exploring`` draws others.
settings.register_profile("exploring", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("steady", settings.get_profile("exploring"), derandomize=True)
settings.load_profile("steady")

# How long a test waits for what must come, in milliseconds: a limit for what never comes, not a measure of speed.
PATIENCE = 60_000
for wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitActive, QtBot.waitExposed, QtBot.waitCallback):
    wait.__kwdefaults__ = {**(wait.__kwdefaults__ or {}), "timeout": PATIENCE}


@pytest.fixture
def set_computer(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Return what sets the computer's clock, which commands ask themselves, to the day of the site they work on."""

    def put(moment: datetime) -> None:
        monkeypatch.setattr("hairtrial_desktop.bootstrap.SystemClock.now", lambda _self: moment)
        monkeypatch.setattr("hairtrial_desktop.bootstrap.SystemClock.ticks", lambda _self: moment.timestamp())

    return put


@pytest.fixture(autouse=True)
def own_state(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give each test a computer of its own: copies of one site are not told from each other by what others did."""
    monkeypatch.setenv("HAIRTRIAL_STATE", str(tmp_path_factory.mktemp("state")))

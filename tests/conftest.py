"""Settings that must stand before Qt is imported anywhere."""

from __future__ import annotations

import os
import tempfile

import pytest

from hairtrial_desktop.ui.singletons import hold_singletons

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # no test opens a window on somebody's screen
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.fonts=false")  # the offscreen platform has no system fonts to name
os.environ["HAIRTRIAL_LANG"] = "en"  # what the command line says does not depend on the machine's locale
hold_singletons()
os.environ["HAIRTRIAL_STATE"] = tempfile.mkdtemp(prefix="hairtrial-state-")  # for what outlives one test


@pytest.fixture(autouse=True)
def own_state(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give each test a computer of its own: copies of one site are not told from each other by what others did."""
    monkeypatch.setenv("HAIRTRIAL_STATE", str(tmp_path_factory.mktemp("state")))

"""What every test of a window needs: one application, dressed by a theme."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hairtrial_desktop.places import forms_folder
from hairtrial_desktop.study.definitions import Study
from hairtrial_desktop.study.loader import load_study, read_forms
from hairtrial_desktop.ui.app import build_window
from hairtrial_desktop.ui.fonts import load_fonts
from hairtrial_desktop.ui.main_window import MainWindow
from hairtrial_desktop.ui.singletons import hold_singletons
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.words import Words
from tests.ui.stage import Stage
from tests.windows import earlier_windows_are_gone, taken_apart

__all__ = ["earlier_windows_are_gone", "taken_apart"]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
hold_singletons()  # before much of Qt is called, pytest-qt included


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the offscreen platform say that it has no window manager to give size hints to."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints"))


@pytest.fixture(scope="session")
def fonts(qapp: QApplication) -> list[str]:
    """Load the bundled typeface once."""
    assert qapp is not None
    return load_fonts()


@pytest.fixture
def theme(qapp: QApplication, fonts: list[str]) -> Iterator[Theme]:
    """Return a light theme that dresses the application."""
    assert fonts == ["Noto Sans SC"]
    theme = Theme()
    theme.apply_to(qapp)
    yield theme
    theme.deleteLater()


@pytest.fixture
def tr() -> Words:
    """Return the Chinese words, the default of the site."""
    return Words("zh")


@pytest.fixture(scope="session")
def study() -> Study:
    return load_study(read_forms(forms_folder()))


@pytest.fixture
def stage(study: Study) -> Stage:
    return Stage(study)


@pytest.fixture
def window(stage: Stage, qapp: QApplication, qtbot: QtBot, fonts: list[str]) -> Iterator[MainWindow]:
    assert fonts
    window = build_window(stage)
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    own = window.windowHandle()
    lost_to: list[QWindow | None] = []

    def note(focused: QWindow | None) -> None:
        if focused is None or (focused is not own and focused.type() is Qt.WindowType.Window):
            lost_to.append(focused)

    qapp.focusWindowChanged.connect(note)
    yield window
    qapp.focusWindowChanged.disconnect(note)
    window.close()
    assert lost_to == []  # a part that is shown before it has its place is a window, and takes the keyboard

"""A window for the form and casebook pages, over a real site."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Banner
from hairtrial_desktop.ui.fonts import load_fonts
from hairtrial_desktop.ui.garbage import WindowGarbage
from hairtrial_desktop.ui.jobs import Jobs
from hairtrial_desktop.ui.language import Language
from hairtrial_desktop.ui.message_center import MessageCenter
from hairtrial_desktop.ui.pages.form_page import FormPage
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.theme import Theme
from tests.ui_form.clinic import SUBJECT, Clinic, found, screened
from tests.windows import earlier_windows_are_gone, taken_apart

__all__ = ["earlier_windows_are_gone", "taken_apart"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the offscreen platform say that it has no window manager to give size hints to."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints"))


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clinic") / "site"
    found(folder)
    return folder


@pytest.fixture
def clinic(founded: Path, tmp_path: Path) -> Iterator[Clinic]:
    clinic = Clinic(Path(shutil.copytree(founded, tmp_path / "site")))
    yield clinic
    clinic.opened.close()


@dataclass
class Stage:
    """A window with one page on it, and fingers."""

    bot: QtBot
    window: QWidget
    bench: Bench
    clinic: Clinic

    def form(self, site: OpenSite, target: FormKey | ItemKey) -> FormPage:
        page = FormPage(self.bench, site)
        self.clinic.opened.callback(page.rest)
        self.put(page)
        page.open(target)
        self.bot.waitUntil(lambda: page.view is not None and page.view.isVisible())
        return page

    def put(self, page: QWidget) -> None:
        layout = self.window.layout()
        assert layout is not None
        layout.addWidget(page)
        self.window.show()
        self.window.activateWindow()
        self.bot.waitUntil(self.window.isActiveWindow)

    def find(self, name: str) -> QWidget:
        self.bot.waitUntil(lambda: self.shows(name))
        return [widget for widget in self.window.findChildren(QWidget, name) if widget.isVisible()][-1]

    def shows(self, name: str) -> bool:
        return any(widget.isVisible() for widget in self.window.findChildren(QWidget, name))

    @property
    def focus(self) -> str:
        widget = QApplication.focusWidget()
        return widget.objectName() if widget else ""

    def keys(self, text: str) -> None:
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClicks(widget, text)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def click(self, name: str) -> None:
        QTest.mouseClick(self.find(name), Qt.MouseButton.LeftButton)

    def said(self) -> str:
        return self.bench.messages.last_said()


@pytest.fixture
def stage(qtbot: QtBot, qapp: QApplication, clinic: Clinic) -> Iterator[Stage]:
    load_fonts()
    theme = Theme()
    theme.apply_to(qapp)
    language = Language("zh")
    messages = MessageCenter(theme, language)
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    banner = Banner(theme)
    column.addWidget(banner)
    window.resize(1190, 720)
    messages.attach(window, banner)
    jobs = Jobs(messages.fail)
    WindowGarbage(window)  # as in the program
    yield Stage(qtbot, window, Bench(theme, language, messages, jobs), clinic)
    for page in window.findChildren(FormPage):
        page._draft_timer.stop()  # the site closes before the window does
    jobs.stop()


@pytest.fixture
def nurse(clinic: Clinic) -> OpenSite:
    """Log the nurse in to a site with one participant in screening."""
    site = clinic.site("li")
    assert screened(site) == SUBJECT
    return site

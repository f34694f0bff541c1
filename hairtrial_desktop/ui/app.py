"""Starts the window: application, typeface, theme, language, and the road for what goes wrong."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from hairtrial_desktop import __version__
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.fonts import load_fonts
from hairtrial_desktop.ui.garbage import WindowGarbage
from hairtrial_desktop.ui.jobs import Jobs
from hairtrial_desktop.ui.language import Language
from hairtrial_desktop.ui.main_window import MainWindow
from hairtrial_desktop.ui.message_center import MessageCenter
from hairtrial_desktop.ui.rooms import OpenSite, SiteDoor
from hairtrial_desktop.ui.singletons import hold_singletons
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Mode

if TYPE_CHECKING:
    from hairtrial_desktop.ui.workspace import Workspace


def application() -> QApplication:
    """Return the application of this process, made and set up once."""
    hold_singletons()
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("HairTrial Desktop")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("hairtrial-desktop")
    load_fonts()
    return app


def build_window(door: SiteDoor, language: str = "zh", mode: str = "light", scale: int = 100) -> MainWindow:
    """Return the window before ``door``, not yet shown; the tour drives it without an event loop of its own."""
    app = application()
    theme = Theme(Mode(mode), scale)
    theme.apply_to(app)
    spoken = Language(language)
    messages = MessageCenter(theme, spoken)
    jobs = Jobs(messages.fail)
    window = MainWindow(Bench(theme, spoken, messages, jobs), door, _furnished)
    for part in (theme, spoken, messages, jobs):
        part.setParent(window)
    WindowGarbage(window)
    return window


def _furnished(bench: Bench, site: OpenSite) -> Workspace:
    """Return the workspace of a login. Its pages are imported here: the door is painted before rooms are furnished."""
    from hairtrial_desktop.ui.page_set import pages_of  # noqa: PLC0415 - see above
    from hairtrial_desktop.ui.workspace import Workspace  # noqa: PLC0415 - see above

    return Workspace(bench, site, pages_of(bench, site))


def run(door: SiteDoor, language: str = "zh", mode: str = "light", scale: int = 100) -> int:
    """Show the window until it is closed; return the exit code."""
    window = build_window(door, language, mode, scale)

    def failed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
        else:
            window.bench.messages.fail(error.with_traceback(trace))

    sys.excepthook = failed
    window.show()
    return QApplication.exec()

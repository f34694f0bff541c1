"""Hands on the real windows: key and mouse events as a person gives them, and pictures of what she sees.

Used by the tour. Chinese text arrives as an input method commits it; everything else as single keys.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from hairtrial_desktop.ui.components import Table

PATIENCE = 180_000  # milliseconds until a thing that does not come counts as missing: a limit, on a busy computer too
DEEPEST = 12  # layouts within layouts
LOOK_EVERY = 15


class NotThere(AssertionError):
    """Something that should be on the screen is not."""


class Hands:
    """Acts on ``window`` by the object names of its widgets; pictures go to ``shots``."""

    def __init__(self, window: QWidget, shots: Path) -> None:
        self.window = window
        self._shots = shots
        self._number = 0

    def begin(self) -> None:
        """Show the window and wait until the keyboard is its own."""
        self.window.show()
        self.window.activateWindow()
        self.wait(self.window.isActiveWindow, "an active window")

    # -- seeing

    def find(self, name: str) -> QWidget | None:
        """Return the visible widget of that name, the one on top first, or None."""
        found = [widget for widget in self.window.findChildren(QWidget, name) if widget.isVisible()]
        return found[-1] if found else None

    def see(self, name: str) -> QWidget:
        """Wait for the widget to be visible and enabled; raises NotThere."""
        self.wait(lambda: self.find(name) is not None and self._usable(name), name)
        widget = self.find(name)
        assert widget is not None  # noqa: S101 - waited for above
        return widget

    def _usable(self, name: str) -> bool:
        widget = self.find(name)
        return widget is not None and widget.isEnabled()

    def wait(self, holds: Callable[[], bool], what: str) -> None:
        """Let the window live until ``holds()``; raises NotThere with ``what``."""
        if holds():
            return
        loop = QEventLoop()
        look, give_up = QTimer(), QTimer()
        look.setInterval(LOOK_EVERY)
        look.timeout.connect(lambda: loop.quit() if holds() else None)
        give_up.setSingleShot(True)
        give_up.timeout.connect(loop.quit)
        look.start()
        give_up.start(PATIENCE)
        loop.exec()
        look.stop()
        if not holds():
            raise NotThere(what)

    def gone(self, name: str) -> None:
        """Wait until no widget of that name is visible."""
        self.wait(lambda: self.find(name) is None, f"not {name}")

    def focus(self) -> str:
        """Return the name of the widget that has the keyboard."""
        widget = QApplication.focusWidget()
        return "" if widget is None else widget.objectName()

    def texts(self) -> str:
        """Return all text that labels, buttons and tokens of the window show now."""
        return "\n".join(
            str(getter())
            for widget in self.window.findChildren(QWidget)
            if widget.isVisible() and (getter := getattr(widget, "text", None)) is not None and callable(getter)
        )

    def picture(self, name: str) -> Path:
        """Let the window settle and take its picture as ``NN-name.png``."""
        self._settle()
        self._number += 1
        path = self._shots / f"{self._number:02d}-{name}.png"
        self._shots.mkdir(parents=True, exist_ok=True)
        if not self.window.grab().save(str(path)):
            raise NotThere(str(path))
        return path

    def pause(self, milliseconds: int) -> None:
        """Let the window live for a while, as between two keys of a person."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def _settle(self) -> None:
        self.pause(60)
        for _ in range(DEEPEST):  # a layout tells the one around it only in the next round
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)

    # -- acting

    def click(self, name: str) -> None:
        """Click the middle of the widget."""
        widget = self.see(name)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, widget.rect().center())

    def click_at(self, name: str, point: tuple[int, int]) -> None:
        """Click a point of the widget."""
        QTest.mouseClick(self.see(name), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(*point))

    def press(self, keys: str) -> None:
        """Press a key or a combination (``Ctrl+S``, ``Return``) where the keyboard is."""
        QTest.keySequence(QApplication.focusWidget() or self.window, QKeySequence(keys))

    def write(self, text: str) -> None:
        """Type ``text`` where the keyboard is: keys for ASCII, an input method's commit for everything else."""
        widget = QApplication.focusWidget() or self.window
        if text.isascii():
            QTest.keyClicks(widget, text)
        else:
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(widget, event)

    def open_row(self, name: str, key: str) -> None:
        """Click a row of a table by its key."""
        table = self.see(name)
        if not isinstance(table, Table):
            raise NotThere(f"{name} is no table")
        self.wait(lambda: bool({key} & set(table.keys())), f"{key} in {name}")
        point = table.centre_of(key)
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)

    def fill(self, name: str, text: str) -> None:
        """Click into a field and type over what stands in it."""
        self.click(name)
        self.wait(lambda: self._has_keyboard(name), f"the keyboard in {name}")
        self.press("Ctrl+A")
        self.write(text)

    def _has_keyboard(self, name: str) -> bool:
        widget, focused = self.find(name), QApplication.focusWidget()
        return widget is not None and focused is not None and (widget is focused or widget.isAncestorOf(focused))

    def choose(self, name: str, code: str) -> None:
        """Choose an entry of a list by typing its number."""
        widget = self.see(name)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if not isinstance(widget, QComboBox):
            raise NotThere(f"{name} is no list")
        row = widget.findData(code)
        if row < 0:
            raise NotThere(f"{code} in {name}")
        QTest.keyClicks(widget, str(row + 1))

    def answer(self, text: str, options: tuple[str, ...] = ()) -> None:
        """Give an answer where the keyboard is: ``options`` are the codes of a coded item, in order."""
        widget = QApplication.focusWidget()
        grades = bool(options) and all(option.isdigit() for option in options)
        if widget is not None and grades:  # a grade is chosen by its own digit
            QTest.keyClicks(widget, text)
        elif isinstance(widget, QComboBox):
            row = widget.findData(text)
            if row < 0:
                raise NotThere(f"{text} in {widget.objectName()}")
            QTest.keyClicks(widget, str(row + 1))
        elif isinstance(widget, (QLineEdit, QPlainTextEdit, QTextEdit)):
            self.press("Ctrl+A")
            self.write(text)
        elif widget is not None:
            for code in text.split(" ") if text not in options else (text,):
                QTest.keyClicks(widget, str(options.index(code) + 1))

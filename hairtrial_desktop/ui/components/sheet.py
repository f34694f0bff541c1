"""The base of every dialog: a sheet over the dimmed window. One at a time, so there is never a modal on a modal."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.button import Button
from hairtrial_desktop.ui.components.label import Label
from hairtrial_desktop.ui.theme import Theme

_INPUTS = Qt.FocusPolicy.TabFocus.value


def give_back_focus(cover: QWidget, before: QWidget | None) -> None:
    """Give the focus from a hidden cover back to where it was, or to nobody; never leave it under the cover."""
    now = QApplication.focusWidget()
    if before is not None and isValid(before) and before.isVisible():
        before.setFocus(Qt.FocusReason.PopupFocusReason)
    elif now is not None and cover.isAncestorOf(now):
        now.clearFocus()


class Sheet(QWidget):
    """A frameless sheet inside ``window``. Fill ``body``; buttons by ``add_action``, the last one at the right.

    ``open()`` shows it and keeps the focus inside; ``close_with(result)`` or Esc ends it and emits ``closed(result)``
    (``None``: dismissed); the focus returns to where it was and the sheet deletes itself.
    A second ``open()`` over an open sheet closes the first as dismissed.
    """

    closed = Signal(object)

    def __init__(
        self, theme: Theme, window: QWidget, *, title: str = "", width: int = 480, name: str = "sheet"
    ) -> None:
        self._host = window.window()
        super().__init__(self._host)
        self._theme, self._dismissable = theme, True
        self._before: QWidget | None = None
        self._done = False
        self.setObjectName(name)
        self.panel = QFrame(self)
        self.panel.setProperty("plane", "sheet")
        self.panel.setFixedWidth(theme.px(width))
        self._title = Label(title, "title")
        self._note = Label("", "body", "text2", wrap=True)
        self.body = QVBoxLayout()
        self.body.setSpacing(tokens.S3)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(tokens.S2)
        self._actions.addStretch(1)
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(tokens.S3)
        column.addWidget(self._title)
        column.addWidget(self._note)
        column.addLayout(self.body, 1)
        column.addLayout(self._actions)
        self._note.hide()
        self.set_title(title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 24, 24, 24)
        outer.addWidget(self.panel, 0, Qt.AlignmentFlag.AlignCenter)
        self.hide()

    def set_title(self, title: str, note: str = "") -> None:
        """Say what the sheet is for."""
        self._title.setText(title)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.setAccessibleName(title)

    def set_dismissable(self, dismissable: bool) -> None:
        """Whether Esc ends it."""
        self._dismissable = dismissable

    def add_action(self, button: Button) -> Button:
        """Put a button at the lower right."""
        self._actions.addWidget(button)
        return button

    def add_aside(self, widget: QWidget) -> None:
        """Put a widget at the lower left, across from the buttons."""
        self._actions.insertWidget(0, widget)

    def open(self, focus: QWidget | None = None) -> None:
        """Show the sheet and give the focus to ``focus`` or its first input."""
        host = self._host
        for other in host.findChildren(Sheet):
            if other is not self and other.isVisible():
                other.close_with(None)
        self._before = QApplication.focusWidget()
        self.setGeometry(host.rect())
        host.installEventFilter(self)
        self.show()
        self.raise_()
        first = focus or next((child for child in self._stops() if not isinstance(child, Button)), None)
        (first or next(iter(self._stops()), self.panel)).setFocus(Qt.FocusReason.PopupFocusReason)

    def close_with(self, result: object) -> None:
        """End the sheet."""
        if self._done:
            return
        self._done = True
        self._host.removeEventFilter(self)
        self.hide()
        give_back_focus(self, self._before)
        self.closed.emit(result)
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc dismisses; no key reaches what lies under the sheet."""
        if event.key() == Qt.Key.Key_Escape and self._dismissable:
            self.close_with(None)
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep Tab inside the sheet."""
        stops = self._stops()
        if not stops:
            return True
        now = QApplication.focusWidget()
        at = stops.index(now) if now in stops else (-1 if forward else 0)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(at + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the window when it changes its size."""
        if event.type() == QEvent.Type.Resize and watched is self._host:  # in this order: it may be half destroyed
            self.setGeometry(self._host.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dim the window."""
        QPainter(self).fillRect(self.rect(), self._theme.colour("shade"))

    def _stops(self) -> list[QWidget]:
        """Return the tab stops inside, in tab order."""
        stops: list[QWidget] = []
        widget = self.panel.nextInFocusChain()
        while widget is not None and widget is not self.panel:
            tabbable = bool(widget.focusPolicy().value & _INPUTS)
            if tabbable and self.panel.isAncestorOf(widget) and widget.isVisible() and widget.isEnabled():
                stops.append(widget)
            widget = widget.nextInFocusChain()
        return [stop for stop in stops if stop.focusProxy() is None]

"""What opens something when it is clicked, or by Enter or Space, and shows that it will."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Opening(QWidget):
    """``activated`` on click, Enter or Space, if ``clickable``; subclasses draw ``hovered``."""

    activated = Signal()

    def __init__(self, *, clickable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clickable, self._over = clickable, False
        if clickable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def hovered(self) -> bool:
        """Whether the mouse is over it and a click would open something."""
        return self._over and self._clickable

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open on click."""
        inside = self.rect().contains(event.position().toPoint())
        if self._clickable and inside and event.button() == Qt.MouseButton.LeftButton:
            self.activated.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter or Space."""
        if self._clickable and event.key() in _KEYS:
            self.activated.emit()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be clicked."""
        self._over = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Stop showing it."""
        self._over = False
        self.update()
        super().leaveEvent(event)

"""A field of several lines: reasons, narratives, notes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from hairtrial_desktop.ui.theme import Theme


class TextArea(QPlainTextEdit):
    """Plain text, ``lines`` high; Tab leaves it (text of a trial has no tab stops)."""

    def __init__(self, theme: Theme, *, name: str = "", lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._lines = theme, lines
        self.setObjectName(name)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._redress()
        theme.changed.connect(self._redress)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter belongs to the sheet or page around it."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control:
            event.ignore()
            return
        super().keyPressEvent(event)

    def _redress(self) -> None:
        self.setFixedHeight(self._theme.px(19) * self._lines + 16)

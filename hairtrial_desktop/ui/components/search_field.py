"""A field that narrows the list below it, and leads into it by keyboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from hairtrial_desktop.ui.components.table import Table
from hairtrial_desktop.ui.components.text_field import LineEdit


class SearchField(LineEdit):
    """Arrow down goes into ``table()``, Enter opens its current row, Esc takes away what was typed."""

    def __init__(self, name: str, table: Callable[[], Table], parent: QWidget | None = None) -> None:
        super().__init__(name, parent=parent)
        self._table = table

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Lead on, or take a letter."""
        if event.key() == Qt.Key.Key_Down:
            self._table().setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._table().open_current()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

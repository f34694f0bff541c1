"""A progress bar: 6 px, rounded, accent on line."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hairtrial_desktop.ui.components.painting import rounded
from hairtrial_desktop.ui.theme import Theme


class ProgressBar(QWidget):
    """``set(done, total)``; a total of 0 shows an empty bar."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._share = theme, 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set(self, done: float, total: float) -> None:
        """Show ``done`` of ``total``."""
        self._share = min(1.0, max(0.0, done / total)) if total else 0.0
        self.setAccessibleName(f"{self._share:.0%}")
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height; the width is whatever is there."""
        return QSize(120, 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        box = QRectF(self.rect())
        rounded(painter, box, 3, fill=self._theme.colour("line"))
        if self._share:
            box.setWidth(max(6.0, box.width() * self._share))
            rounded(painter, box, 3, fill=self._theme.colour("accent"))

"""A key as it is printed on the keyboard: ``Ctrl S``."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.painting import rounded
from hairtrial_desktop.ui.theme import Theme


def key_cap_width(theme: Theme, text: str) -> int:
    """Return the width of a key cap in pixels."""
    return QFontMetrics(theme.font(tokens.HINT)).horizontalAdvance(text) + theme.px(11)


def draw_key_cap(painter: QPainter, theme: Theme, box: QRectF, text: str, *, ink: QColor, edge: QColor) -> None:
    """Draw a key cap into ``box``."""
    rounded(painter, box, 4, edge=edge)
    painter.setFont(theme.font(tokens.HINT))
    painter.setPen(ink)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


class KeyCap(QWidget):
    """A key cap that stands by itself."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._text = theme, text
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Return the size of the cap."""
        return QSize(key_cap_width(self._theme, self._text), self._theme.px(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        colour = self._theme.colour
        ink, edge = colour("text2"), colour("line_strong")
        draw_key_cap(painter, self._theme, QRectF(self.rect()), self._text, ink=ink, edge=edge)

"""Own line icons: SVG files with ``currentColor``, tinted for the theme when drawn."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from hairtrial_desktop.places import resource
from hairtrial_desktop.ui.theme import Theme


@lru_cache(maxsize=64)
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def icon_pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Return ``resources/icons/<name>.svg`` in ``colour`` (``#RRGGBB``), ``size`` pixels square, for a device ratio."""
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, pixmap.width(), pixmap.height()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def draw_icon(painter: QPainter, name: str, box: QRectF, colour: QColor) -> None:
    """Draw an icon into a square box."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(box.topLeft(), icon_pixmap(name, colour.name(), round(box.width()), ratio))


class Icon(QWidget):
    """One icon; ``ink`` names a colour of the theme. Decoration: it has no accessible name of its own."""

    def __init__(
        self, theme: Theme, name: str, size: int = 18, ink: str = "text2", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._name, self._size, self._ink = theme, name, size, ink
        self.setFixedSize(self.sizeHint())
        theme.changed.connect(self._redress)

    def set_icon(self, name: str, ink: str | None = None) -> None:
        """Show another icon."""
        self._name, self._ink = name, ink or self._ink
        self.update()

    def sizeHint(self) -> QSize:
        """Return the square, scaled."""
        side = self._theme.px(self._size)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        draw_icon(painter, self._name, QRectF(self.rect()), self._theme.colour(self._ink))

    def _redress(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()

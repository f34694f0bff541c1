"""The small square mark of a form or an item: shape and sign carry the status, colour repeats it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.icon import draw_icon
from hairtrial_desktop.ui.components.painting import rounded, tick
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Tone

WIDTH, HEIGHT = 26, 22


def draw_mark(painter: QPainter, theme: Theme, box: QRectF, sign: str, tone: Tone) -> None:
    """Draw a mark into ``box``. ``sign``: ``empty`` (dashed), ``tick``, ``dots``, ``lock``, or 1–2 letters."""
    if sign == "empty":
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.colour("line_strong"), 1)
        pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        return
    look = theme.tone(tone)
    ink = theme.colour(look.ink)
    rounded(painter, box, 5, fill=theme.colour(look.weak), edge=theme.colour(look.edge) if look.edge else None)
    if sign == "tick":
        tick(painter, box.adjusted(0, 3, 0, -3), ink)
    elif sign == "dots":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        for step in (-4, 0, 4):
            painter.drawEllipse(QPointF(box.center().x() + step, box.center().y()), 1.3, 1.3)
    elif sign == "lock":
        side = theme.px(13)
        corner = box.center() - QPointF(side / 2, side / 2)
        draw_icon(painter, "lock", QRectF(round(corner.x()), round(corner.y()), side, side), ink)
    else:
        painter.setFont(theme.font(tokens.SMALL, bold=True))
        painter.setPen(ink)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, sign)


class StatusMark(QWidget):
    """A mark with its word as tooltip and accessible name."""

    def __init__(
        self, theme: Theme, sign: str = "empty", tone: Tone = Tone.NEUTRAL, word: str = "",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set(sign, tone, word)
        theme.changed.connect(self.updateGeometry)

    def set(self, sign: str, tone: Tone, word: str) -> None:
        """Show another status."""
        self._sign, self._tone = sign, tone
        self.setAccessibleName(word)
        self.setToolTip(word)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the mark."""
        return QSize(self._theme.px(WIDTH), self._theme.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        draw_mark(painter, self._theme, QRectF(self.rect()), self._sign, self._tone)

"""A status token: a pill with a word, its tone in colour, its sign as shape."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.painting import rounded, tick
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Tone

HEIGHT = 20


def token_width(theme: Theme, text: str, sign: str = "") -> int:
    """Return the width of a pill in pixels."""
    width = QFontMetrics(theme.font(tokens.SMALL)).horizontalAdvance(text)
    return width + theme.px(18) + (theme.px(14) if sign else 0)


def draw_token(
    painter: QPainter, theme: Theme, box: QRectF, tone: Tone, text: str, *, sign: str = "", edged: bool = False
) -> None:
    """Draw a pill into ``box``; ``sign`` is ``tick`` or ``dot`` or empty. ``edged`` on a coloured ground."""
    look = theme.tone(tone)
    ink = theme.colour(look.ink)
    edge = theme.colour(look.edge) if look.edge else None
    if edged and edge is None:
        edge = ink
    rounded(painter, box, box.height() / 2, fill=theme.colour(look.weak), edge=edge)
    side = theme.px(14) if sign else 0
    if sign == "tick":
        tick(painter, QRectF(box.left() + theme.px(7), box.top(), side, box.height()).adjusted(0, 3, 0, -3), ink)
    elif sign == "dot":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(QRectF(box.left() + theme.px(9), box.center().y() - 3.5, 7, 7))
    painter.setFont(theme.font(tokens.SMALL))
    painter.setPen(ink)
    room = box.adjusted(side, 0, 0, 0)
    shown = text
    if token_width(theme, text, sign) > box.width():
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()) - theme.px(12))
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, shown)


class Token(QWidget):
    """A pill. ``set(tone, text, sign)`` changes it."""

    def __init__(
        self, theme: Theme, tone: Tone = Tone.NEUTRAL, text: str = "", sign: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._tone, self._text, self._sign = theme, tone, text, sign
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set(self, tone: Tone, text: str, sign: str = "") -> None:
        """Show another status."""
        self._tone, self._text, self._sign = tone, text, sign
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return the word."""
        return self._text

    def tone(self) -> Tone:
        """Return the tone."""
        return self._tone

    def sizeHint(self) -> QSize:
        """Return the size of the pill."""
        return QSize(token_width(self._theme, self._text, self._sign), self._theme.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        draw_token(painter, self._theme, QRectF(self.rect()), self._tone, self._text, sign=self._sign)

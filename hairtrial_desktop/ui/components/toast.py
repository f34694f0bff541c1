"""A toast: what has just happened, for some seconds, never in the way of the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.icon import draw_icon
from hairtrial_desktop.ui.components.painting import rounded
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Tone

_ICONS = {Tone.OK: "check", Tone.BAD: "warning", Tone.WARN: "warning"}
_ABOVE = 80  # pixels at 100 %: pages have their buttons at the lower edge
_MILLISECONDS = {Tone.BAD: 12000, Tone.WARN: 9000}


class Toast(QWidget):
    """Lies above the lower edge of ``window``, over no button; ``say(sentence, tone)``. A click takes it away."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._host = window
        self._theme, self._text, self._tone = theme, "", Tone.NEUTRAL
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self._breath = QTimer(self)  # runs until what is being done now is done
        self._breath.setSingleShot(True)
        self.setObjectName("toast")
        window.installEventFilter(self)
        self.hide()

    def say(self, sentence: str, tone: Tone = Tone.OK) -> None:
        """Show a sentence; what went wrong stays longer."""
        self._text, self._tone = sentence, tone
        self.setAccessibleName(sentence)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(_MILLISECONDS.get(tone, 5000))
        self._breath.start(0)

    def clear(self) -> None:
        """Take it away and forget it: it may speak of somebody."""
        self._text = ""
        self.setAccessibleName("")
        self.hide()

    def leave_behind(self) -> None:
        """Take good news away when one goes on; what was said on the way there stays, and so does bad news."""
        if self._tone in (Tone.OK, Tone.NEUTRAL) and not self._breath.isActive():
            self.hide()

    def text(self) -> str:
        """Return the sentence shown last."""
        return self._text

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Take it away."""
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        colour, box = self._theme.colour, QRectF(self.rect())
        look = self._theme.tone(self._tone)
        rounded(painter, box, tokens.RADIUS_CARD, fill=colour("surface"), edge=colour("line_strong"))
        ink = colour(look.ink)
        rounded(painter, QRectF(0, 0, 4, box.height()).adjusted(3, 8, 2, -8), 2, fill=ink)
        draw_icon(painter, _ICONS.get(self._tone, "info"), QRectF(18, (box.height() - 18) / 2, 18, 18), ink)
        painter.setFont(self._theme.font())
        painter.setPen(colour("text"))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(box.adjusted(46, 6, -16, -6), flags, self._text)

    def _place(self) -> None:
        window = self._host
        metrics = QFontMetrics(self._theme.font())
        widest = min(640, window.width() - 80)
        text = metrics.boundingRect(0, 0, widest - 64, 1000, Qt.TextFlag.TextWordWrap, self._text)
        width, height = text.width() + 66, max(self._theme.px(44), text.height() + 22)
        self.setGeometry(
            (window.width() - width) // 2, window.height() - height - self._theme.px(_ABOVE), width, height
        )

"""中 / EN: the switch of the window's language."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.painting import focus_ring, rounded
from hairtrial_desktop.ui.theme import Theme

_PARTS = (("zh", "中"), ("en", "EN"))


class LanguageToggle(QAbstractButton):
    """Shows both languages, the current one bold; pressing it emits ``wanted(code)`` with the other one."""

    wanted = Signal(str)

    def __init__(self, theme: Theme, *, name: str = "language", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._language = theme, "zh"
        self.setObjectName(name)
        self.setAccessibleName("中文 / English")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: self.wanted.emit("en" if self._language == "zh" else "zh"))
        theme.changed.connect(self.updateGeometry)

    def show_language(self, language: str) -> None:
        """Show which language is on."""
        self._language = language
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for both."""
        return QSize(self._width(0) + self._width(1) + 2, self._theme.px(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw both halves."""
        painter = QPainter(self)
        colour, box = self._theme.colour, QRectF(self.rect())
        radius = box.height() / 2
        rounded(painter, box, radius, fill=colour("bg"), edge=colour("line"))
        x = 1.0
        for number, (code, word) in enumerate(_PARTS):
            half = QRectF(x, 1, self._width(number), box.height() - 2)
            x += half.width()
            on = code == self._language
            if on:
                rounded(painter, half, radius - 1, fill=colour("accent_weak"))
            painter.setFont(self._theme.font(tokens.SMALL, bold=on))
            painter.setPen(colour("accent" if on else "text2"))
            painter.drawText(half, Qt.AlignmentFlag.AlignCenter, word)
        if self.hasFocus():
            focus_ring(painter, box, radius, colour("accent"))

    def _width(self, number: int) -> int:
        metrics = QFontMetrics(self._theme.font(tokens.SMALL, bold=True))
        return metrics.horizontalAdvance(_PARTS[number][1]) + self._theme.px(16)

"""A line that leads to a question: its words, where it is, a chevron. The words may take two lines."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Label
from hairtrial_desktop.ui.components.painting import chevron, focus_ring, rounded
from hairtrial_desktop.ui.theme import Theme


class WayRow(QWidget):
    """``activated`` on click, Enter or Space."""

    activated = Signal()

    def __init__(
        self, theme: Theme, text: str, place: str, *,
        name: str, aside: QWidget | None = None, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._theme, self._hover = theme, False
        self.setObjectName(name)
        self.setAccessibleName(f"{text} {place}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        line = QHBoxLayout(self)
        line.setContentsMargins(6, 4, 22, 5)
        line.setSpacing(tokens.S2)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Label(text, wrap=True))
        if place:
            column.addWidget(Label(place, "small", "text2", wrap=True))
        line.addLayout(column, 1)
        if aside is not None:
            line.addWidget(aside)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go there on click."""
        inside = self.rect().contains(event.position().toPoint())
        if inside and event.button() == Qt.MouseButton.LeftButton:
            self.activated.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go there on Enter or Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.activated.emit()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be clicked."""
        self._hover = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Stop showing it."""
        self._hover = False
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw hover, hairline, chevron and focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, colour = QRectF(self.rect()), self._theme.colour
        if self._hover:
            rounded(painter, box.adjusted(0, 1, 0, -2), 4, fill=colour("bg"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("line"))
        chevron(painter, QPointF(box.right() - 10, box.center().y()), colour("text3"), right=True)
        if self.hasFocus():
            focus_ring(painter, box, tokens.RADIUS_CONTROL, colour("accent"))

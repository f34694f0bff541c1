"""A line that leads to a question: its words, where it is, a chevron. The words may take two lines."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Label
from hairtrial_desktop.ui.components.opening import Opening
from hairtrial_desktop.ui.components.painting import chevron, focus_ring, rounded
from hairtrial_desktop.ui.theme import Theme


class WayRow(Opening):
    """Goes there when opened."""

    def __init__(
        self, theme: Theme, text: str, place: str, *,
        name: str, aside: QWidget | None = None, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent=parent)
        self._theme = theme
        self.setObjectName(name)
        self.setAccessibleName(f"{text} {place}")
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

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw hover, hairline, chevron and focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, colour = QRectF(self.rect()), self._theme.colour
        if self.hovered:
            rounded(painter, box.adjusted(0, 1, 0, -2), 4, fill=colour("bg"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("line"))
        chevron(painter, QPointF(box.right() - 10, box.center().y()), colour("text3"), right=True)
        if self.hasFocus():
            focus_ring(painter, box, tokens.RADIUS_CONTROL, colour("accent"))

"""A card: a surface with a hairline, a title and an aside; and the hairline itself."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.label import Label
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Tone


class Hairline(QFrame):
    """A line of one pixel."""

    def __init__(self, rule: str = "true", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("rule", rule)
        self.setFixedHeight(1)


class Card(QFrame):
    """A surface. ``body`` is the layout to fill; the header appears with the first title or aside.

    ``edge`` paints a 4 px bar on the left in a tone (something stands in the way, or is done).
    """

    def __init__(
        self, theme: Theme, title: str = "", aside: str = "", *,
        edge: Tone | None = None, margins: tuple[int, int, int, int] = (14, 12, 14, 12), parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._theme, self._edge = theme, edge
        self.setProperty("plane", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(*margins)
        column.setSpacing(tokens.S2)
        self._title = Label(title, "strong")
        self._aside = Label(aside, "body", "text3")
        self.header = QHBoxLayout()
        self.header.setSpacing(tokens.S2)
        self.header.addWidget(self._title)
        self.header.addStretch(1)
        self.header.addWidget(self._aside)
        self.body = QVBoxLayout()
        self.body.setSpacing(0)
        column.addLayout(self.header)
        column.addLayout(self.body, 1)
        self.set_title(title)
        self.set_aside(aside)
        theme.changed.connect(self.update)

    def set_title(self, text: str) -> None:
        """Change the title; an empty one hides it."""
        self._title.setText(text)
        self._title.setVisible(bool(text))
        if text:
            self.setAccessibleName(text)

    def set_aside(self, text: str) -> None:
        """Change what stands at the right of the title; an empty one hides it."""
        self._aside.setText(text)
        self._aside.setVisible(bool(text))

    def set_edge(self, edge: Tone | None) -> None:
        """Paint the bar on the left, or none."""
        self._edge = edge
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the surface and its edge."""
        super().paintEvent(event)
        if self._edge is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()), tokens.RADIUS_CARD, tokens.RADIUS_CARD)
        painter.setClipPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(self._theme.tone(self._edge).ink))
        painter.drawRect(0, 0, 4, self.height())

"""A card with one figure: what it counts, how many, what follows from it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.card import Card
from hairtrial_desktop.ui.components.label import Label
from hairtrial_desktop.ui.components.painting import focus_ring
from hairtrial_desktop.ui.components.progress_bar import ProgressBar
from hairtrial_desktop.ui.theme import Theme


class FigureCard(Card):
    """``set(figure, unit, caption, ink)``; ``set_note`` adds a line, ``set_progress`` a bar.

    ``activated`` on click or Enter.
    """

    activated = Signal()

    def __init__(self, theme: Theme, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, margins=(14, 12, 14, 10), parent=parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name = Label("", "small", "text2", elide=True)
        self._figure = Label("", "figure")
        self._unit = Label("", "body", "text2", elide=True)
        self._caption = Label("", "small", "text2", elide=True)
        self._note = Label("", "small", "text2", elide=True)
        self._note.hide()
        self._bar = ProgressBar(theme)
        self._bar.hide()
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self._figure, 0, Qt.AlignmentFlag.AlignBaseline)
        line.addWidget(self._unit, 1, Qt.AlignmentFlag.AlignBaseline)
        self.body.addWidget(self._name)
        self.body.addLayout(line)
        self.body.addWidget(self._caption)
        self.body.addWidget(self._note)
        self.body.addSpacing(6)
        self.body.addWidget(self._bar)
        self.body.addStretch(1)

    def set(self, name: str, figure: str, unit: str = "", caption: str = "", ink: str = "text") -> None:
        """Show a figure; ``ink`` names its colour (``bad`` for a clock running out)."""
        self._name.setText(name)
        self._figure.setText(figure)
        self._figure.set_ink(ink)
        self._unit.setText(unit)
        self._unit.setVisible(bool(unit))
        self._caption.setText(caption)
        self._caption.setVisible(bool(caption))
        self.setAccessibleName(" ".join(part for part in (name, figure, unit, caption) if part))

    def set_note(self, note: str) -> None:
        """Show a second line under the caption; "" takes it away. After ``set``."""
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.setAccessibleName(f"{self.accessibleName()} {note}".strip())

    def set_progress(self, done: float, total: float) -> None:
        """Show the bar."""
        self._bar.set(done, total)
        self._bar.show()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open on click."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.activated.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter or Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.activated.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card and its focus."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            focus_ring(painter, QRectF(self.rect()), tokens.RADIUS_CARD, self._theme.colour("accent"))

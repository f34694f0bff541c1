"""A line of a list: bold key, text, note, tokens, an action. One line opens one thing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.label import Label
from hairtrial_desktop.ui.components.painting import focus_ring, rounded
from hairtrial_desktop.ui.theme import Theme

_LEAST_NOTE = 56  # pixels; less of a note says nothing


class Row(QWidget):
    """A row of 34 px with a hairline below. ``activated`` on click, Enter or Space, if ``clickable``.

    ``add(widget)`` puts tokens and buttons at the right end, in order.
    """

    activated = Signal()

    def __init__(
        self, theme: Theme, key: str = "", text: str = "", note: str = "", *,
        key_width: int = 64, clickable: bool = True, last: bool = False, name: str = "", parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._theme, self._clickable, self._last, self._hover = theme, clickable, last, False
        self.setObjectName(name)
        self.setAccessibleName(" ".join(part for part in (key, text, note) if part))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if clickable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 1)
        self.line.setSpacing(10)
        if key:
            self._key = Label(key, "strong")
            self._key.setMinimumWidth(theme.px(key_width))
            self.line.addWidget(self._key)
        self._text = Label(text, elide=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.line.addWidget(self._text)
        self._note = Label(note, "body", "text2", elide=True, least=_LEAST_NOTE)
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # what the text leaves over
        self.line.addWidget(self._note, 1)
        self._redress()
        theme.changed.connect(self._redress)

    def add(self, *widgets: QWidget) -> None:
        """Put widgets at the right end."""
        for widget in widgets:
            self.line.addWidget(widget)

    def lead_with(self, widget: QWidget) -> None:
        """Put a widget at the left end."""
        self.line.insertWidget(0, widget)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open on click."""
        inside = self.rect().contains(event.position().toPoint())
        if self._clickable and inside and event.button() == Qt.MouseButton.LeftButton:
            self.activated.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter or Space."""
        if self._clickable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
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
        """Draw hover, hairline and focus."""
        painter = QPainter(self)
        box = QRectF(self.rect())
        if self._hover and self._clickable:
            rounded(painter, box.adjusted(0, 1, 0, -2), 4, fill=self._theme.colour("bg"))
        if not self._last:
            painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.colour("line"))
        if self.hasFocus():
            focus_ring(painter, box, tokens.RADIUS_CONTROL, self._theme.colour("accent"))

    def _redress(self) -> None:
        self.setFixedHeight(self._theme.px(tokens.ROW))
        self.update()

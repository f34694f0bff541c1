"""A line of a list: bold key, text, note, tokens, an action. One line opens one thing."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.label import Label
from hairtrial_desktop.ui.components.opening import Opening
from hairtrial_desktop.ui.components.painting import focus_ring, rounded
from hairtrial_desktop.ui.theme import Theme

_LEAST_NOTE = 56  # pixels; less of a note says nothing


class Row(Opening):
    """A row of 34 px with a hairline below. ``activated`` on click, Enter or Space, if ``clickable``.

    ``add(widget)`` puts tokens and buttons at the right end, in order.
    """

    def __init__(
        self, theme: Theme, key: str = "", text: str = "", note: str = "", *,
        key_width: int = 64, clickable: bool = True, last: bool = False, name: str = "", parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(clickable=clickable, parent=parent)
        self._theme, self._last = theme, last
        self.setObjectName(name)
        self.setAccessibleName(" ".join(part for part in (key, text, note) if part))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
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

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw hover, hairline and focus."""
        painter = QPainter(self)
        box = QRectF(self.rect())
        if self.hovered:
            rounded(painter, box.adjusted(0, 1, 0, -2), 4, fill=self._theme.colour("bg"))
        if not self._last:
            painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.colour("line"))
        if self.hasFocus():
            focus_ring(painter, box, tokens.RADIUS_CONTROL, self._theme.colour("accent"))

    def _redress(self) -> None:
        self.setFixedHeight(self._theme.px(tokens.ROW))
        self.update()

"""A text. Plain, never rich, so that what a person typed cannot become markup."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class Label(QLabel):
    """A text in a ``role`` and an ``ink``.

    Roles: body, strong, small, small_strong, hint, lead, lead_strong, title, headline, figure, display. Inks: text,
    text2, text3, accent, ok, warn, bad, sign, on_accent, rail_text, rail_strong.
    ``wrap`` breaks lines; ``elide`` cuts with an ellipsis and shows the whole text as a tooltip;
    with less than ``least`` pixels it shows nothing rather than two letters.
    """

    def __init__(
        self, text: str = "", role: str = "body", ink: str = "text", *,
        wrap: bool = False, elide: bool = False, least: int = 0, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._whole = text
        self._elide, self._least = elide, least
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("ink", ink)
        self.setWordWrap(wrap)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show ``text``."""
        self._whole = text
        if self._elide:
            self._cut()
        else:
            super().setText(text)

    def whole_text(self) -> str:
        """Return the text, also where only its beginning is shown."""
        return self._whole

    def set_ink(self, ink: str) -> None:
        """Change the colour role."""
        if self.property("ink") != ink:
            self.setProperty("ink", ink)
            self.style().unpolish(self)
            self.style().polish(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut anew."""
        super().resizeEvent(event)
        if self._elide:
            self._cut()

    def sizeHint(self) -> QSize:
        """Room for the whole text."""
        if not self._elide:
            return super().sizeHint()
        self.ensurePolished()
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._whole) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:
        """Little, if the text may be cut."""
        least = 0 if self._least else 24
        return QSize(least, self.sizeHint().height()) if self._elide else super().minimumSizeHint()

    def _cut(self) -> None:
        self.ensurePolished()
        room = max(self.width(), 24)
        metrics = self.fontMetrics()
        shown = metrics.elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        if shown != self._whole and room < self._least:
            shown = ""
        super().setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")
        self.setAccessibleName(self._whole)

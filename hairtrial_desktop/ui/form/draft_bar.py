"""The bar that offers an unsaved draft to its author: nothing is lost by a crash or a power cut."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Button, ButtonKind, Icon, Label
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.words import Words


class DraftBar(QWidget):
    """``restored`` or ``discarded``; hidden until ``offer(time)``."""

    restored = Signal()
    discarded = Signal()

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._text = Label("", "strong")
        restore = Button(theme, words("Restore"), ButtonKind.PRIMARY, key="↵", name="draft_restore")
        discard = Button(theme, words("Discard"), name="draft_discard")
        line = QHBoxLayout(self)
        line.setContentsMargins(14, 7, 14, 7)
        line.setSpacing(tokens.S2)
        line.addWidget(Icon(theme, "history", 18, "accent"))
        line.addWidget(self._text, 1)
        line.addWidget(discard)
        line.addWidget(restore)
        restore.clicked.connect(self.restored)
        discard.clicked.connect(self.discarded)
        self.restore_button = restore
        self.hide()

    def offer(self, when: str) -> None:
        """Ask whether to restore what was typed at ``when`` and not saved."""
        self._text.setText(self._words("Restore what was typed at {time} and not saved?", time=when))
        self.setAccessibleName(self._text.text())
        self.show()

    def text(self) -> str:
        """Return the question."""
        return self._text.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._theme.colour("accent"))
        painter.setBrush(self._theme.colour("accent_weak"))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), tokens.RADIUS_CARD, tokens.RADIUS_CARD)

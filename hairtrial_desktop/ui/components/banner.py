"""A banner under the top bar: what holds for the whole window until it is put right."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.button import Button
from hairtrial_desktop.ui.components.icon import Icon
from hairtrial_desktop.ui.components.label import Label
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Tone

_INK = {Tone.NEUTRAL: "text2"}


class Banner(QWidget):
    """``say(sentence, tone, action)`` shows it, ``clear()`` takes it away; ``acted`` when its button is pressed."""

    acted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._tone = theme, Tone.WARN
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._icon = Icon(theme, "warning", 16, "warn")
        self._text = Label("", "body", wrap=True)
        self._button = Button(theme, small=True, name="banner_action")
        self._button.clicked.connect(self.acted)
        line = QHBoxLayout(self)
        line.setContentsMargins(tokens.S5, 7, tokens.S5, 7)
        line.setSpacing(10)
        line.addWidget(self._icon)
        line.addWidget(self._text, 1)
        line.addWidget(self._button)
        theme.changed.connect(self.update)
        self.hide()

    def say(self, sentence: str, tone: Tone = Tone.WARN, action: str = "") -> None:
        """Show a sentence, with the word of a button that helps."""
        self._tone = tone
        ink = _INK.get(tone, tone.value)
        self._icon.set_icon("info" if tone in (Tone.NEUTRAL, Tone.ACCENT) else "warning", ink)
        self._text.setText(sentence)
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self.setAccessibleName(sentence)
        self.show()
        self.update()

    def clear(self) -> None:
        """Take it away."""
        self.hide()

    def text(self) -> str:
        """Return the sentence shown last."""
        return self._text.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground."""
        painter = QPainter(self)
        look = self._theme.tone(self._tone)
        painter.fillRect(self.rect(), self._theme.colour(look.weak))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.colour("line"))

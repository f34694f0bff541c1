"""What a place says when there is nothing in it: why, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.button import Button
from hairtrial_desktop.ui.components.icon import Icon
from hairtrial_desktop.ui.components.label import Label
from hairtrial_desktop.ui.theme import Theme


class EmptyState(QWidget):
    """An icon, a heading, a sentence, and the button that changes it (optional)."""

    def __init__(self, theme: Theme, icon: str, button: Button | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._heading = Label("", "strong")
        self._sentence = Label("", "body", "text2", wrap=True)
        self._heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setSpacing(tokens.S2)
        column.addStretch(1)
        column.addWidget(Icon(theme, icon, 32, "text3"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._heading)
        column.addWidget(self._sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        if button is not None:
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        theme.changed.connect(self._fit)

    def set(self, heading: str, sentence: str = "") -> None:
        """Say why it is empty and what to do."""
        self._heading.setText(heading)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.setAccessibleName(f"{heading} {sentence}".strip())
        self._fit()

    def _fit(self) -> None:
        """Give the sentence the height its lines need: a centred label is not asked for it by the layout."""
        width = self._theme.px(400)
        self._sentence.ensurePolished()
        self._sentence.setFixedSize(width, self._sentence.heightForWidth(width))

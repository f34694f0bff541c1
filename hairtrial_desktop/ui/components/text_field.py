"""A text field with its label, hint and the one sentence that says what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.label import Label
from hairtrial_desktop.ui.theme import Theme


def set_state(edit: QWidget, state: str) -> None:
    """Give an input the edge of a state: ``""``, ``warn`` or ``bad``."""
    if edit.property("state") != state:
        edit.setProperty("state", state)
        edit.style().unpolish(edit)
        edit.style().polish(edit)


class LineEdit(QLineEdit):
    """The bare input, dressed by the stylesheet; ``tall`` where it stands alone (login)."""

    def __init__(self, name: str = "", *, tall: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("tall", tall)


class TextField(QWidget):
    """Label above, input, then hint or error below. ``edit`` is the input; dates and times are text fields too."""

    edited = Signal(str)
    submitted = Signal()

    def __init__(
        self, theme: Theme, *,
        name: str = "", tall: bool = False, edit: QLineEdit | None = None, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._theme = theme
        self._label = Label("", "small", "text2")
        self.edit = edit or LineEdit(name, tall=tall)
        self._hint = Label("", "hint", "text3", wrap=True)
        self._error = Label("", "small", "bad", wrap=True)
        self._label.setBuddy(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.S1)
        for widget in (self._label, self.edit, self._hint, self._error):
            column.addWidget(widget)
        for line in (self._label, self._hint, self._error):
            line.hide()
        self.setFocusProxy(self.edit)
        self.edit.textEdited.connect(self.edited)
        self.edit.returnPressed.connect(self.submitted)

    def set_label(self, text: str, hint: str = "", placeholder: str = "") -> None:
        """Say what is asked."""
        self._label.setText(text)
        self._label.setVisible(bool(text))
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.edit.setPlaceholderText(placeholder)
        self.edit.setAccessibleName(text)
        self.edit.setAccessibleDescription(hint)

    def set_error(self, sentence: str, *, warn: bool = False) -> None:
        """Say what is wrong in one sentence; empty clears it. ``warn`` is advice, not a refusal."""
        self._error.set_ink("warn" if warn else "bad")
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        set_state(self.edit, ("warn" if warn else "bad") if sentence else "")
        self.edit.setAccessibleDescription(sentence or self._hint.text())

    def error(self) -> str:
        """Return the sentence shown, or an empty text."""
        return self._error.text()

    def text(self) -> str:
        """Return what is typed."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Fill the field without emitting ``edited``."""
        self.edit.setText(text)

"""The bar under the questions: what was kept, and what can be done, each with its key."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Button, ButtonKind, Label
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.words import Words


class ActionBar(QWidget):
    """``asked(name)`` with ``missing``, ``print``, ``save``, ``sign`` or ``complete``; the buttons bear these names."""

    asked = Signal(str)

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = Label("", "small", "text3", elide=True)
        self.buttons: dict[str, Button] = {}
        line = QHBoxLayout(self)
        line.setContentsMargins(0, tokens.S2, 0, 0)
        line.setSpacing(tokens.S2)
        line.addWidget(self._kept, 1)
        plain, primary = ButtonKind.PLAIN, ButtonKind.PRIMARY
        for name, text, kind, key in (
            ("missing", words("Missing"), plain, "F4"),
            ("print", words("Print"), plain, "Ctrl P"),
            ("save", words("Save"), plain, "Ctrl S"),
            ("sign", words("Sign"), plain, "Ctrl G"),
            ("complete", words("Complete"), primary, "Ctrl ↵"),
        ):
            button = Button(theme, text, kind, key=key, name=name)
            button.clicked.connect(lambda _on=False, name=name: self.asked.emit(name))
            line.addWidget(button)
            self.buttons[name] = button

    def say(self, text: str) -> None:
        """Say at the left what was kept and when."""
        self._kept.setText(text)

    def text(self) -> str:
        """Return what the left says."""
        return self._kept.whole_text()

    def offer(self, *, enter: bool, save: bool, sign: bool, complete: bool, print_: bool) -> None:
        """Show the buttons that this person may use on this form now; the likeliest one is the primary one."""
        for name, shown in (
            ("missing", enter),
            ("save", enter and save),
            ("complete", enter and complete),
            ("sign", sign),
            ("print", print_),
        ):
            self.buttons[name].setVisible(shown)
        self.buttons["sign"].set_kind(ButtonKind.PRIMARY if sign and not complete else ButtonKind.PLAIN)

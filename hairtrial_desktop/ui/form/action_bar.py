"""The bar under the questions: what was kept, and what can be done, each with its key."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Button, ButtonKind, Label
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.words import Words

_LIKELIEST = ("complete", "sign", "next")  # the first of these that is shown is the primary button


class ActionBar(QWidget):
    """``asked(name)``: ``missing``, ``print``, ``save``, ``sign``, ``complete`` or ``next``, the names of the buttons.

    ``narrow``: no key caps and short words, so that the bar fits large letters.
    """

    asked = Signal(str)

    def __init__(self, theme: Theme, words: Words, *, narrow: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._narrow = words, narrow
        self._kept = Label("", "small", "text3", elide=True)
        self.buttons: dict[str, Button] = {}
        line = QHBoxLayout(self)
        line.setContentsMargins(0, tokens.S2, 0, 0)
        line.setSpacing(tokens.S2)
        line.addWidget(self._kept, 1)
        for name, text, key in (
            ("missing", words("Missing"), "F4"),
            ("print", words("Print"), "Ctrl P"),
            ("save", words("Save"), "Ctrl S"),
            ("sign", words("Sign"), "Ctrl G"),
            ("complete", words("Complete"), "Ctrl ↵"),
            ("next", words("Next form"), "↵"),
        ):
            button = Button(theme, text, key="" if narrow else key, name=name)
            button.clicked.connect(lambda _on=False, name=name: self.asked.emit(name))
            line.addWidget(button)
            self.buttons[name] = button

    def say(self, text: str) -> None:
        """Say at the left what was kept and when."""
        self._kept.setText(text)

    def text(self) -> str:
        """Return what the left says."""
        return self._kept.whole_text()

    def say_next(self, text: str) -> None:
        """Name what comes after this form."""
        button = self.buttons["next"]
        button.setText(self._words("Next form") if self._narrow else text)
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.updateGeometry()

    def can_be_missing(self, possible: bool) -> None:
        """Let ``missing`` be pressed only where the current item may lack its value."""
        self.buttons["missing"].setEnabled(possible)

    def offer(self, shown: frozenset[str]) -> None:
        """Show the buttons that this person may use on this form now; the likeliest one is the primary one."""
        for name, button in self.buttons.items():
            button.setVisible(name in shown)
        first = next((name for name in _LIKELIEST if name in shown), "")
        for name in _LIKELIEST:
            self.buttons[name].set_kind(ButtonKind.PRIMARY if name == first else ButtonKind.PLAIN)

    def primary(self) -> str:
        """Return the name of the primary button, empty where there is none."""
        shown = (name for name in _LIKELIEST if not self.buttons[name].isHidden())
        return next(shown, "")

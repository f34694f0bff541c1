"""One code of a list: segments where few and short, else a list that digits search."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.study.definitions import CodeList
from hairtrial_desktop.ui.components import CodeCombo, Segmented
from hairtrial_desktop.ui.items.item_widget import ItemSurroundings, ItemWidget

FEW = 5  # options that may stand side by side
_SEGMENT = 36  # pixels around the label of a segment at 100 %
_PLAIN = Qt.KeyboardModifier.KeypadModifier


def choices_of(codes: CodeList, language: str) -> list[tuple[str, str]]:
    """Return (code, label) of every option, in order."""
    return [(entry.code, entry.text.say(language)) for entry in codes.items]


class CodeItem(ItemWidget):
    """DataType ``code``. Digits choose: the option's number, or the code itself where codes are digits (grades)."""

    def __init__(self, around: ItemSurroundings, state: ItemState, parent: QWidget | None = None) -> None:
        super().__init__(around, state, parent)
        codes = state.item.code_list
        assert codes is not None  # noqa: S101 - the loader refuses a coded item without a list
        choices = choices_of(codes, around.words.language)
        self._grades = [code for code, _ in choices if code.isdigit()] if all(c.isdigit() for c, _ in choices) else []
        if self._grades and any(not label.startswith(code) for code, label in choices):
            choices = [(code, f"{code} {label}") for code, label in choices]
        self.control: Segmented | CodeCombo = self._segments() if self._fits(choices) else self._combo()
        self.adopt(self.control)
        self.control.set_choices(choices)
        self.control.chosen.connect(lambda code: self.typed.emit(self.state.key, code))
        self.show_state(state)

    def show_state(self, state: ItemState) -> None:
        """Show the chosen option."""
        super().show_state(state)
        self.control.choose(state.cell.value or "")

    def understood(self) -> str:
        """Return nothing: the option says it."""
        return ""

    def settle(self) -> None:
        """Leave it: a choice is not typed text."""

    def key_pressed(self, event: QKeyEvent) -> bool:
        """Choose a grade by its own digit."""
        if self._grades and event.text() in self._grades and not event.modifiers() & ~_PLAIN:
            self.control.choose(event.text())
            self.typed.emit(self.state.key, event.text())
            return True
        return super().key_pressed(event)

    def _fits(self, choices: list[tuple[str, str]]) -> bool:
        metrics = QFontMetrics(self.around.theme.font(bold=True))
        width = sum(metrics.horizontalAdvance(label) + self.around.theme.px(_SEGMENT) for _, label in choices)
        return len(choices) <= FEW and width <= self.around.theme.px(self.around.width)

    def _segments(self) -> Segmented:
        return Segmented(self.around.theme, digits=not self._grades)

    def _combo(self) -> CodeCombo:
        combo = CodeCombo(self.around.theme, placeholder=self.around.words("Choose"))
        combo.setMaximumWidth(self.around.theme.px(min(self.around.width, 340)))
        return combo

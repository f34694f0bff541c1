"""Derived and fixed values: shown, never typed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.definitions import DataType
from hairtrial_desktop.ui.components import Label
from hairtrial_desktop.ui.items.item_widget import ItemSurroundings, ItemWidget

NOTHING = "—"


class ShownItem(ItemWidget):
    """A value of any DataType that the program works out or writes itself; why is one hover away."""

    def __init__(self, around: ItemSurroundings, state: ItemState, parent: QWidget | None = None) -> None:
        super().__init__(around, state, parent)
        self.label = Label("", "body", "text2", wrap=state.item.data_type is DataType.TEXT)
        if state.item.data_type is DataType.TEXT:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.label.setMinimumHeight(around.theme.px(24))
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.label.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.adopt(self.label)
        self.show_state(state)

    def show_state(self, state: ItemState) -> None:
        """Show the value, or a dash with what it waits for."""
        super().show_state(state)
        words, item = self.around.words, state.item
        value = state.cell.value
        if value is None:
            text = NOTHING
        elif item.data_type is DataType.USER:
            text = dict(self.around.people).get(value, value)
        else:
            text = codec_for(item).show(value, words.language)
        self.label.setText(text)
        self.label.set_ink("text3" if value is None else "text2")
        why = words("Worked out by the program.") if item.derive is not None else words("Written by the program.")
        if value is None:
            why += " " + words("Something it needs is not entered yet.")
        guidance = item.guidance.say(words.language) if item.guidance else ""
        self.label.setToolTip("\n".join(part for part in (why, guidance) if part))

    def understood(self) -> str:
        """Return nothing: what is shown is the value."""
        return ""

    def set_read_only(self, read_only: bool) -> None:
        """Leave it: it is never typed."""

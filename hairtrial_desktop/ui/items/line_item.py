"""The common part of widgets whose value is typed as text."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QWidget

from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.ui.components import LineEdit
from hairtrial_desktop.ui.components.text_field import set_state
from hairtrial_desktop.ui.items.item_widget import ItemSurroundings, ItemWidget


class LineItem(ItemWidget):
    """A one-line field, ``width`` pixels at 100 % (0: as wide as there is room)."""

    def __init__(self, around: ItemSurroundings, state: ItemState, width: int, parent: QWidget | None = None) -> None:
        super().__init__(around, state, parent)
        self.edit = LineEdit()
        if width:
            self.edit.setFixedWidth(around.theme.px(width))
        else:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.adopt(self.edit)
        self.edit.setAccessibleDescription(self.expects())
        self.edit.textEdited.connect(lambda text: self.typed.emit(self.state.key, text))
        self.show_state(state)

    def show_state(self, state: ItemState) -> None:
        """Show what was typed; an unreadable text stays as it is."""
        super().show_state(state)
        if self.edit.text() != state.raw:
            self.edit.setText(state.raw)
            self.edit.setCursorPosition(len(state.raw))

    def mark(self, tone: str) -> None:
        """Give the edge a tone: ``""``, ``warn`` or ``bad``."""
        set_state(self.edit, tone)

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read and copied only."""
        self.edit.setReadOnly(read_only)

"""A longer free text: several lines to read it by, one line in the record."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QWidget

from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.ui.components import TextArea
from hairtrial_desktop.ui.components.text_field import set_state
from hairtrial_desktop.ui.items.item_widget import ItemSurroundings, ItemWidget

LINES = 4
LONG = 200  # characters: longer texts are narratives


class NarrativeItem(ItemWidget):
    """DataType ``text`` longer than ``LONG``. Enter goes on to the next question, as everywhere on a form."""

    def __init__(self, around: ItemSurroundings, state: ItemState, parent: QWidget | None = None) -> None:
        super().__init__(around, state, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.edit = TextArea(around.theme, lines=LINES)
        self.adopt(self.edit)
        self._shown = ""
        self.edit.textChanged.connect(self._changed)
        self.show_state(state)

    def show_state(self, state: ItemState) -> None:
        """Show what was typed."""
        super().show_state(state)
        if self.edit.toPlainText() != state.raw:
            self._shown = state.raw
            self.edit.setPlainText(state.raw)

    def mark(self, tone: str) -> None:
        """Give the edge a tone: ``""``, ``warn`` or ``bad``."""
        set_state(self.edit, tone)

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read and copied only."""
        self.edit.setReadOnly(read_only)

    def understood(self) -> str:
        """Return nothing: it is kept as it is typed."""
        return ""

    def _changed(self) -> None:
        text = self.edit.toPlainText()
        if text != self._shown:  # typed, and not shown
            self._shown = text
            self.typed.emit(self.state.key, text)

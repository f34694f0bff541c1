"""A person of this site."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.ui.components import CodeCombo
from hairtrial_desktop.ui.items.item_widget import ItemSurroundings, ItemWidget


class UserItem(ItemWidget):
    """DataType ``user``: chosen from the people who may act here; someone no longer listed is still shown."""

    def __init__(self, around: ItemSurroundings, state: ItemState, parent: QWidget | None = None) -> None:
        super().__init__(around, state, parent)
        self.control = CodeCombo(around.theme, placeholder=around.words("Choose"))
        self.control.setMinimumWidth(around.theme.px(150))
        self.adopt(self.control)
        self._listed = list(around.people)
        self.control.set_choices(self._listed)
        self.control.chosen.connect(lambda user: self.typed.emit(self.state.key, user))
        self.show_state(state)

    def show_state(self, state: ItemState) -> None:
        """Show the person."""
        super().show_state(state)
        user = state.cell.value or ""
        if user and user not in dict(self._listed):
            self._listed.append((user, user))
            self.control.set_choices(self._listed)
        self.control.choose(user)

    def understood(self) -> str:
        """Return nothing: the name says it."""
        return ""

    def settle(self) -> None:
        """Leave it: a choice is not typed text."""

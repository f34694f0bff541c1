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
        self._listed: list[tuple[str, str]] = []
        self._offer()
        self.control.chosen.connect(lambda user: self.typed.emit(self.state.key, user))
        self.entered.connect(lambda _key: self._offer())  # the day the form speaks of may be another one by now
        self.show_state(state)

    def show_state(self, state: ItemState) -> None:
        """Show the person."""
        super().show_state(state)
        self._offer()
        self.control.choose(state.cell.value or "")

    def _offer(self) -> None:
        """Offer who may be named now, and whoever is named already."""
        user = self.state.cell.value or ""
        listed = list(self.around.people if self.around.offered is None else self.around.offered())
        if user and user not in dict(listed):
            listed.append((user, dict(self.around.people).get(user, user)))
        if listed != self._listed:
            self._listed = listed
            self.control.set_choices(listed)

    def understood(self) -> str:
        """Return nothing: the name says it."""
        return ""

    def settle(self) -> None:
        """Leave it: a choice is not typed text."""

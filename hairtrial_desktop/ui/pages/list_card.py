"""A card around a list: it ends where the rows end, and scrolls inside when there are too many for the page."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QStackedWidget

from hairtrial_desktop.ui.components import Card, EmptyState, Table
from hairtrial_desktop.ui.theme import Theme


class ListCard(Card):
    """Holds a stack of a table and its empty state, and is as high as the one that is shown."""

    def __init__(self, theme: Theme, stack: QStackedWidget) -> None:
        super().__init__(theme, margins=(14, 4, 14, 10))
        self._stack = stack
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.body.addWidget(stack)
        stack.currentChanged.connect(self._fit)
        for table in stack.findChildren(Table):
            table.rows_changed.connect(self._fit)
        self._fit()

    @classmethod
    def around(cls, theme: Theme, table: Table, empty: EmptyState | None = None) -> ListCard:
        """Return a card around a table; ``empty`` stands in its place while it has no rows."""
        stack = QStackedWidget()
        stack.addWidget(table)
        if empty is not None:
            stack.addWidget(empty)
            table.rows_changed.connect(lambda: stack.setCurrentWidget(table if table.keys() else empty))
        return cls(theme, stack)

    def _fit(self) -> None:
        """Let only the shown one count for the height; rows may have come since."""
        for at in range(self._stack.count()):
            shown = at == self._stack.currentIndex()
            height = QSizePolicy.Policy.Maximum if shown else QSizePolicy.Policy.Ignored
            widget = self._stack.widget(at)
            if widget is not None:
                widget.setSizePolicy(QSizePolicy.Policy.Expanding, height)
                widget.updateGeometry()
        self._stack.updateGeometry()
        self.updateGeometry()

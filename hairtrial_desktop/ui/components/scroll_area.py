"""A scroll area: vertical, transparent, thin bar."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QScrollArea, QWidget


class ScrollArea(QScrollArea):
    """Scrolls ``inner`` up and down, and follows the focus so that the focused control is always in view."""

    def __init__(self, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)
        self.horizontalScrollBar().valueChanged.connect(self._stay_left)
        for plane in (self.viewport(), inner):
            plane.setAutoFillBackground(False)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def sizeHint(self) -> QSize:
        """Return room for everything inside, so that nothing scrolls where there is room."""
        inner = self.widget()
        return super().sizeHint() if inner is None else inner.sizeHint()

    def _stay_left(self, value: int) -> None:
        """Following the focus must never push the beginning of the lines out of view."""
        if value:
            self.horizontalScrollBar().setValue(0)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        inner = self.widget()
        if new is not None and inner is not None and inner.isAncestorOf(new):
            if isinstance(new, QAbstractItemView) and new.height() > self.viewport().height():
                self._show_current(new)
            else:
                self.ensureWidgetVisible(new, 8, 24)

    def _show_current(self, view: QAbstractItemView) -> None:
        """Bring the current cell of a ``view`` that is taller than the room into sight, whole, with its neighbours."""
        rect, inner = view.visualRect(view.currentIndex()), self.widget()
        if inner is not None and rect.isValid():
            centre = view.viewport().mapTo(inner, rect.center())
            self.ensureVisible(0, centre.y(), 0, 2 * rect.height())

"""A choice from a long code list. Entries are numbered, so that typing digits finds them without the input method."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QListView, QSizePolicy, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.painting import chevron, focus_ring, rounded
from hairtrial_desktop.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex


class _Lines(QStyledItemDelegate):
    """Gives the entries the height of the theme and draws them plainly."""

    def __init__(self, theme: Theme, combo: QComboBox) -> None:
        super().__init__(combo)
        self._theme, self._combo = theme, combo

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Return the height of a line."""
        return QSize(80, self._theme.px(28))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw number and label."""
        colour = self._theme.colour
        box = QRectF(option.rect)
        current = index == self._combo.view().currentIndex()
        if current:
            rounded(painter, box, 4, fill=colour("accent_weak"))
        number = str(index.row() + 1) if index.data(Qt.ItemDataRole.UserRole) else ""
        painter.setFont(self._theme.font(tokens.HINT))
        painter.setPen(colour("text3"))
        width = self._theme.px(26)
        painter.drawText(QRectF(box.left() + 4, box.top(), width - 8, box.height()), _RIGHT, number)
        painter.setFont(self._theme.font())
        painter.setPen(colour("accent" if current else "text"))
        painter.drawText(box.adjusted(width + 4, 0, -6, 0), Qt.AlignmentFlag.AlignVCenter, _label(str(index.data())))


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _label(entry: str) -> str:
    return entry.split("  ", 1)[-1]


class CodeCombo(QComboBox):
    """``set_choices([(code, label)])``, ``choose(code)``; ``chosen(code)`` when a person chose (``""``: cleared).

    Typing the number of an entry chooses it; Alt+Down or Space opens the list; Delete clears. The wheel scrolls the
    page, never the value: a value changed by accident is the fault seen most in such forms.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, *, name: str = "", placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(name)
        self.setPlaceholderText(placeholder)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setView(QListView(self))
        self.setItemDelegate(_Lines(theme, self))
        self.setMaxVisibleItems(12)
        self.activated.connect(lambda _index: self.chosen.emit(self.code()))
        theme.changed.connect(self.updateGeometry)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these (code, label)."""
        code = self.code()
        self.clear()
        for number, (own, label) in enumerate(choices, start=1):
            self.addItem(f"{number}  {label}", own)
        self.choose(code)

    def choose(self, code: str) -> None:
        """Show ``code`` as chosen, without a signal; ``""`` for none."""
        self.setCurrentIndex(self.findData(code) if code else -1)
        self.setAccessibleDescription(self.label())

    def code(self) -> str:
        """Return the chosen code, or an empty text."""
        return str(self.currentData() or "")

    def label(self) -> str:
        """Return the label of the chosen code."""
        return _label(self.currentText()) if self.currentIndex() >= 0 else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear by Delete; Enter belongs to the form."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.currentIndex() >= 0:
            self.setCurrentIndex(-1)
            self.chosen.emit("")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    def sizeHint(self) -> QSize:
        """Return room for the longest label."""
        metrics = QFontMetrics(self._theme.font())
        widest = max((metrics.horizontalAdvance(_label(self.itemText(i))) for i in range(self.count())), default=120)
        return QSize(min(widest, 320) + 44, self._theme.px(tokens.CONTROL))

    def minimumSizeHint(self) -> QSize:
        """Return little: long labels are cut with an ellipsis."""
        return QSize(96, self._theme.px(tokens.CONTROL))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box, the label and the chevron."""
        painter = QPainter(self)
        colour, box = self._theme.colour, QRectF(self.rect())
        plain, ground = ("line_strong", "surface") if self.isEnabled() else ("line", "bg")
        edge = {"bad": "bad", "warn": "warn"}.get(str(self.property("state")), plain)
        rounded(painter, box, tokens.RADIUS_CONTROL, fill=colour(ground), edge=colour(edge))
        text, ink = (self.label(), "text") if self.label() else (self.placeholderText(), "text3")
        painter.setFont(self._theme.font())
        painter.setPen(colour(ink if self.isEnabled() else "text2"))
        shown = QFontMetrics(self._theme.font()).elidedText(text, Qt.TextElideMode.ElideRight, self.width() - 40)
        painter.drawText(box.adjusted(10, 0, -30, 0), Qt.AlignmentFlag.AlignVCenter, shown)
        chevron(painter, QPointF(box.right() - 16, box.center().y()), colour("text2"))
        if self.hasFocus():
            focus_ring(painter, box, tokens.RADIUS_CONTROL, colour("accent"))

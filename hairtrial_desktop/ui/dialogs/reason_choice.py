"""Common reasons on number keys, and free text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import LineEdit
from hairtrial_desktop.ui.components.key_cap import draw_key_cap
from hairtrial_desktop.ui.components.painting import focus_ring, rounded
from hairtrial_desktop.ui.theme import Theme

LINE = 30  # pixels at 100 %
PAD = 4


class _Reasons(QWidget):
    """The lines with their keys. One tab stop; digits and arrows choose, a click too."""

    chosen = Signal(int)
    accepted = Signal()

    def __init__(self, theme: Theme, reasons: Sequence[str], name: str) -> None:
        super().__init__()
        self._theme, self._reasons, self.at = theme, reasons, -1
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Return room for every line."""
        return QSize(280, self._theme.px(LINE) * len(self._reasons) + 2 * PAD)

    def set_at(self, at: int) -> None:
        """Light a line, -1 for none."""
        self.at = at
        self.setAccessibleDescription(self._reasons[at] if at >= 0 else "")
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by digit or arrow; Enter accepts."""
        digit, key, last = event.text(), event.key(), len(self._reasons) - 1
        if digit.isascii() and digit.isdigit() and 1 <= int(digit) <= len(self._reasons):
            self._choose(int(digit) - 1)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._choose(max(0, min(last, self.at + (1 if key == Qt.Key.Key_Down else -1))))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose by click."""
        at = (int(event.position().y()) - PAD) // self._theme.px(LINE)
        if 0 <= at < len(self._reasons):
            self._choose(at)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lines."""
        painter = QPainter(self)
        theme, colour = self._theme, self._theme.colour
        height = theme.px(LINE)
        for at, reason in enumerate(self._reasons):
            box = QRectF(0, PAD + at * height, self.width(), height)
            lit = at == self.at
            if lit:
                rounded(painter, box.adjusted(4, 1, -4, -1), 5, fill=colour("accent_weak"))
            ink = colour("accent" if lit else "text")
            cap = QRectF(8, round(box.center().y() - theme.px(9)), theme.px(20), theme.px(18))
            draw_key_cap(painter, theme, cap, str(at + 1), ink=ink, edge=colour("accent" if lit else "line_strong"))
            painter.setFont(theme.font(bold=lit))
            painter.setPen(ink)
            painter.drawText(box.adjusted(theme.px(38), 0, -8, 0), Qt.AlignmentFlag.AlignVCenter, reason)
        if self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), tokens.RADIUS_CONTROL, colour("accent"))

    def _choose(self, at: int) -> None:
        self.set_at(at)
        self.chosen.emit(at)


class ReasonChoice(QWidget):
    """``reason()`` is what stands in the field; a common reason fills it. ``accepted`` on Enter, ``changed(reason)``.

    Children: ``<name>`` (the lines) and ``<name>_text`` (the field).
    """

    accepted = Signal()
    changed = Signal(str)

    def __init__(self, theme: Theme, reasons: Sequence[str], placeholder: str, *, name: str) -> None:
        super().__init__()
        self._reasons = reasons
        self.lines = _Reasons(theme, reasons, name)
        self.edit = LineEdit(f"{name}_text")
        self.edit.setPlaceholderText(placeholder)
        self.edit.setAccessibleName(placeholder)
        self.edit.setMaxLength(400)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.S2)
        column.addWidget(self.lines)
        column.addWidget(self.edit)
        self.lines.chosen.connect(self._fill)
        self.lines.accepted.connect(self.accepted)
        self.edit.returnPressed.connect(self.accepted)
        self.edit.textEdited.connect(self._typed)

    def reason(self) -> str:
        """Return the reason, without blanks at the ends."""
        return self.edit.text().strip()

    def _fill(self, at: int) -> None:
        self.edit.setText(self._reasons[at])
        self.changed.emit(self.reason())

    def _typed(self, text: str) -> None:
        self.lines.set_at(list(self._reasons).index(text) if text in self._reasons else -1)
        self.changed.emit(self.reason())

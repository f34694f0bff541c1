"""Several of a list: boxes to tick. One tab stop; digits toggle, arrows move, Space toggles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QSizePolicy, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.painting import focus_ring, rounded, tick
from hairtrial_desktop.ui.theme import Theme


class CheckBox(QCheckBox):
    """A painted box with a text."""

    def __init__(self, theme: Theme, text: str = "", *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self.ringed = False
        self.setObjectName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Return room for box and text."""
        width = QFontMetrics(self._theme.font()).horizontalAdvance(self.text())
        return QSize(width + self._theme.px(16) + (16 if self.text() else 8), self._theme.px(26))

    def hitButton(self, pos: object) -> bool:  # noqa: ARG002 - Qt's signature
        """Let text and box be clicked."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        colour, side = self._theme.colour, self._theme.px(16)
        box = QRectF(4, (self.height() - side) // 2, side, side)
        if self.isChecked():
            rounded(painter, box, 4, fill=colour("accent" if self.isEnabled() else "text3"))
            tick(painter, box, colour("on_accent"), 1.8)
        else:
            rounded(painter, box, 4, fill=colour("surface"), edge=colour("line_strong"))
        painter.setFont(self._theme.font())
        painter.setPen(colour("text" if self.isEnabled() else "text3"))
        painter.drawText(QRectF(self.rect()).adjusted(side + 12, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus() or self.ringed:
            focus_ring(painter, QRectF(self.rect()), 5, colour("accent"))


class CheckList(QWidget):
    """``set_choices([(code, label)])``, ``choose(codes)``; ``changed(list)`` with the ticked codes in list order.

    Children are named ``<name>.<code>``.
    """

    changed = Signal(list)

    def __init__(self, theme: Theme, *, name: str = "", columns: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._columns = theme, columns
        self._codes: list[str] = []
        self._boxes: list[CheckBox] = []
        self._at = 0
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(tokens.S3)
        self._grid.setVerticalSpacing(2)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these (code, label); what is ticked stays if it is still among them."""
        ticked = self.codes()
        for box in self._boxes:
            self._grid.removeWidget(box)
            box.hide()
            box.deleteLater()
        self._codes, self._boxes = [code for code, _ in choices], []
        for number, (code, label) in enumerate(choices):
            box = CheckBox(self._theme, f"{number + 1}  {label}", name=f"{self.objectName()}.{code}", parent=self)
            box.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            box.clicked.connect(lambda _on=False, at=number: self._clicked(at))
            self._grid.addWidget(box, number // self._columns, number % self._columns)
            box.show()
            self._boxes.append(box)
        self.choose(ticked)

    def choose(self, codes: Iterable[str]) -> None:
        """Tick these codes, without a signal."""
        wanted = set(codes)
        for code, box in zip(self._codes, self._boxes, strict=True):
            box.setChecked(code in wanted)

    def codes(self) -> list[str]:
        """Return the ticked codes in the order of the list."""
        return [code for code, box in zip(self._codes, self._boxes, strict=True) if box.isChecked()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Toggle by digit or Space, move by arrow."""
        digit, key = event.text(), event.key()
        if digit.isascii() and digit.isdigit() and 1 <= int(digit) <= len(self._boxes):
            self._toggle(int(digit) - 1)
        elif key == Qt.Key.Key_Space and self._boxes:
            self._toggle(self._at)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Ring the current box."""
        super().focusInEvent(event)
        self._move(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self._ring(-1)

    def _toggle(self, at: int) -> None:
        self._boxes[at].setChecked(not self._boxes[at].isChecked())
        self._clicked(at)

    def _clicked(self, at: int) -> None:
        self._at = at
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._ring(at)
        self.changed.emit(self.codes())

    def _move(self, step: int) -> None:
        if self._boxes:
            self._at = max(0, min(len(self._boxes) - 1, self._at + step))
            self._ring(self._at)

    def _ring(self, at: int) -> None:
        for number, box in enumerate(self._boxes):
            box.ringed = number == at
            box.update()

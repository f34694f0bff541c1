"""A choice among few: ``1 未使用 | 2 两侧相同``. One tab stop; digits, arrows or the mouse choose."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.painting import focus_ring, rounded
from hairtrial_desktop.ui.theme import Theme


class _Segment(QRadioButton):
    """One choice. A radio button to a screen reader, a segment to the eye."""

    def __init__(self, theme: Theme, digit: str, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._theme, self._digit = theme, digit
        self.setAutoExclusive(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """Return room for digit and text, as if chosen (bold), so that choosing moves nothing."""
        bold = QFontMetrics(self._theme.font(bold=True)).horizontalAdvance(self.text())
        return QSize(bold + self._digit_width() + 24, self._theme.px(tokens.CONTROL))

    def minimumSizeHint(self) -> QSize:
        """Return the same: a choice is never cut."""
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:  # noqa: ARG002 - Qt's signature
        """Let the whole segment be clicked."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the text; edges belong to the group."""
        painter = QPainter(self)
        chosen, colour = self.isChecked(), self._theme.colour
        ink = colour("accent" if chosen else "text") if self.isEnabled() else colour("text3")
        x = (self.width() - self._content_width(chosen)) / 2
        if self._digit:
            painter.setFont(self._theme.font(tokens.HINT))
            painter.setPen(ink if chosen else colour("text3"))
            painter.drawText(QRectF(x, 0, 20, self.height()), Qt.AlignmentFlag.AlignVCenter, self._digit)
            x += self._digit_width()
        painter.setFont(self._theme.font(bold=chosen))
        painter.setPen(ink)
        painter.drawText(QRectF(x, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, self.text())

    def _digit_width(self) -> int:
        return QFontMetrics(self._theme.font(tokens.HINT)).horizontalAdvance(self._digit) + 5 if self._digit else 0

    def _content_width(self, chosen: bool) -> int:
        return QFontMetrics(self._theme.font(bold=chosen)).horizontalAdvance(self.text()) + self._digit_width()


class Segmented(QWidget):
    """``set_choices([(code, label)])``, ``choose(code)``; ``chosen(code)`` when a person chose (``""``: cleared).

    Digits 1–9 choose, arrows move, Delete or Backspace clears (if ``clearable``). Children are named
    ``<name>.<code>`` so that each can be clicked by name.
    """

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, *,
        name: str = "", clearable: bool = True, digits: bool = True, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._theme, self._clearable, self._digits = theme, clearable, digits
        self._codes: list[str] = []
        self._segments: list[_Segment] = []
        self._code = ""
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(0)
        theme.changed.connect(self._redress)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these (code, label); the chosen code stays if it is still among them."""
        for segment in self._segments:
            self._line.removeWidget(segment)
            segment.hide()
            segment.deleteLater()
        self._codes = [code for code, _ in choices]
        self._segments = []
        for number, (code, label) in enumerate(choices, start=1):
            segment = _Segment(self._theme, str(number) if self._digits else "", label, self)
            segment.setObjectName(f"{self.objectName()}.{code}")
            segment.clicked.connect(lambda _on=False, code=code: self._pick(code))
            self._line.addWidget(segment)
            segment.show()
            self._segments.append(segment)
        self.choose(self._code if self._code in self._codes else "")

    def choose(self, code: str) -> None:
        """Show ``code`` as chosen, without a signal; ``""`` for none."""
        self._code = code
        for own, segment in zip(self._codes, self._segments, strict=True):
            segment.setChecked(own == code)
        chosen = [segment.text() for segment in self._segments if segment.isChecked()]
        self.setAccessibleDescription(chosen[0] if chosen else "")
        self.update()

    def code(self) -> str:
        """Return the chosen code, or an empty text."""
        return self._code

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by digit or arrow, clear by Delete."""
        key, last = event.key(), len(self._codes) - 1
        at = self._codes.index(self._code) if self._code in self._codes else -1
        digit = event.text()
        if digit.isascii() and digit.isdigit() and 1 <= int(digit) <= len(self._codes):
            self._pick(self._codes[int(digit) - 1])
        elif key == Qt.Key.Key_Right and at < last:
            self._pick(self._codes[at + 1])
        elif key == Qt.Key.Key_Left and at > 0:
            self._pick(self._codes[at - 1])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._clearable:
            self._pick("")
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame, the chosen ground and the dividers."""
        painter = QPainter(self)
        colour, box = self._theme.colour, QRectF(self.rect())
        rounded(painter, box, tokens.RADIUS_CONTROL, fill=colour("surface"))
        clip = QPainterPath()
        clip.addRoundedRect(box, tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)
        painter.setClipPath(clip)
        for segment in self._segments:
            if segment.isChecked():
                painter.fillRect(segment.geometry(), colour("accent_weak"))
            if segment is not self._segments[-1]:
                painter.fillRect(segment.geometry().right(), 0, 1, self.height(), colour("line"))
        painter.setClipping(False)
        rounded(painter, box, tokens.RADIUS_CONTROL, edge=colour("line_strong" if self.isEnabled() else "line"))
        if self.hasFocus():
            focus_ring(painter, box, tokens.RADIUS_CONTROL, colour("accent"))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def _pick(self, code: str) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        changed = code != self._code
        self.choose(code)
        if changed:
            self.chosen.emit(code)

    def _redress(self) -> None:
        for segment in self._segments:
            segment.updateGeometry()
        self.updateGeometry()

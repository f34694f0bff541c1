"""One form of the visit in the left column: its name and its mark; the open one is lit."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.painting import focus_ring, rounded
from hairtrial_desktop.ui.components.status_mark import HEIGHT, WIDTH, draw_mark
from hairtrial_desktop.ui.form.item_words import Mark
from hairtrial_desktop.ui.theme import Theme


class FormStep(QPushButton):
    """A step of the visit; ``mark`` None draws none. ``small`` for the sections of the open form."""

    def __init__(
        self, theme: Theme, text: str, mark: Mark | None, *, current: bool = False, small: bool = False, name: str = "",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(text, parent)
        self._theme, self._mark, self._current, self._small = theme, mark, current, small
        self.setObjectName(name)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{text} {mark.word}" if mark else text)
        self.setToolTip(f"{text} · {mark.word}" if mark else "")
        theme.changed.connect(self.updateGeometry)

    def set_mark(self, mark: Mark | None) -> None:
        """Show another mark."""
        self._mark = mark
        self.setAccessibleName(f"{self.text()} {mark.word}" if mark else self.text())
        self.setToolTip(f"{self.text()} · {mark.word}" if mark else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of a step."""
        return QSize(120, self._theme.px(24 if self._small else 34))

    def minimumSizeHint(self) -> QSize:
        """Return the same height; the text is cut where it must be."""
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        colour, box = self._theme.colour, QRectF(self.rect())
        if self._current or self.underMouse():
            rounded(painter, box, 5, fill=colour("accent_weak" if self._current else "bg"))
        indent = self._theme.px(20 if self._small else 8)
        width, height = self._theme.px(WIDTH), self._theme.px(HEIGHT)
        room = box.adjusted(indent, 0, -(width + 14), 0)
        font = self._theme.font(tokens.SMALL if self._small else tokens.BODY, bold=self._current)
        painter.setFont(font)
        painter.setPen(colour("accent" if self._current else "text2" if self._small else "text"))
        shown = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        if self._mark is not None and self._mark.sign:
            place = QRectF(box.right() - width - 7, round(box.center().y() - height / 2), width, height)
            if self._small:
                place = place.adjusted(4, 4, -4, -4)
            draw_mark(painter, self._theme, place, self._mark.sign, self._mark.tone)
        if self.hasFocus():
            focus_ring(painter, box, 5, colour("accent"))

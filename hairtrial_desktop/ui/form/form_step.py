"""One form of the visit in the left column: its name and its mark; the open one is lit."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
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
        self._progress = ""
        self.setObjectName(name)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{text} {mark.word}" if mark else text)
        self.setToolTip(f"{text} · {mark.word}" if mark else "")
        theme.changed.connect(self.updateGeometry)

    def set_mark(self, mark: Mark | None, progress: str = "") -> None:
        """Show another mark; ``progress`` (``3/9``) stands instead of it while nothing is wrong."""
        self._mark, self._progress = mark, progress if mark is not None and mark.sign == "empty" else ""
        self.setAccessibleName(f"{self.text()} {mark.word}" if mark else self.text())
        self.setToolTip(f"{self.text()} · {mark.word}" if mark else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of a step."""
        one = self._theme.px(24 if self._small else 34)
        return QSize(120, one + (self._theme.px(18) if self._breaks() else 0))

    def minimumSizeHint(self) -> QSize:
        """Return the same height; the text is cut where it must be."""
        return QSize(60, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take a second line where the name needs it."""
        super().resizeEvent(event)
        self.updateGeometry()

    def _font(self) -> QFont:
        return self._theme.font(tokens.SMALL if self._small else tokens.BODY, bold=self._current)

    def _room(self) -> int:
        indent = self._theme.px(20 if self._small else 8)
        return self.width() - indent - self._theme.px(WIDTH) - 14

    def _breaks(self) -> bool:
        return QFontMetrics(self._font()).horizontalAdvance(self.text()) > self._room() > 0

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        colour, box = self._theme.colour, QRectF(self.rect())
        if self._current or self.underMouse():
            rounded(painter, box, 5, fill=colour("accent_weak" if self._current else "bg"))
        indent = self._theme.px(20 if self._small else 8)
        width, height = self._theme.px(WIDTH), self._theme.px(HEIGHT)
        room = box.adjusted(indent, 0, -(width + 14), 0)
        font = self._font()
        painter.setFont(font)
        painter.setPen(colour("accent" if self._current else "text2" if self._small else "text"))
        most = int(room.width() * (1.9 if self._breaks() else 1))  # two lines at most
        shown = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, most)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, shown)
        if self._mark is not None and self._mark.sign:
            place = QRectF(box.right() - width - 7, round(box.center().y() - height / 2), width, height)
            if self._progress:
                painter.setFont(self._theme.font(tokens.HINT))
                painter.setPen(colour("accent"))
                painter.drawText(place.adjusted(-8, 0, 0, 0), Qt.AlignmentFlag.AlignCenter, self._progress)
            else:
                draw_mark(
                    painter, self._theme, place.adjusted(4, 4, -4, -4) if self._small else place,
                    self._mark.sign, self._mark.tone,
                )  # fmt: skip
        if self.hasFocus():
            focus_ring(painter, box, 5, colour("accent"))

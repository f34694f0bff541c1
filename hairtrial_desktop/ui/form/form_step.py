"""One form of the visit in the left column: its name and its mark; the open one is lit."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.painting import focus_ring, rounded
from hairtrial_desktop.ui.components.status_mark import HEIGHT, WIDTH, draw_mark
from hairtrial_desktop.ui.form.item_words import Mark
from hairtrial_desktop.ui.theme import Theme

_AIR = 14  # pixels beside name and mark
_TALL = 1000  # pixels; more than any name takes
_WRAPPED = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap


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
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)  # a long name takes the lines it needs
        self.setSizePolicy(policy)
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
        """Return the height of a step at its present width."""
        return QSize(120, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Return the same height."""
        return QSize(60, self.sizeHint().height())

    def heightForWidth(self, width: int) -> int:
        """Return the height that shows the whole name at ``width`` pixels."""
        room = QRect(0, 0, max(1, width - self._indent() - self._theme.px(WIDTH) - _AIR), _TALL)
        words = QFontMetrics(self._font()).boundingRect(room, int(_WRAPPED), self.text())
        one = self._theme.px(24 if self._small else 34)
        return max(one, words.height() + self._theme.px(6 if self._small else 12))

    def _font(self) -> QFont:
        return self._theme.font(tokens.SMALL if self._small else tokens.BODY, bold=self._current)

    def _indent(self) -> int:
        return self._theme.px(20 if self._small else 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        colour, box = self._theme.colour, QRectF(self.rect())
        if self._current or self.underMouse():
            rounded(painter, box, 5, fill=colour("accent_weak" if self._current else "bg"))
        width, height = self._theme.px(WIDTH), self._theme.px(HEIGHT)
        room = box.adjusted(self._indent(), 0, -(width + _AIR), 0)
        painter.setFont(self._font())
        painter.setPen(colour("accent" if self._current else "text2" if self._small else "text"))
        painter.drawText(room, int(_WRAPPED), self.text())
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

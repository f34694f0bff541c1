"""The names of the visits over the grid, in two lines where a column is narrow."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.theme import Theme

_EDGE, _AIR = 8, 2  # pixels beside the name of the first column; beside the others
_HIGH = 36  # pixels at 100 %: two lines of small letters
_WRAPS = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap


class GridHeader(QHeaderView):
    """Draws the titles of the columns; a visit's is centred, and broken rather than cut."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme

    def title(self, section: int) -> str:
        """Return what stands over a column."""
        model = self.model()
        return str(model.headerData(section, self.orientation()) or "") if model is not None else ""

    def fits(self, section: int) -> bool:
        """Whether a title is shown whole."""
        room = QRect(0, 0, self.sectionSize(section) - 2 * _AIR, self.height())
        metrics = QFontMetrics(self._theme.font(tokens.SMALL, bold=True))
        return room.contains(metrics.boundingRect(room, int(_WRAPS), self.title(section)))

    def sizeHint(self) -> QSize:
        """Return room for two lines."""
        return QSize(200, self._theme.px(_HIGH))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's name
        """Draw one title and the line under it."""
        colour = self._theme.colour
        painter.save()
        painter.fillRect(rect, colour("surface"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line_strong"))
        painter.setFont(self._theme.font(tokens.SMALL, bold=True))
        painter.setPen(colour("text2"))
        first = logicalIndex == 0
        air = _EDGE if first else _AIR
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter if first else _WRAPS
        painter.drawText(rect.adjusted(air, 0, -air, -1), int(flags), self.title(logicalIndex))
        painter.restore()

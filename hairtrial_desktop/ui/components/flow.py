"""A layout that goes on in the next line where a line is full: nothing is cut where the screen is narrow."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

_Lines = list[tuple[list[tuple[QLayoutItem, int]], int]]  # of each line its items with their widths, and its height


class Flow(QLayout):
    """Puts items side by side in as many lines as they need; ``right`` aligns the lines.

    ``spacing`` is in pixels between two items, ``between`` between two lines (as much, if not said).
    """

    def __init__(
        self, *, spacing: int, between: int | None = None, right: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._right, self._between = right, spacing if between is None else between
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        """Take one more item."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, None past the last one."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give an item away, None past the last one."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Take no more room than is needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Say that fewer pixels mean more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at ``width`` pixels."""
        margins = self.contentsMargins()
        heights = [height for _line, height in self._lines(width - margins.left() - margins.right())]
        return sum(heights) + self._between * max(0, len(heights) - 1) + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        """Return the size of everything in one line."""
        margins, hints = self.contentsMargins(), [item.sizeHint() for item in self._shown()]
        width = sum(hint.width() for hint in hints) + self.spacing() * max(0, len(hints) - 1)
        height = max((hint.height() for hint in hints), default=0)
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    def minimumSize(self) -> QSize:
        """Return the size of the widest item."""
        margins, hints = self.contentsMargins(), [item.sizeHint() for item in self._shown()]
        width = max((hint.width() for hint in hints), default=0)
        height = max((hint.height() for hint in hints), default=0)
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    def setGeometry(self, rect: QRect) -> None:
        """Place every item."""
        super().setGeometry(rect)
        inner = rect.marginsRemoved(self.contentsMargins())
        top = inner.top()
        for line, height in self._lines(inner.width()):
            taken = sum(width for _item, width in line) + self.spacing() * (len(line) - 1)
            left = inner.right() + 1 - taken if self._right else inner.left()
            for item, width in line:
                own = _height(item, width)
                item.setGeometry(QRect(QPoint(left, top + (height - own) // 2), QSize(width, own)))
                left += width + self.spacing()
            top += height + self._between

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, room: int) -> _Lines:
        lines: _Lines = []
        left = 0
        for item in self._shown():
            hint = item.sizeHint()
            width = min(hint.width(), max(room, 1))
            if not lines or left + width > room:
                lines.append(([], 0))
                left = 0
            line, height = lines[-1]
            line.append((item, width))
            lines[-1] = (line, max(height, _height(item, width)))
            left += width + self.spacing()
        return lines


def _height(item: QLayoutItem, width: int) -> int:
    """Return the height an item takes at ``width`` pixels: a text may break into lines."""
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()

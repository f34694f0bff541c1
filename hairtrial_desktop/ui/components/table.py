"""A dense table with hairlines. Rows open; cells hold words, tokens or both. Made for thousands of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)  # fmt: skip
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)  # fmt: skip

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.painting import chevron
from hairtrial_desktop.ui.components.token import HEIGHT, draw_token, token_width
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Tone

_Index = QModelIndex | QPersistentModelIndex
_CELL = Qt.ItemDataRole.UserRole + 1
_FIXED_SHARE = 0.72  # of the width, at most, for columns of fixed width when letters are large
_LONG = 18  # letters
_TOO_NARROW = 20  # pixels; less shows nothing but an ellipsis
_MOVES = (
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End,
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column: ``title``, ``width`` in pixels at 100 % (0: takes a share of the rest, ``stretch`` parts)."""

    title: str
    width: int = 0
    stretch: int = 1
    right: bool = False


@dataclass(frozen=True)
class Cell:
    """What stands in one cell: a token (``tone`` given), or a text in ``ink``; ``note`` follows in a fainter ink."""

    text: str = ""
    tone: Tone | None = None
    sign: str = ""
    bold: bool = False
    ink: str = "text"
    note: str = ""

    def spoken(self) -> str:
        """Return what a screen reader says."""
        return f"{self.text} {self.note}".strip()


@dataclass(frozen=True)
class TableRow:
    """A row: ``key`` is what ``activated`` emits."""

    key: str
    cells: tuple[Cell, ...]


class _Rows(QAbstractTableModel):
    """Gives the rows to Qt."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.columns: Sequence[Column] = ()
        self.rows: Sequence[TableRow] = ()

    def reset(self, columns: Sequence[Column], rows: Sequence[TableRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.columns, self.rows = columns, rows
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return how many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the cell, or what is spoken of it."""
        cell = self.rows[index.row()].cells[index.column()]
        if role == _CELL:
            return cell
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return cell.spoken()
        if role == Qt.ItemDataRole.ToolTipRole and len(cell.spoken()) > _LONG:
            return cell.spoken()  # it may have been cut
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the title of a column."""
        if orientation is Qt.Orientation.Horizontal and section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return None


class _Painter(QStyledItemDelegate):
    """Draws the cells."""

    def __init__(self, theme: Theme, view: Table) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one cell."""
        painter.save()
        colour = self._theme.colour
        rect: QRect = option.rect
        row = index.row()
        marked = self._view.hasFocus() or self._view.marks_current
        current = marked and row == self._view.currentIndex().row()
        if current or row == self._view.hovered:
            painter.fillRect(rect, colour("accent_weak" if current else "bg"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line"))
        cell = index.data(_CELL)
        last = index.column() == index.model().columnCount() - 1
        box = QRectF(rect).adjusted(8, 0, -8 - (18 if last and self._view.opens else 0), -1)
        if isinstance(cell, Cell):
            self._cell(painter, box, cell, right=self._view.column(index.column()).right)
        if last and self._view.opens:
            chevron(painter, QPointF(rect.right() - 12, rect.center().y()), colour("text3"), right=True)
        if index.column() == 0 and current:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height() - 1, colour("accent"))
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Return the height of a row."""
        return QSize(60, self._theme.px(tokens.ROW))

    def _cell(self, painter: QPainter, box: QRectF, cell: Cell, *, right: bool) -> None:
        colour, theme = self._theme.colour, self._theme
        if cell.tone is not None and cell.text:
            width, height = min(token_width(theme, cell.text, cell.sign), int(box.width())), theme.px(HEIGHT)
            pill = QRectF(box.left(), round(box.center().y() - height / 2), width, height)
            draw_token(painter, theme, pill, cell.tone, cell.text, sign=cell.sign)
            box = box.adjusted(width + 8, 0, 0, 0)
        elif cell.text:
            font = theme.font(bold=cell.bold)
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(colour(cell.ink))
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            shown = metrics.elidedText(cell.text, Qt.TextElideMode.ElideRight, max(0, int(box.width())))
            painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, shown)
            box = box.adjusted(metrics.horizontalAdvance(shown) + 10, 0, 0, 0)
        if cell.note and box.width() > _TOO_NARROW:
            font = theme.font()
            painter.setFont(font)
            painter.setPen(colour("text2"))
            shown = QFontMetrics(font).elidedText(cell.note, Qt.TextElideMode.ElideRight, int(box.width()))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)


class Table(QTableView):
    """``set_rows(rows)`` after ``set_columns(columns)``; ``activated_key(key)`` on click, Enter or Space.

    One tab stop; arrows move between rows. ``opens=False`` makes it a table to read only. ``centre_of(key)`` is the
    point a person would click.
    """

    activated_key = Signal(str)
    rows_changed = Signal()
    current_changed = Signal()

    def __init__(
        self, theme: Theme, *,
        name: str = "", opens: bool = True, row_height: int = tokens.ROW, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._theme, self.opens, self._row_height = theme, opens, row_height
        self.hovered = -1
        self.marks_current = False  # also without focus
        self._rows = _Rows(self)
        self.setObjectName(name)
        self.setModel(self._rows)
        self.setItemDelegate(_Painter(theme, self))
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(20)
        if opens:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.entered.connect(self._hover)
        self.clicked.connect(self._open)
        self._redress()
        theme.changed.connect(self._redress)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Name the columns; rows stay."""
        self._rows.reset(columns, self._rows.rows if len(columns) == len(self._rows.columns) else ())
        self._widths()

    def set_rows(self, rows: Sequence[TableRow]) -> None:
        """Show these rows; the current row stays where its key is."""
        now = self.current_key()
        self._rows.reset(self._rows.columns, rows)
        self._widths()
        keys = [row.key for row in rows]
        if keys:
            self.setCurrentIndex(self._rows.index(keys.index(now) if now in keys else 0, 0))
        self.updateGeometry()
        self.rows_changed.emit()

    def make_current(self, key: str) -> None:
        """Make a row the current one; ValueError if it is not shown."""
        self.setCurrentIndex(self._rows.index(self.keys().index(key), 0))
        self.viewport().update()

    def column(self, number: int) -> Column:
        """Return a column."""
        return self._rows.columns[number]

    def keys(self) -> list[str]:
        """Return the keys of the rows shown."""
        return [row.key for row in self._rows.rows]

    def cells_of(self, key: str) -> tuple[Cell, ...]:
        """Return the cells of a row; KeyError if it is not shown."""
        return {row.key: row.cells for row in self._rows.rows}[key]

    def current_key(self) -> str:
        """Return the key of the current row, or an empty text."""
        row = self.currentIndex().row()
        return self._rows.rows[row].key if 0 <= row < len(self._rows.rows) else ""

    def move_by(self, step: int) -> None:
        """Move the current row up or down, as arrows would; it is marked although the focus is elsewhere."""
        row = max(0, min(len(self._rows.rows) - 1, self.currentIndex().row() + step))
        self.marks_current = True
        self.setCurrentIndex(self._rows.index(row, 0))
        self.viewport().update()

    def centre_of(self, key: str) -> QPoint:
        """Return where to click a row, in coordinates of ``viewport()``; it is scrolled into view."""
        index = self._rows.index(self.keys().index(key), 0)
        self.scrollTo(index)
        return self.visualRect(index).center()

    def natural_height(self) -> int:
        """Return the height that shows every row."""
        return self.horizontalHeader().height() + self._theme.px(self._row_height) * max(1, len(self._rows.rows)) + 2

    def sizeHint(self) -> QSize:
        """Return room for every row: a card around it ends where its rows end."""
        return QSize(400, self.natural_height())

    def minimumSizeHint(self) -> QSize:
        """Return room for the header and three rows at most; the others scroll."""
        header = self.horizontalHeader().height()
        return QSize(200, min(self.natural_height(), header + 3 * self._theme.px(self._row_height)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter or Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
        elif event.key() in _MOVES:
            super().keyPressEvent(event)
            self.viewport().update()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out anew."""
        super().resizeEvent(event)
        self._widths()

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Say that another row is current."""
        super().currentChanged(current, previous)
        self.current_changed.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """Stop showing the hovered row."""
        self.hovered = -1
        self.viewport().update()
        super().leaveEvent(event)

    def _hover(self, index: _Index) -> None:
        self.hovered = index.row() if self.opens else -1
        self.viewport().update()

    def _open(self, index: _Index) -> None:
        if self.opens and index.isValid():
            self.activated_key.emit(self._rows.rows[index.row()].key)

    def _widths(self) -> None:
        columns, room = self._rows.columns, self.viewport().width()
        wide = [self._theme.px(column.width) for column in columns]
        key, fixed = (wide[0] if wide else 0), sum(wide[1:])  # what names the row is never squeezed
        parts = sum(column.stretch for column in columns if not column.width)
        squeeze = min(1.0, (room - key) * (_FIXED_SHARE if parts else 1) / fixed) if fixed else 1.0
        rest = max(0, room - key - int(fixed * squeeze))
        for number, column in enumerate(columns):
            own = wide[number] if number == 0 else int(wide[number] * squeeze)
            self.setColumnWidth(number, own if column.width else rest * column.stretch // parts)

    def _redress(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.px(self._row_height))
        self.horizontalHeader().setFixedHeight(self._theme.px(32))
        self._widths()

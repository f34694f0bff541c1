"""A dense table with hairlines. Rows open; cells hold words, tokens or both. Made for thousands of rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
from hairtrial_desktop.ui.components.column_widths import Need, share_out
from hairtrial_desktop.ui.components.painting import chevron
from hairtrial_desktop.ui.components.table_cells import Cell, Column, TableRow
from hairtrial_desktop.ui.components.token import HEIGHT, draw_token, token_width
from hairtrial_desktop.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
_CELL = Qt.ItemDataRole.UserRole + 1
_AIR = 18  # pixels beside a text
_CHEVRON = 18
_LEAST_TEXT = 84  # pixels at 100 %: a column of running text is at least this wide
_MOST = 1.9  # times its width a column grows for long words
_SAMPLE = 4  # the longest texts of a column are measured, not thousands
_TOO_NARROW = 20  # pixels; less shows nothing but an ellipsis
_MOVES = (
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End,
)  # fmt: skip


def _never(_index: _Index) -> bool:
    return False


class _Rows(QAbstractTableModel):
    """Gives the rows to Qt."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.columns: Sequence[Column] = ()
        self.rows: Sequence[TableRow] = ()
        self.dropped: Sequence[int] = ()  # columns for which there is no room
        self.is_cut: Callable[[_Index], bool] = _never

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
        return self._tip(index, cell) if role == Qt.ItemDataRole.ToolTipRole else None

    def _tip(self, index: _Index, cell: Cell) -> str | None:
        """Return what a cell does not show, and what the columns without room hold."""
        lines = [cell.tip] if cell.tip else [cell.spoken()] if self.is_cut(index) else []
        cells = self.rows[index.row()].cells
        lines += [f"{self.columns[at].title}: {cells[at].spoken()}" for at in self.dropped if cells[at].spoken()]
        return "\n".join(lines) or None

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
        last = index.column() == self._view.last_column()
        box = QRectF(rect).adjusted(8, 0, -8 - (18 if last and self._view.opens else 0), -1)
        if isinstance(cell, Cell):
            self._cell(painter, box, cell, right=self._view.column(index.column()).right, marked=current)
        if last and self._view.opens:
            chevron(painter, QPointF(rect.right() - 12, rect.center().y()), colour("text3"), right=True)
        if index.column() == 0 and current:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height() - 1, colour("accent"))
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Return the height of a row."""
        return QSize(60, self._theme.px(tokens.ROW))

    def _cell(self, painter: QPainter, box: QRectF, cell: Cell, *, right: bool, marked: bool) -> None:
        colour, theme = self._theme.colour, self._theme
        if cell.tone is not None and cell.text:
            width, height = min(token_width(theme, cell.text, cell.sign), int(box.width())), theme.px(HEIGHT)
            pill = QRectF(box.left(), round(box.center().y() - height / 2), width, height)
            draw_token(painter, theme, pill, cell.tone, cell.text, sign=cell.sign, edged=marked)
            box = box.adjusted(width + 8, 0, 0, 0)
        elif cell.text:
            font = theme.font(bold=cell.bold)
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(colour(cell.ink))
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            text = cell.short if cell.short and metrics.horizontalAdvance(cell.text) > box.width() else cell.text
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, int(box.width())))
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
        self._rows.is_cut = self._is_cut
        self._needs: list[Need] = []
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
        self._measure()

    def set_rows(self, rows: Sequence[TableRow]) -> None:
        """Show these rows; the current row stays where its key is."""
        now = self.current_key()
        self._rows.reset(self._rows.columns, rows)
        self._measure()
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

    def open_current(self) -> None:
        """Open the current row, as Enter would."""
        self._open(self.currentIndex())

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

    def last_column(self) -> int:
        """Return the number of the rightmost column that is shown."""
        shown = [at for at in range(len(self._rows.columns)) if at not in self._rows.dropped]
        return shown[-1] if shown else -1

    def _measure(self) -> None:
        """Measure what stands in every column."""
        self._needs = [self._need(at, column) for at, column in enumerate(self._rows.columns)]
        self._widths()

    def _need(self, at: int, column: Column) -> Need:
        theme = self._theme
        cells = [row.cells[at] for row in self._rows.rows]
        by_text = sorted(cells, key=lambda cell: len(cell.text.encode()), reverse=True)[:_SAMPLE]
        by_all = sorted(cells, key=lambda cell: len(cell.spoken().encode()), reverse=True)[:_SAMPLE]
        header = QFontMetrics(theme.font(tokens.SMALL, bold=True)).horizontalAdvance(column.title) + _AIR
        air = _AIR + (_CHEVRON if self.opens and at == len(self._rows.columns) - 1 else 0)
        least = max([header, *(self._width(cell, short=True) + air for cell in by_text)])
        wanted = max([least, *(self._width(cell) + self._note_width(cell) + air for cell in by_all)])
        if not column.width:
            return Need(max(header, min(least, theme.px(_LEAST_TEXT))), wanted, column.stretch, column.drop)
        most = int(theme.px(column.width) * _MOST)
        return Need(min(least, most), min(max(wanted, theme.px(column.width)), most), 0, column.drop)

    def _width(self, cell: Cell, *, short: bool = False) -> int:
        if cell.tone is not None and cell.text:
            return token_width(self._theme, cell.text, cell.sign)
        text = cell.short if short and cell.short else cell.text
        return QFontMetrics(self._theme.font(bold=cell.bold)).horizontalAdvance(text)

    def _note_width(self, cell: Cell) -> int:
        return QFontMetrics(self._theme.font()).horizontalAdvance(cell.note) + 10 if cell.note else 0

    def _is_cut(self, index: _Index) -> bool:
        cell: Cell = index.data(_CELL)
        air = 16 + (_CHEVRON if self.opens and index.column() == self.last_column() else 0)
        return self._width(cell) + self._note_width(cell) > self.columnWidth(index.column()) - air

    def _widths(self) -> None:
        widths = share_out(self._needs, self.viewport().width())
        self._rows.dropped = tuple(at for at, width in enumerate(widths) if not width)
        for number, width in enumerate(widths):
            self.setColumnHidden(number, not width)
            if width:
                self.setColumnWidth(number, width)

    def _redress(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.px(self._row_height))
        self.horizontalHeader().setFixedHeight(self._theme.px(32))
        self._measure()

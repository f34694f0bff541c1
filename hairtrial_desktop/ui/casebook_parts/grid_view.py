"""The casebook grid: a status mark in each cell, opened by click or Enter, walked by arrows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.views.grid import FormStatus, Grid
from hairtrial_desktop.ui.casebook_parts.grid_header import GridHeader
from hairtrial_desktop.ui.casebook_parts.grid_model import GridModel, Index
from hairtrial_desktop.ui.casebook_parts.work_look import draw_work
from hairtrial_desktop.ui.components.painting import focus_ring, rounded
from hairtrial_desktop.ui.components.status_mark import HEIGHT, WIDTH, draw_mark
from hairtrial_desktop.ui.form.status_look import look_of
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.words import Words

ROW = 32  # pixels at 100 %: fifteen forms fit under the timeline at 1366×768
NAME_SHARE, MOST_NAME = 0.2, 0.34  # of the width: at least, and where a name asks for more
OPENS = (
    FormStatus.EMPTY,
    FormStatus.PROGRESS,
    FormStatus.FINDINGS,
    FormStatus.COMPLETE,
    FormStatus.SIGNED,
    FormStatus.VOID,
)


class _Marks(QStyledItemDelegate):
    """Draws names and marks."""

    def __init__(self, theme: Theme, view: GridView) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        painter.save()
        theme, colour = self._theme, self._theme.colour
        rect: QRect = option.rect
        if index.row() == self._view.hovered_row:
            painter.fillRect(rect, colour("bg"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line"))
        cell = self._view.grid_model.cell(index)
        if cell is None:
            painter.setFont(theme.font())
            painter.setPen(colour("text"))
            shown = QFontMetrics(theme.font()).elidedText(
                str(index.data()), Qt.TextElideMode.ElideRight, rect.width() - 16
            )
            painter.drawText(QRectF(rect).adjusted(8, 0, -8, -1), Qt.AlignmentFlag.AlignVCenter, shown)
        else:
            self._mark(painter, rect, cell.status, index)
            if self._view.words is not None and cell.status is not FormStatus.NOT_PLANNED:
                draw_work(painter, theme, self._box(rect), self._view.words, cell.work)
            if self._view.grid_model.has_draft(index):
                self._corner(painter, rect)
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of a row."""
        return QSize(60, self._theme.px(ROW))

    def _corner(self, painter: QPainter, rect: QRect) -> None:
        """Draw the dots of a draft that waits, above the right corner of the mark."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent"))
        x, y = rect.center().x() + self._theme.px(WIDTH) / 2 + 4, rect.center().y() - self._theme.px(HEIGHT) / 2 + 3
        for step in (0, 5, 10):
            painter.drawEllipse(QRectF(x + step, y, 3, 3))

    def _box(self, rect: QRect) -> QRectF:
        """Return where the mark of a cell is drawn."""
        centre = QRectF(rect).center()
        width, height = self._theme.px(WIDTH), self._theme.px(HEIGHT)
        return QRectF(round(centre.x() - width / 2), round(centre.y() - height / 2), width, height)

    def _mark(self, painter: QPainter, rect: QRect, status: FormStatus, index: Index) -> None:
        theme, words = self._theme, self._view.words
        if words is None or status is FormStatus.NOT_PLANNED:
            return
        box = self._box(rect)
        look = look_of(words, status)
        if status is FormStatus.NOT_APPLICABLE:
            painter.setPen(theme.colour("text3"))
            painter.setFont(theme.font())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "–")
            return
        if index == self._view.hovered and not self._view.is_current(index):
            rounded(painter, box.adjusted(-4, -3, 4, 3), 7, edge=theme.colour("line_strong"))
        draw_mark(painter, theme, box, look.sign, look.tone)
        if self._view.is_current(index):
            focus_ring(painter, box.adjusted(-4, -3, 4, 3), 7, theme.colour("accent"))


class GridView(QTableView):
    """``show_grid(grid, words)``; ``opened(FormKey)``. ``centre_of(key)`` is where a person would click."""

    walked = Signal()  # the ring came somewhere else, or the focus came or went
    opened = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.words: Words | None = None
        self.hovered: Index | None = None
        self.hovered_row = -1
        self.grid_model = GridModel(self)
        self.setObjectName("casebook_grid")
        self.header = GridHeader(theme, self)
        self.setHorizontalHeader(self.header)
        self.setModel(self.grid_model)
        self.setItemDelegate(_Marks(theme, self))
        self._dress()
        self.entered.connect(self._hover)
        self.clicked.connect(self._open)
        self._redress()
        theme.changed.connect(self._redress)

    def show_grid(self, grid: Grid, words: Words, drafts: frozenset[str] = frozenset()) -> None:
        """Show another grid; the current cell stays where it is. ``drafts``: keys of forms with a draft kept."""
        current = self.grid_model.cell(self.currentIndex())
        self.words = words
        self.hovered, self.hovered_row = None, -1
        self.grid_model.show_grid(grid, words, drafts)
        self.setAccessibleName(words("Casebook of {subject}", subject=grid.subject))
        self._redress()
        kept = current is not None and self.opens(self.grid_model.place_of(current.key))
        self.make_current(current.key if current is not None and kept else self._first_open())

    def make_current(self, key: FormKey | None) -> None:
        """Put the ring on a form's cell."""
        place = self.grid_model.place_of(key) if key else None
        self.setCurrentIndex(self.grid_model.index(*(place or (0, 1))))

    def is_current(self, index: Index) -> bool:
        """Whether the ring is here."""
        return self.hasFocus() and index == self.currentIndex()

    def centre_of(self, key: FormKey) -> QPoint:
        """Return the middle of a form's cell in coordinates of ``viewport()``; KeyError if it is not shown."""
        place = self.grid_model.place_of(key)
        if place is None:
            raise KeyError(str(key))
        index = self.grid_model.index(*place)
        self.scrollTo(index)
        return self.visualRect(index).center()

    def natural_height(self) -> int:
        """Return the height that shows every form."""
        return self.header.height() + self._theme.px(ROW) * self.grid_model.rowCount() + 2

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter or Space; arrows walk."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
        elif event.key() in (
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
            Qt.Key.Key_Left,
            Qt.Key.Key_Right,
            Qt.Key.Key_Home,
            Qt.Key.Key_End,
        ):
            self._walk(Qt.Key(event.key()))
        else:
            event.ignore()

    def sizeHint(self) -> QSize:
        """Return room for every form: the card around it ends where the forms end."""
        return QSize(400, self.natural_height())

    def minimumSizeHint(self) -> QSize:
        """Return room for the visits and a few forms; the others scroll under the names of the visits."""
        return QSize(200, min(self.natural_height(), self.header.height() + 4 * self._theme.px(ROW)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out anew, and keep the ring in sight."""
        super().resizeEvent(event)
        self._widths()
        self._keep_in_sight()

    def leaveEvent(self, event: QEvent) -> None:
        """Stop showing the hovered cell."""
        self.hovered, self.hovered_row = None, -1
        self.viewport().update()
        super().leaveEvent(event)

    def opens(self, place: tuple[int, int] | None) -> bool:
        """Whether the cell in (row, column) can be opened."""
        cell = self.grid_model.cell(self.grid_model.index(*place)) if place is not None else None
        return cell is not None and cell.status in OPENS

    def said(self) -> str:
        """Return form, visit and word of the current cell, for those who walk by keyboard."""
        index = self.currentIndex()
        return str(index.data(Qt.ItemDataRole.AccessibleTextRole) or "") if self.hasFocus() and index.isValid() else ""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say where the ring is."""
        super().focusInEvent(event)
        self.walked.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stop saying it."""
        super().focusOutEvent(event)
        self.walked.emit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Say where the ring is now."""
        super().currentChanged(current, previous)
        self._keep_in_sight()
        self.walked.emit()

    def _keep_in_sight(self) -> None:
        """Scroll to the form of the ring and to those above and below it, so that one sees where one may go."""
        current = self.currentIndex()
        for row in (current.row() + 1, current.row() - 1, current.row()):
            if 0 <= row < self.grid_model.rowCount():
                self.scrollTo(self.grid_model.index(row, current.column()))

    def _walk(self, key: Qt.Key) -> None:
        """Jump to the next cell that opens; never to a place that has no form.

        Straight on where there is one; else to the nearest one farther on, so that arrows reach every form.
        """
        row, column = self.currentIndex().row(), self.currentIndex().column()
        rows, columns = range(self.grid_model.rowCount()), range(1, self.grid_model.columnCount())
        by_column = sorted(
            ((r, c) for r in rows for c in columns), key=lambda at: (abs(at[1] - column), abs(at[0] - row))
        )
        by_row = sorted(((r, c) for r in rows for c in columns), key=lambda at: (abs(at[0] - row), abs(at[1] - column)))
        straight_on = [at for at in by_column if at[0] == row]
        up_and_down = [at for at in by_row if at[1] == column]
        ways: dict[Qt.Key, list[tuple[int, int]]] = {
            Qt.Key.Key_Right: [at for at in (*straight_on, *by_column) if at[1] > column],
            Qt.Key.Key_Left: [at for at in (*straight_on, *by_column) if at[1] < column],
            Qt.Key.Key_Down: [at for at in (*up_and_down, *by_row) if at[0] > row],
            Qt.Key.Key_Up: [at for at in (*up_and_down, *by_row) if at[0] < row],
            Qt.Key.Key_Home: [(row, at) for at in columns],
            Qt.Key.Key_End: [(row, at) for at in reversed(columns)],
        }
        place = next(filter(self.opens, ways[key]), None)
        if place is not None:
            self.setCurrentIndex(self.grid_model.index(*place))
        self.viewport().update()

    def _first_open(self) -> FormKey | None:
        for status in (FormStatus.PROGRESS, FormStatus.FINDINGS, FormStatus.EMPTY):
            for column in range(1, self.grid_model.columnCount()):
                for row in range(self.grid_model.rowCount()):
                    cell = self.grid_model.cell(self.grid_model.index(row, column))
                    if cell is not None and cell.status is status:
                        return cell.key
        return self._first_that_opens()

    def _first_that_opens(self) -> FormKey | None:
        for row in range(self.grid_model.rowCount()):
            for column in range(1, self.grid_model.columnCount()):
                cell = self.grid_model.cell(self.grid_model.index(row, column))
                if cell is not None and cell.status in OPENS:
                    return cell.key
        return None

    def _hover(self, index: Index) -> None:
        cell = self.grid_model.cell(index)
        self.hovered, self.hovered_row = index, index.row()
        opens = cell is not None and cell.status in OPENS
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
        self.viewport().update()

    def _open(self, index: Index) -> None:
        cell = self.grid_model.cell(index)
        if cell is not None and cell.status in OPENS:
            self.opened.emit(cell.key)

    def _dress(self) -> None:
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
        header = self.header
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(20)

    def _widths(self) -> None:
        columns = self.grid_model.columnCount()
        if columns < 2:  # noqa: PLR2004 - the names and at least one visit
            return
        room = self.viewport().width()
        metrics = QFontMetrics(self._theme.font())
        names = [str(self.grid_model.index(row, 0).data()) for row in range(self.grid_model.rowCount())]
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0) + 20
        name = max(int(room * NAME_SHARE), min(widest, int(room * MOST_NAME)))
        self.setColumnWidth(0, name)
        for column in range(1, columns):
            self.setColumnWidth(column, (room - name) // (columns - 1))

    def _redress(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.px(ROW))
        self.header.setFixedHeight(self.header.sizeHint().height())
        self.setMaximumHeight(self.natural_height())
        self.updateGeometry()
        self._widths()

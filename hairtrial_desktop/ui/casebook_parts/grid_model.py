"""The casebook grid as Qt asks for it: forms down, visits across."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.views.grid import FormStatus, Grid, GridCell, GridRow
from hairtrial_desktop.ui.casebook_parts.work_look import work_words
from hairtrial_desktop.ui.form.status_look import look_of
from hairtrial_desktop.ui.visit_look import short_name
from hairtrial_desktop.words import Words

Index = QModelIndex | QPersistentModelIndex


class GridModel(QAbstractTableModel):
    """Column 0 names the form; the others are the visits. What is spoken of a cell is form, visit and status word."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words: Words | None = None
        self._grid: Grid | None = None
        self._rows: tuple[GridRow, ...] = ()
        self._drafts: frozenset[str] = frozenset()

    def has_draft(self, index: Index) -> bool:
        """Whether the person at the screen keeps a draft of the form that waits for a decision."""
        cell = self.cell(index)
        return cell is not None and str(cell.key) in self._drafts

    def show_grid(self, grid: Grid, words: Words, drafts: frozenset[str] = frozenset()) -> None:
        """Show another grid; forms that apply to no visit of this subject are left out."""
        self.beginResetModel()
        self._grid, self._words, self._drafts = grid, words, drafts
        hidden = (FormStatus.NOT_PLANNED, FormStatus.NOT_APPLICABLE)
        self._rows = tuple(row for row in grid.rows if any(cell.status not in hidden for cell in row.cells))
        self.endResetModel()

    def cell(self, index: Index) -> GridCell | None:
        """Return the cell of a visit, None for the column of names."""
        if not index.isValid() or index.column() == 0:
            return None
        return self._rows[index.row()].cells[index.column() - 1]

    def place_of(self, key: FormKey) -> tuple[int, int] | None:
        """Return row and column of a form's cell."""
        for row, line in enumerate(self._rows):
            for column, cell in enumerate(line.cells, start=1):
                if cell.key == key and cell.status is not FormStatus.NOT_PLANNED:
                    return row, column
        return None

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many forms there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many visits there are, and one."""
        if self._grid is None or (parent is not None and parent.isValid()):
            return 0
        return len(self._grid.events) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the name of the form, or what is spoken of a cell."""
        if self._words is None or self._grid is None or not index.isValid():
            return None
        row = self._rows[index.row()]
        name = row.form.name.say(self._words.language)
        if index.column() == 0:
            return name if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None
        cell = row.cells[index.column() - 1]
        word = look_of(self._words, cell.status).word
        visit = short_name(self._grid.events[index.column() - 1], self._words)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return " · ".join((name, visit, word, *work_words(self._words, cell.work))) if word else ""
        if role == Qt.ItemDataRole.ToolTipRole and word:
            open_ones = self._words.many("{n} open", "{n} open", cell.open_findings) if cell.open_findings else ""
            beside = work_words(self._words, cell.work)
            draft = self._words("a draft waits") if self.has_draft(index) else ""
            return " · ".join(part for part in (f"{name}，{visit}", word, open_ones, *beside, draft) if part)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the title of a column."""
        if self._words is None or self._grid is None or orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section == 0 else Qt.AlignmentFlag.AlignHCenter
            return side | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == 0:
            return self._words("Form")
        return short_name(self._grid.events[section - 1], self._words)

"""Ctrl K: type a number, a name or a page, and be there."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.views.subjects import subject_lines
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Cell, Column, Label, LineEdit, Sheet, Table, TableRow
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.subject_look import fits, subject_tone

_SHOWN = 9


class SearchSheet(Sheet):
    """``closed(("subject", number))`` or ``closed(("page", name))``, or None. Without ``pages`` it asks for whom."""

    def __init__(
        self,
        bench: Bench,
        window: QWidget,
        site: OpenSite,
        pages: Mapping[str, str],
        *,
        title: str = "",
        note: str = "",
    ) -> None:
        super().__init__(bench.theme, window, width=560, name="search_sheet")
        tr = bench.language.words
        self.setAccessibleName(title or tr("Search"))
        self.set_title(title or tr("Go to"), note)
        self._rows = [
            (line.search_text, TableRow(f"subject {line.subject}", (
                Cell(line.subject, bold=True, note=line.masked_name),
                Cell(line.status_name.say(tr.language), subject_tone(line.status)),
            )))
            for line in (subject_lines(site.book) if site.book.actor.may(Action.READ_DATA) else ())
        ]  # fmt: skip
        self._rows += [
            (f"{name} {tr(word)}".lower(), TableRow(f"page {name}", (Cell(tr(word)), Cell(tr("page"), ink="text3"))))
            for name, word in pages.items()
        ]
        self._field = LineEdit("search_text")
        self._field.setPlaceholderText(tr("Number, name or page") if pages else tr("Type a number or a name"))
        self._field.setAccessibleName(tr("Search"))
        self._table = Table(bench.theme, name="search_table")
        self._table.set_columns([Column("", stretch=3), Column("", stretch=2)])
        self._table.horizontalHeader().hide()
        self._table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._table.marks_current = True
        self._table.setFixedHeight(bench.theme.px(34) * _SHOWN)
        self._nothing = Label(tr("Nothing fits."), "body", "text2")
        self.body.addWidget(self._field)
        self.body.addWidget(self._table)
        self.body.addWidget(self._nothing)
        self._field.installEventFilter(self)
        self._field.textChanged.connect(self._show)
        self._field.returnPressed.connect(self._go)
        self._table.activated_key.connect(self._end)
        self._show()

    def start(self) -> None:
        """Show it with the keyboard in the field."""
        self.open(self._field)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list with the arrows while one types."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self._field:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                self._table.move_by(step)
                return True
        return super().eventFilter(watched, event)

    def _show(self) -> None:
        rows = [row for text, row in self._rows if fits(self._field.text(), text)]
        self._table.set_rows(rows)
        self._nothing.setVisible(not rows)

    def _go(self) -> None:
        if self._table.current_key():
            self._end(self._table.current_key())

    def _end(self, key: str) -> None:
        kind, name = key.split(" ", 1)
        self.close_with((kind, name))

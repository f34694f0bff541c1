"""The rows of one log of a subject: open one, or add one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.views.adverse_events import AE_FORM
from hairtrial_desktop.casebook.views.grid import LogRow
from hairtrial_desktop.study.definitions import FormDef
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, EmptyState, Row, ScrollArea, Sheet, StatusMark, Token
from hairtrial_desktop.ui.form.status_look import look_of
from hairtrial_desktop.ui.tokens import Tone

NEW = "new"
MOST_SHOWN = 10


class LogSheet(Sheet):
    """``closed(FormKey)`` of the row to open, ``closed(NEW)`` to add one, or None."""

    def __init__(
        self, bench: Bench, window: QWidget, form: FormDef, rows: tuple[LogRow, ...], *,
        may_add: bool, marks: Mapping[FormKey, tuple[Tone, str]] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        super().__init__(bench.theme, window, width=620, name="log_sheet")
        tr = bench.language.words
        self.set_title(form.name.say(tr.language), tr.many("{n} row", "{n} rows", len(rows)) if rows else "")
        self.rows: dict[FormKey, Row] = {}
        inner = QWidget()
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        for row in rows:
            line = Row(
                bench.theme,
                f"#{row.key.form_repeat}",
                row.title or tr("(no name yet)"),
                key_width=40,
                name=f"log_row:{row.key.form_repeat}",
            )
            line.line.setContentsMargins(8, 0, 8, 1)
            if row.key in marks:
                line.add(Token(bench.theme, *marks[row.key]))
            look = look_of(tr, row.status)
            line.add(StatusMark(bench.theme, look.sign, look.tone, look.word))
            line.activated.connect(lambda key=row.key: self.close_with(key))
            lines.addWidget(line)
            self.rows[row.key] = line
        lines.addStretch(1)
        if rows:
            scroll = ScrollArea(inner)
            scroll.setFixedHeight(bench.theme.px(35) * min(len(rows), MOST_SHOWN) + 4)
            self.body.addWidget(scroll)
        else:
            nothing = EmptyState(bench.theme, "inbox")
            nothing.set(tr("No row yet"), tr("Add one when something happened; rows are signed one by one."))
            self.body.addWidget(nothing)
        back = self.add_action(Button(bench.theme, tr("Back"), key="Esc", name="log_back"))
        back.clicked.connect(lambda: self.close_with(None))
        self.adder = self.add_action(
            Button(
                bench.theme,
                tr("Add an event") if form.oid == AE_FORM else tr("Add a row"),
                ButtonKind.PRIMARY,
                icon="plus",
                name="log_add",
            )
        )
        self.adder.setVisible(may_add)
        self.adder.clicked.connect(lambda: self.close_with(NEW))

    def start(self) -> None:
        """Show it with the keyboard on the first row, or on adding one."""
        first = next(iter(self.rows.values()), None)
        self.open(first or (self.adder if self.adder.isVisibleTo(self) else None))

"""The rows of one log of a subject: open one, or add one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.views.adverse_events import AE_FORM
from hairtrial_desktop.casebook.views.grid import LogRow
from hairtrial_desktop.casebook.views.sae_reports import REPORT_FORM
from hairtrial_desktop.study.definitions import FormDef
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, EmptyState, Row, ScrollArea, Sheet, StatusMark, Token
from hairtrial_desktop.ui.form.status_look import look_of
from hairtrial_desktop.ui.tokens import Tone

NEW = "new"
MOST_SHOWN = 10


@dataclass(frozen=True)
class Children:
    """A log whose rows belong to rows of the one shown: its rows by parent, and the parents that may have more."""

    form: FormDef
    rows: Mapping[FormKey, tuple[LogRow, ...]]
    open_to: frozenset[FormKey]


@dataclass(frozen=True)
class NewChild:
    """A row of ``form`` is asked for under the row ``parent``."""

    parent: FormKey
    form: str


class LogSheet(Sheet):
    """``closed(FormKey)`` of the row to open, ``closed(NEW)`` to add one, ``closed(NewChild)``, or None."""

    def __init__(
        self, bench: Bench, window: QWidget, form: FormDef, rows: tuple[LogRow, ...], *,
        may_add: bool, marks: Mapping[FormKey, tuple[Tone, str]] = MappingProxyType({}),
        children: tuple[Children, ...] = (),
    ) -> None:  # fmt: skip
        super().__init__(bench.theme, window, width=620, name="log_sheet")
        tr = self._words = bench.language.words
        self._theme = bench.theme
        self.set_title(form.name.say(tr.language), tr.many("{n} row", "{n} rows", len(rows)) if rows else "")
        self.rows: dict[FormKey, Row] = {}
        inner = QWidget()
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        for row in rows:
            line = self._line(row, marks.get(row.key))
            for child in children if may_add else ():
                if row.key in child.open_to:
                    line.add(self._adder(child.form, row.key))
            lines.addWidget(line)
            for child in children:
                for below in child.rows.get(row.key, ()):
                    lines.addWidget(self._line(below, None, child.form))
        lines.addStretch(1)
        if rows:
            scroll = ScrollArea(inner)
            scroll.setFixedHeight(bench.theme.px(35) * min(len(self.rows), MOST_SHOWN) + 4)
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

    def _line(self, row: LogRow, mark: tuple[Tone, str] | None, child_of: FormDef | None = None) -> Row:
        """Return the line of a row; that of a child stands further in and names its form."""
        tr, theme = self._words, self._theme
        number = f"#{row.key.form_repeat}"
        title = row.title.say(tr.language) or tr("(no name yet)")
        if child_of is not None:
            number, title = "↳", f"{child_of.name.say(tr.language)} · {title}"
        name = f"log_row:{'' if child_of is None else child_of.short}{row.key.form_repeat}"
        line = Row(theme, number, title, key_width=40, name=name)
        line.line.setContentsMargins(8 if child_of is None else 32, 0, 8, 1)
        if mark is not None:
            line.add(Token(theme, *mark))
        look = look_of(tr, row.status)
        line.add(StatusMark(theme, look.sign, look.tone, look.word))
        line.activated.connect(lambda key=row.key: self.close_with(key))
        self.rows[row.key] = line
        return line

    def _adder(self, form: FormDef, parent: FormKey) -> Button:
        tr = self._words
        said = tr("New report") if form.oid == REPORT_FORM else tr("Add a row")
        button = Button(self._theme, said, icon="plus", name=f"log_add:{form.short}:{parent.form_repeat}")
        button.setAccessibleName(f"{said}: {form.name.say(tr.language)} #{parent.form_repeat}")
        button.clicked.connect(lambda: self.close_with(NewChild(parent, form.oid)))
        return button

    def start(self) -> None:
        """Show it with the keyboard on the first row, or on adding one."""
        first = next(iter(self.rows.values()), None)
        self.open(first or (self.adder if self.adder.isVisibleTo(self) else None))

"""The middle of the form page: every section, one question a row. Only rows whose state changed are touched."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hairtrial_desktop.casebook.data_keys import ItemKey
from hairtrial_desktop.casebook.findings import FindingKind
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.study.definitions import ItemGroupDef
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Button, ButtonKind, ScrollArea
from hairtrial_desktop.ui.form.question_row import QuestionRow
from hairtrial_desktop.ui.form.questions import blocks_of
from hairtrial_desktop.ui.form.section_block import SectionBlock
from hairtrial_desktop.ui.items.item_widget import ItemSurroundings, ItemWidget

_TAB = Qt.FocusReason.TabFocusReason


class FormBody(QWidget):
    """``typed``, ``null_asked`` and ``pointed`` come from the item widgets; ``ended`` when Enter leaves the last one.

    ``above`` stands over the questions (criteria, gate lines).
    """

    typed = Signal(object, str)
    null_asked = Signal(object)
    pointed = Signal(object)
    row_asked = Signal(object)
    row_removed = Signal(object, int)
    ended = Signal()

    def __init__(
        self,
        around: ItemSurroundings,
        session: FormSession,
        above: QWidget | None = None,
        *,
        both_languages: bool = True,
    ) -> None:
        super().__init__()
        self.around, self.session, self._both = around, session, both_languages
        self.rows: dict[str, QuestionRow] = {}
        self._blocks: list[SectionBlock] = []
        self._items: list[ItemWidget] = []
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, tokens.S2, tokens.S2)
        self._column.setSpacing(0)
        self.area = ScrollArea(inner)
        self.area.verticalScrollBar().rangeChanged.connect(self.follow_focus)  # lines above may grow
        if above is not None:
            self._column.addWidget(above)
        self._sections = QVBoxLayout()
        self._sections.setSpacing(0)
        self._column.addLayout(self._sections)
        self._column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.area)
        self._fill()

    def refresh(self, state: ItemState) -> None:
        """Show one changed state."""
        row = self.rows.get(str(state.key))
        if row is None:
            return
        was_folded = row.isHidden()
        row.refresh()
        if row.isHidden() or was_folded:
            for block in self._blocks:
                if row in block.rows:
                    block.say_folded()

    def rebuild(self) -> None:
        """Build the sections anew: a row was added."""
        for block in self._blocks:
            self._sections.removeWidget(block)
            block.hide()
            block.deleteLater()
        while (item := self._sections.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._fill()

    def focus_first(self) -> None:
        """Put the keyboard into the first question of a blank form, else into the first that lacks an answer."""
        stops = list(self._stops())
        begun = any(not widget.state.cell.empty for widget in stops)
        lacking = (widget for widget in stops if begun and widget.state.cell.empty and widget.state.item.mandatory)
        first = next(lacking, stops[0] if stops else None)
        if first is not None:
            first.editor.setFocus(_TAB)

    def focus_on(self, key: ItemKey) -> bool:
        """Put the keyboard into the item; False where it is not shown."""
        row = self.rows.get(str(key))
        if row is None or row.isHidden():
            return False
        widget = row.widgets[str(key)]
        self.area.ensureWidgetVisible(row, 8, 60)
        widget.editor.setFocus(_TAB)
        self.pointed.emit(key)
        return True

    def follow_focus(self) -> None:
        """Bring the question that has the keyboard into view."""
        for widget in self._stops():
            if widget.has_focus():
                self.area.ensureWidgetVisible(self.rows[str(widget.state.key)], 0, 60)
                return

    def focus_after(self, key: ItemKey) -> None:
        """Put the keyboard into the next question."""
        stops = list(self._stops())
        at = next((n for n, widget in enumerate(stops) if widget.state.key == key), len(stops))
        if at + 1 < len(stops):
            stops[at + 1].editor.setFocus(_TAB)
        else:
            self.ended.emit()

    def scroll_to(self, group: str) -> None:
        """Bring a section into view and put the keyboard into its first question."""
        for block in self._blocks:
            if block.block.group.oid == group:
                self.area.verticalScrollBar().setValue(block.y())
                inside = [widget for widget in self._stops() if block.isAncestorOf(widget)]
                if inside:
                    inside[0].editor.setFocus(_TAB)
                return

    def say_all_missing(self) -> None:
        """Say in words which answers are missing: completing was asked for."""
        for state in self.session.items():
            if any(finding.kind is FindingKind.MISSING for finding in state.findings):
                row = self.rows.get(str(state.key))
                if row is not None:
                    row.say_missing(state.key)

    def _stops(self) -> Iterator[ItemWidget]:
        for widget in self._items:
            if widget.state.item.typed and not widget.isHidden() and not self.rows[str(widget.state.key)].isHidden():
                yield widget

    def _fill(self) -> None:
        self.rows, self._items = {}, []
        self._blocks = []
        found = blocks_of(self.session)
        for number, block in enumerate(found):
            section = SectionBlock(
                self.around, block, self.session, both_languages=self._both, parent=self.area.widget()
            )
            self._sections.addWidget(section)
            section.removed.connect(self.row_removed)
            self._blocks.append(section)
            for row in section.rows:
                self._listen(row)
            last_of_group = number + 1 == len(found) or found[number + 1].group.oid != block.group.oid
            if block.group.repeating and last_of_group and not self.session.read_only:
                self._sections.addWidget(self._adder(block.group))

    def _listen(self, row: QuestionRow) -> None:
        row.set_read_only(self.session.read_only)
        row.pointed.connect(self.pointed)
        for key, widget in row.widgets.items():
            self.rows[key] = row
            self._items.append(widget)
            widget.typed.connect(self.typed)
            widget.null_asked.connect(self.null_asked)
            widget.next_asked.connect(self.focus_after)

    def _adder(self, group: ItemGroupDef) -> QWidget:
        words = self.around.words
        text = words("Add a row: {section}", section=group.name)
        button = Button(self.around.theme, text, ButtonKind.QUIET, icon="plus", name=f"add_row:{group.oid}")
        button.clicked.connect(lambda: self.row_asked.emit(group))
        return button

"""One question a row: number, label, control(s), unit, what was understood, what is wrong, status mark."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hairtrial_desktop.casebook.data_keys import ItemKey
from hairtrial_desktop.casebook.findings import Finding, FindingKind
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.study.definitions import CheckClass, DataType
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Label, StatusMark
from hairtrial_desktop.ui.form.item_words import label_of, mark_of, said_value, sentence
from hairtrial_desktop.ui.form.questions import Question, folded
from hairtrial_desktop.ui.items.item_widget import AREA_WORDS, ItemSurroundings, ItemWidget, area_letter
from hairtrial_desktop.ui.items.line_item import LineItem
from hairtrial_desktop.ui.items.narrative_item import NarrativeItem
from hairtrial_desktop.ui.items.registry import build_item
from hairtrial_desktop.ui.tokens import Tone

NUMBER_WIDTH, LABEL_WIDTH = 34, 188
_GAP = 6  # pixels between the parts of an answer


class QuestionRow(QWidget):
    """Shows the states of one question. ``widgets`` are its item widgets, one a place.

    ``said``: keys whose missing value is said in words; a blank form is not a page of complaints.
    """

    pointed = Signal(object)

    def __init__(
        self, around: ItemSurroundings, question: Question, session: FormSession, *, both_languages: bool = True,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.around, self.question, self.session = around, question, session
        self.said: set[str] = set()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)  # Fixed would cut wrapped lines
        self.setMinimumHeight(around.theme.px(tokens.FORM_ROW))
        self.widgets: dict[str, ItemWidget] = {}
        self._controls = QVBoxLayout()
        self._understood = Label("", "body", "text3", elide=True)
        self._understood.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._message = Label("", "small", "warn", wrap=True)
        never_widens = self._message.sizePolicy()
        never_widens.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        self._message.setSizePolicy(never_widens)
        self._mark = StatusMark(around.theme)
        self._build(both_languages)
        self.refresh()

    @property
    def states(self) -> tuple[ItemState, ...]:
        """The states shown, one a place."""
        return tuple(self.session.state(key) for key in self.question.keys)

    def refresh(self) -> None:
        """Show what stands now; the row folds itself away where nothing is asked."""
        states = self.states
        self.setVisible(not folded(states))
        for state in states:
            self.widgets[str(state.key)].show_state(state)
        if not self.isHidden():
            self._show_words(states)

    def say_missing(self, key: ItemKey) -> None:
        """From now on say in words that this value is missing."""
        self.said.add(str(key))
        self._show_words(self.states)

    def message(self) -> str:
        """Return the sentence shown under the field."""
        return "" if self._message.isHidden() else self._message.text()

    def set_read_only(self, read_only: bool) -> None:
        """Let it only be looked at."""
        for widget in self.widgets.values():
            widget.set_read_only(read_only)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell what the row is about, also where there is nothing to type."""
        self.pointed.emit(self.question.keys[0])
        super().mousePressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the hairline below."""
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self.around.theme.colour("line"))

    # -- inside

    def _build(self, both_languages: bool) -> None:
        px = self.around.theme.px
        number = Label(self.question.number, "small", "text3")
        number.setFixedWidth(px(NUMBER_WIDTH))
        answer = QVBoxLayout()
        answer.setSpacing(2)
        self._controls.setSpacing(4)
        answer.addLayout(self._controls)
        answer.addWidget(self._message)
        label = self._label_block(both_languages)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 6, 0, 7)
        line.setSpacing(0)
        line.addWidget(number, 0, Qt.AlignmentFlag.AlignVCenter)
        if self.around.stacked:
            over = QVBoxLayout()
            over.setSpacing(3)
            over.addWidget(label)
            over.addLayout(answer)
            line.addLayout(over, 1)
        else:
            label.setFixedWidth(px(LABEL_WIDTH))
            line.addWidget(label, 0, Qt.AlignmentFlag.AlignVCenter)
            line.addSpacing(px(tokens.S3))
            line.addLayout(answer, 1)
        line.addSpacing(px(tokens.S2))
        line.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        self._add_controls()

    def _label_block(self, both_languages: bool) -> QWidget:
        words, item = self.around.words, self.question.item
        other = "en" if words.language == "zh" else "zh"
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        areas = f"  {words('Area A')} / {words('Area B')}" if len(self.question.keys) > 1 else ""
        column.addWidget(Label(item.question.say(words.language) + areas, wrap=True))
        if both_languages:
            column.addWidget(Label(item.question.say(other), "hint", "text3", wrap=True))
        return block

    def _add_controls(self) -> None:
        for state in self.states:
            widget = build_item(self.around, state)
            widget.entered.connect(self.pointed)
            widget.left.connect(self.say_missing)
            self.widgets[str(state.key)] = widget
        side_by_side = len(self.question.keys) == 1 or self._side_by_side()
        lines = [list(self.widgets.values())] if side_by_side else [[widget] for widget in self.widgets.values()]
        for at, widgets in enumerate(lines):
            line = QHBoxLayout()
            line.setSpacing(_GAP)
            for widget in widgets:
                area = area_letter(widget.state)
                if area:
                    caption = Label(self.around.words(AREA_WORDS[area]), "hint", "text3")
                    caption.setFixedWidth(self._caption_width())
                    line.addWidget(caption)
                expands = widget.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Expanding
                line.addWidget(widget, 10 if expands else 0)
            unit = self.question.item.unit
            if unit is not None:
                line.addWidget(Label(unit.symbol.say(self.around.words.language), "body", "text2"))
            if at == len(lines) - 1:
                line.addWidget(self._understood)
            line.addStretch(1)
            self._controls.addLayout(line)

    def _caption_width(self) -> int:
        """Return one width for both areas, so that their controls stand alike."""
        metrics = QFontMetrics(self.around.theme.font(tokens.HINT))
        return max(metrics.horizontalAdvance(self.around.words(word)) for word in AREA_WORDS.values()) + 2

    def _side_by_side(self) -> bool:
        """Whether both areas fit on one line."""
        if not self.question.item.typed:
            return self.question.item.data_type is not DataType.TEXT
        captions = len(self.widgets) * (self._caption_width() + 2 * _GAP)
        unit, theme = self.question.item.unit, self.around.theme
        symbol = unit.symbol.say(self.around.words.language) if unit else ""
        beside = QFontMetrics(theme.font()).horizontalAdvance(symbol) + 2 * _GAP  # the unit, and a stretch
        room = theme.px(self.around.width) - captions - beside
        return sum(widget.sizeHint().width() for widget in self.widgets.values()) <= room

    def _show_words(self, states: tuple[ItemState, ...]) -> None:
        words = self.around.words
        found = [(state, finding) for state in states for finding in state.findings if self._to_say(state, finding)]
        worst = CheckClass.HARD in {finding.check_class for _, finding in found}
        self._message.set_ink("bad" if worst else "warn")
        self._message.setText(
            "\n".join(dict.fromkeys(self._sentence(state, finding, found) for state, finding in found))
        )
        self._message.setVisible(bool(found))
        if not found:
            self._show_missing_reason(states)
        for state in states:
            widget = self.widgets[str(state.key)]
            if isinstance(widget, (LineItem, NarrativeItem)):
                mine = [finding for owner, finding in found if owner.key == state.key]
                hard = any(finding.check_class is CheckClass.HARD for finding in mine)
                widget.mark("bad" if hard else "warn" if mine else "")
        hints = [text for state in states if (text := self._hint(state))]
        self._understood.setText(" / ".join(hints))
        self._understood.setVisible(bool(hints))
        mark = mark_of(words, states, self.confirmed)
        self._mark.set(*((mark.sign, mark.tone, mark.word) if mark else ("", Tone.NEUTRAL, "")))
        self._mark.setVisible(mark is not None)

    def _show_missing_reason(self, states: tuple[ItemState, ...]) -> None:
        """Say what stands instead of a value."""
        said = []
        for state in states:
            if state.cell.null_flavour is not None:
                reason = f"：{state.null_reason}" if state.null_reason else ""
                said.append(said_value(self.around.words, state.item, state.cell, str) + reason)
        self._message.set_ink("text2")
        self._message.setText("  ".join(dict.fromkeys(said)))
        self._message.setVisible(bool(said))

    def _sentence(self, state: ItemState, finding: Finding, found: list[tuple[ItemState, Finding]]) -> str:
        text = sentence(self.around.words, state, finding)
        alike = sum(sentence(self.around.words, other, one) == text for other, one in found)
        several = len(self.question.keys) > 1
        area = area_letter(state)
        return f"{self.around.words(AREA_WORDS[area])}  {text}" if several and area and alike == 1 else text

    def _to_say(self, state: ItemState, finding: Finding) -> bool:
        if self.confirmed(finding):
            return False
        if finding.kind is FindingKind.MISSING:
            return str(state.key) in self.said
        typing = self.widgets[str(state.key)].has_focus()
        return not (finding.kind is FindingKind.UNREADABLE and typing)

    def _hint(self, state: ItemState) -> str:
        widget = self.widgets[str(state.key)]
        if state.problem is not None and widget.has_focus():
            return widget.expects()
        understood = widget.understood()
        return f"= {understood}" if understood else ""

    def confirmed(self, finding: Finding) -> bool:
        """Whether a reason stands for the finding, committed or waiting for the next save."""
        return finding.confirmed is not None or finding.record_key in self.session.pending

    def spoken(self) -> str:
        """Return the label as a screen reader says it."""
        return label_of(self.around.words, self.states[0])

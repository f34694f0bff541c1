"""A section of the form: its heading, its questions, and what is folded away."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.study.definitions import FormDef
from hairtrial_desktop.study.repeats import group_at
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Button, ButtonKind, Label
from hairtrial_desktop.ui.form.question_row import QuestionRow
from hairtrial_desktop.ui.form.questions import Block
from hairtrial_desktop.ui.items.item_widget import ItemSurroundings


class SectionBlock(QWidget):
    """One group of the form, or one row of a repeating group. ``rows`` in the order shown."""

    removed = Signal(object, int)  # ItemGroupDef, number of the row: somebody asks to take it away

    def __init__(
        self,
        around: ItemSurroundings,
        block: Block,
        session: FormSession,
        *,
        both_languages: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.around, self.block, self.session = around, block, session
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        words = around.words
        title = group_at(block.group, block.repeat).say(words.language)
        self._note = Label("", "hint", "text3")
        heading = QHBoxLayout()
        heading.setContentsMargins(0, tokens.S3, 0, 2)
        heading.addWidget(Label(title, "strong", "accent"))
        heading.addStretch(1)
        heading.addWidget(self._note)
        if block.repeat and not session.read_only:
            remove = Button(
                around.theme, words("Remove row"), ButtonKind.QUIET, icon="", name=f"remove_row:{block.repeat}"
            )
            remove.setAccessibleName(words("Remove row {n}", n=block.repeat))
            remove.clicked.connect(lambda: self.removed.emit(block.group, block.repeat))
            heading.addWidget(remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(heading)
        self.rows = [
            QuestionRow(around, question, session, both_languages=both_languages, parent=self)
            for question in block.questions
        ]
        for row in self.rows:
            column.addWidget(row)
        self.say_folded()

    def say_folded(self) -> None:
        """Say how many questions do not apply, or come with an answer; which ones, and why, is one hover away."""
        words = self.around.words
        away = [row for row in self.rows if row.isHidden()]
        waiting = [row for row in away if all(state.collected is None for state in row.states)]
        never = len(away) - len(waiting)
        said = [self._waits(waiting)] if waiting else []
        if never:
            said.append(words.many("{n} question does not apply", "{n} questions do not apply", never))
        self._note.setVisible(bool(away))
        self._note.setText(" · ".join(said))
        self._note.setToolTip("\n".join(self._why(row.states[0]) for row in away))

    def _waits(self, rows: list[QuestionRow]) -> str:
        """Return on which question of this form the others wait, and how many they are."""
        words = self.around.words
        asked: dict[str, None] = {}
        for row in rows:
            condition = row.states[0].item.collect_when
            for ref in condition.refs if condition else ():
                number = self._number(ref.item) if ref.form in (None, self.session.form.oid) else ""
                if number:
                    asked.setdefault(number)
        if not asked:
            return words.many("{n} question waits for an answer", "{n} questions wait for an answer", len(rows))
        return words.many(
            "Answer {numbers}: {n} question follows", "Answer {numbers}: {n} questions follow", len(rows),
            numbers=list(asked),
        )  # fmt: skip

    def _number(self, name: str) -> str:
        """Return the number of an unanswered question as it stands on the form, empty where it is answered."""
        for state in self.session.items():
            asked = state.cell.empty and state.item.typed and state.collected is True
            if asked and name in (state.item.name, state.item.oid):
                groups = [group.oid for group in self.session.form.groups]
                items = [item.oid for item in state.group.items]
                return f"{groups.index(state.group.oid) + 1}.{items.index(state.item.oid) + 1}"
        return ""

    def _why(self, state: ItemState) -> str:
        language = self.around.words.language
        label = state.item.question.say(language)
        condition = state.item.collect_when
        asked = [name for ref in condition.refs if (name := self._question(ref.form, ref.item))] if condition else []
        if not asked:
            return label
        return self.around.words("{label} (depends on: {questions})", label=label, questions=list(dict.fromkeys(asked)))

    def _question(self, form: str | None, item: str) -> str:
        forms = self.session.study.forms
        definition: FormDef | None = self.session.form if form is None else forms.get(form)
        found = definition.item(item) if definition else None
        return found[1].question.say(self.around.words.language) if found else ""

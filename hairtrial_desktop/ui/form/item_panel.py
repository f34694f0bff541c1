"""What is true of the focused item: findings and how to resolve them, history, earlier visits, guidance."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hairtrial_desktop.casebook.cell import Cell
from hairtrial_desktop.casebook.crf_pages import NULL_WORDS
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.findings import Finding, FindingKind
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.casebook.ports import HistoryLine
from hairtrial_desktop.casebook.prompting import prompted
from hairtrial_desktop.casebook.record import parse_utc
from hairtrial_desktop.casebook.redacted import erasures_of
from hairtrial_desktop.study.definitions import CheckClass, Source
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.audit_words import erased_words
from hairtrial_desktop.ui.components import Button, ButtonKind, Card, Label, Token
from hairtrial_desktop.ui.form.beside_item import BesideItem
from hairtrial_desktop.ui.form.item_words import CLASS_TONES, CLASS_WORDS, label_of, said_value, sentence
from hairtrial_desktop.ui.form.refill import empty, show_now
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words

# No trend of an outcome by area is shown to anyone before database lock (clinical content 17): only exposure is.
EXPOSURE_DOMAINS = ("EC", "EX", "DA")
CONFIRM_KEY = "F5"


class ItemPanel(Card):
    """``show_item(state)``; ``confirm_asked(Finding)`` and ``null_asked(ItemKey)`` from its buttons.

    ``beside_asked(what, target)`` is that of ``BesideItem``.
    """

    confirm_asked = Signal(object)
    null_asked = Signal(object)
    beside_asked = Signal(str, object)

    def __init__(self, theme: Theme, words: Words, session: FormSession, parent: QWidget | None = None) -> None:
        super().__init__(theme, margins=(14, 12, 14, 12), parent=parent)
        self._look, self._words, self.session = theme, words, session
        self._content = QVBoxLayout()
        self._content.setSpacing(tokens.S1)
        self.body.addLayout(self._content)
        self.body.addStretch(1)
        self.state: ItemState | None = None

    def confirm_first(self) -> None:
        """Ask why the first finding of the item stands that may be confirmed and is not."""
        if self.state is not None:
            for finding in self.state.findings:
                if self._may_confirm(finding):
                    self.confirm_asked.emit(finding)
                    return

    def show_item(self, state: ItemState) -> None:
        """Show another item."""
        self.state = state
        area = "_" + "AB"[state.key.group_repeat - 1] if state.group.areas else ""
        self.setAccessibleName(label_of(self._words, state))
        empty(self._content)
        title = QHBoxLayout()
        title.addWidget(Label(label_of(self._words, state), "strong", wrap=True), 1)
        title.addWidget(Label(state.item.name + area, "small", "text3"), 0, Qt.AlignmentFlag.AlignTop)
        self._content.addLayout(title)
        self._findings(state)
        beside = BesideItem(self._look, self._words, self.session)
        beside.asked.connect(self.beside_asked)
        beside.show_item(state.key)
        self._content.addWidget(beside)
        self._history(state)
        self._earlier(state)
        self._guidance(state)
        if state.item.typed and state.item.null_flavours and not self.session.read_only:
            button = Button(self._look, self._words("Missing: say why"), key="F4", name="panel_missing")
            button.clicked.connect(lambda: self.null_asked.emit(state.key))
            self._content.addSpacing(tokens.S2)
            line = QHBoxLayout()
            line.addWidget(button)
            line.addStretch(1)
            self._content.addLayout(line)
        if self.isVisible():
            show_now(self)

    def _line(self, text: str, role: str = "body", ink: str = "text2") -> None:
        self._content.addWidget(Label(text, role, ink, wrap=True))

    def _heading(self, text: str) -> None:
        self._content.addSpacing(tokens.S2)
        self._line(text, "strong", "text")

    def _reason(self, finding: Finding) -> str | None:
        return finding.confirmed or self.session.pending.get(finding.record_key, (None, None))[1]

    def _may_confirm(self, finding: Finding) -> bool:
        soft = finding.check_class is not CheckClass.HARD
        return soft and not self.session.read_only and self._reason(finding) is None

    def _findings(self, state: ItemState) -> None:
        keyed = False  # the key is for the first one
        for finding in state.findings:
            reason = self._reason(finding)
            tone = Tone.OK if reason else CLASS_TONES[finding.check_class]
            missing = finding.kind is FindingKind.MISSING
            word = self._words("Still to fill in") if missing else self._words(CLASS_WORDS[finding.check_class])
            line = QHBoxLayout()
            line.addWidget(Token(self._look, Tone.NEUTRAL if missing else tone, word))
            line.addStretch(1)
            self._content.addLayout(line)
            self._line(sentence(self._words, state, finding), "body", "text")
            if reason:
                self._line(self._words("Reason given: {reason}", reason=reason), "small", "text2")
            elif self._may_confirm(finding):
                self._content.addLayout(self._confirm_line(finding, "" if keyed else CONFIRM_KEY))
                keyed = True
            self._content.addSpacing(tokens.S1)

    def _confirm_line(self, finding: Finding, key: str) -> QHBoxLayout:
        text = self._words("It is right: say why")
        button = Button(self._look, text, ButtonKind.PLAIN, key=key, icon="check", name=f"confirm:{finding.oid}")
        button.clicked.connect(lambda: self.confirm_asked.emit(finding))
        line = QHBoxLayout()
        line.addWidget(button)
        line.addStretch(1)
        return line

    def _history(self, state: ItemState) -> None:
        if not state.item.typed and not state.ever_committed:
            return
        book = self.session.book
        self._heading(self._words("History"))
        person = book.person_name
        if state.dirty and state.item.typed:
            now = said_value(self._words, state.item, state.cell, person)
            self._line(self._words("{value} · not saved yet", value=now), "small", "accent")
        lines = book.shelves.store.history(str(state.key)) if state.ever_committed else ()
        for line in reversed(lines):
            self._history_line(state, line)
        for data in erasures_of(book.state(state.key.form.subject), str(state.key)):
            self._line(erased_words(self._words, book, data), "small", "text2")
        if not lines and not state.dirty:
            self._line(self._words("Nothing entered yet"), "small", "text3")

    def _history_line(self, state: ItemState, line: HistoryLine) -> None:
        book, words = self.session.book, self._words
        old, new = (
            said_value(words, state.item, cell, book.person_name)
            for cell in (Cell(line.old, line.old_null), Cell(line.new, line.new_null))
        )
        first = line.old is None and line.old_null is None
        self._line(new if first else f"{old} → {new}", "body", "text")
        when = parse_utc(line.at).astimezone(book.zone).strftime("%Y-%m-%d %H:%M")
        self._line(f"{book.person_name(line.user)} · {when}", "hint", "text3")
        if line.reason:
            self._line(words("Reason: {reason}", reason=line.reason), "small", "text2")
        for told in prompted(self.session.study, line.checks, old):
            self._line(words("Prompted by the check: {message}", message=told), "small", "text2")
        if line.source == Source.TRANSCRIBED:
            self._line(words("Transcribed from paper"), "small", "text2")

    def _earlier(self, state: ItemState) -> None:
        form = self.session.form
        if form.log or (state.group.areas and form.domain not in EXPOSURE_DOMAINS):
            return
        found = []
        for event in self.session.study.events:
            if event.oid == self.session.key.event:
                break
            if form.oid in event.forms and not event.log:
                text = self._value_at(state, event.oid)
                if text:
                    found.append((event.short_name.say(self._words.language), text))
        if found:
            self._heading(self._words("Earlier visits"))
            for visit, text in reversed(found):
                self._line(f"{visit}　{text}", "body", "text2")

    def _value_at(self, state: ItemState, event: str) -> str:
        values, book = self.session.values, self.session.book
        key = FormKey(self.session.key.subject, event, self.session.form.oid)
        cells = [values.cell(key.item(state.group.oid, state.item.oid, r)) for r in state.group.repeats or (1,)]
        if all(cell.empty for cell in cells):
            return ""
        shown = [said_value(self._words, state.item, cell, book.person_name, unit=False) for cell in cells]
        unit = f" {state.item.unit.symbol.say(self._words.language)}" if state.item.unit else ""
        return " / ".join(shown) + unit

    def _guidance(self, state: ItemState) -> None:
        language = self._words.language
        if state.cell.null_flavour is not None and state.null_reason:
            word = NULL_WORDS[state.cell.null_flavour].say(language)
            self._line(f"{word}：{state.null_reason}")
        if state.item.guidance is not None:
            self._heading(self._words("How to fill it in"))
            self._line(state.item.guidance.say(language))

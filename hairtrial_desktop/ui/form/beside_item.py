"""Queries, notes and source verification of the focused item, as the side panel shows them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import ItemKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.notes import notes_of
from hairtrial_desktop.casebook.queries import Query, may_do, queries_of
from hairtrial_desktop.casebook.verification_marks import SDV, MarkState, mark_of
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Button, ButtonKind, Token
from hairtrial_desktop.ui.dates import moment
from hairtrial_desktop.ui.form.panel_lines import PanelLines
from hairtrial_desktop.ui.form.refill import empty, show_now
from hairtrial_desktop.ui.query_words import (
    ACT_WORDS,
    MARK_TONES,
    SDV_WORDS,
    STATE_TONES,
    STATE_WORDS,
    change_words,
    said_by,
)
from hairtrial_desktop.ui.roles import role_word
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.words import Words


class BesideItem(QWidget):
    """``asked(what, target)``: ``query`` and a Query, ``ask``, ``note`` and ``verify`` with an ItemKey."""

    asked = Signal(str, object)

    def __init__(self, theme: Theme, words: Words, session: FormSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words, self.session = theme, words, session
        self._column = PanelLines()
        self.setLayout(self._column)

    def show_item(self, key: ItemKey) -> None:
        """Show what stands beside another item as committed now."""
        empty(self._column)
        state, tr = self.session.book.state(key.form.subject), self._words
        for query in queries_of(state, key):
            self._query(query)
        notes = notes_of(state, key)
        if notes:
            self._column.addSpacing(tokens.S2)
            self._column.say(tr("Notes"), "strong", "text")
        for note in notes:
            self._column.say(note.text, "body", "text")
            self._column.say(f"{self._who(note.user, note.role)} · {self._when(note.at)}", "hint", "text3")
        mark = mark_of(state, SDV, key)
        if mark.state is not MarkState.NONE:
            self._column.addSpacing(tokens.S2)
            self._column.row(Token(self._theme, MARK_TONES[mark.state], tr(SDV_WORDS[mark.state])))
            self._column.say(f"{self._who(mark.user, mark.role)} · {self._when(mark.at)}", "hint", "text3")
        self._acts(key)
        if self.isVisible():
            show_now(self)

    def _query(self, query: Query) -> None:
        tr = self._words
        self._column.addSpacing(tokens.S2)
        word = tr("Query: {state}", state=tr(STATE_WORDS[query.state]))
        self._column.row(Token(self._theme, STATE_TONES[query.state], word))
        self._column.say(query.text.say(tr.language), "body", "text")
        for line in query.thread:
            self._column.say(said_by(line, self.session.book, tr), "hint", "text3")
            words = " · ".join(part for part in (change_words(line), line.text) if part)
            if words and words != query.text.say(tr.language):
                self._column.say(words, "small", "text2")
        events = may_do(query, self.session.book.actor)
        if events:
            name = f"query:{query.key.rpartition('#')[2]}"
            button = Button(self._theme, tr(ACT_WORDS[events[0]]), ButtonKind.PLAIN, key="F8", name=name)
            button.clicked.connect(lambda: self.asked.emit("query", query))
            self._column.row(button)

    def _acts(self, key: ItemKey) -> None:
        actor, tr = self.session.book.actor, self._words
        held = str(key) in self.session.values.state.items()
        waits = any(
            query.live and may_do(query, actor) for query in queries_of(self.session.book.state(key.form.subject), key)
        )
        wanted = (
            ("ask", tr("Ask"), "" if waits else "F8", actor.may(Action.RAISE_QUERY) and self.session.row is not None),
            ("note", tr("Note"), "F2", actor.may(Action.WRITE_NOTE)),
            ("verify", tr("SDV"), "F9", actor.may(Action.VERIFY_SOURCE) and held),
        )
        buttons = []
        for what, word, cap, shown in wanted:
            if shown:
                button = Button(self._theme, word, key=cap, name=f"beside_{what}")
                button.clicked.connect(lambda _on=False, what=what: self.asked.emit(what, key))
                buttons.append(button)
        if buttons:
            self._column.addSpacing(tokens.S2)
            self._column.row(*buttons)

    def _who(self, user: str, role: str) -> str:
        return f"{self.session.book.person_name(user)} {role_word(role, self._words)}"

    def _when(self, at: str) -> str:
        book = self.session.book
        return moment(at, book.zone, book.now(), self._words)

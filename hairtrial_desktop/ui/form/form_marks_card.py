"""What is true of the whole form beside its values: queries on it, lock, source verification, review; and its acts."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.entry_times import entry_times
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.paper_source import paper_of
from hairtrial_desktop.casebook.queries import Query, may_do, queries_of
from hairtrial_desktop.casebook.reopening import may_reopen
from hairtrial_desktop.casebook.role_words import roles_text
from hairtrial_desktop.casebook.signature_meanings import asked_of
from hairtrial_desktop.casebook.signature_shown import views_shown
from hairtrial_desktop.casebook.verification_marks import REVIEW, SDV, MarkState, Progress, progress_of
from hairtrial_desktop.ui.components import Button, Card, Token
from hairtrial_desktop.ui.dates import exact
from hairtrial_desktop.ui.form.panel_lines import PanelLines
from hairtrial_desktop.ui.form.refill import empty, show_now
from hairtrial_desktop.ui.form.status_look import signature_look
from hairtrial_desktop.ui.query_words import ACT_WORDS, LOCK_WORDS, MARK_TONES, SDV_WORDS, STATE_TONES, STATE_WORDS
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words, msg

REVIEW_WORDS = {
    MarkState.PART: msg("Reviewed in part"),
    MarkState.DONE: msg("Reviewed"),
    MarkState.CLEARED: msg("Changed since the review"),
}


class FormMarksCard(Card):
    """``asked(what, target)``: ``verify``, ``review``, ``lock`` with None, ``query`` with a Query or None.

    Hidden where there is nothing to say or to do; ``refresh`` fills it once it stands in its window.
    """

    asked = Signal(str, object)

    def __init__(self, theme: Theme, words: Words, session: FormSession, parent: QWidget | None = None) -> None:
        super().__init__(theme, words("This form"), margins=(14, 12, 14, 12), parent=parent)
        self._look, self._words, self.session = theme, words, session
        self._column = PanelLines()
        self.body.addLayout(self._column)

    def refresh(self) -> None:
        """Show what is committed now."""
        empty(self._column)
        session = self.session
        state, study = session.book.state(session.key.subject), session.book.study
        self._lock()
        self._signatures()
        self._origin()
        for query in queries_of(state, session.key):
            if query.item is None:
                self._query(query)
        self._progress(progress_of(state, study, SDV, session.key), SDV_WORDS)
        self._progress(progress_of(state, study, REVIEW, session.key), REVIEW_WORDS)
        self._acts()
        self.setVisible(self._column.count() > 0)
        if self.isVisible():
            show_now(self)

    def _lock(self) -> None:
        lock, book = self.session.lock, self.session.book
        if lock is not None:
            self._column.row(Token(self._look, Tone.NEUTRAL, self._words(LOCK_WORDS[lock.level])))
            self._column.say(lock.reason, "small", "text")
            self._column.say(f"{book.person_name(lock.user)} · {exact(lock.at, book.zone)}", "hint", "text3")

    def _signatures(self) -> None:
        """Say every signature: who, when with zone, why, how long after the last entry; and which is missing."""
        tr, book, key = self._words, self.session.book, self.session.key
        asked = asked_of(book, key)
        for view, shown in zip(asked.put, views_shown(book, asked.put, tr.language), strict=True):
            tone, word = signature_look(tr, shown)
            self._column.row(Token(self._look, tone, word))
            self._column.say(f"{shown.name} · {shown.role} · {shown.at}", "small", "text")
            self._column.say(shown.meaning, "small", "text2")
            gone = "" if view in asked.papers else tr("signed paper erased: to be signed again")
            replaced = shown.replaced_by and tr("Replaced by the signature of {who}", who=shown.replaced_by)
            for said in (replaced, shown.entered and tr("Last entry {when}", when=shown.entered), shown.together, gone):
                if said:
                    self._column.say(said, "hint", "text3")
        if any(view.standing for view in asked.put):
            for meaning in asked.missing:
                roles = roles_text(meaning.roles or ()).say(tr.language)
                self._column.say(tr("Signature still missing: {roles}", roles=roles), "small", "warn")

    def _origin(self) -> None:
        """Say when it was observed and entered, and from which paper (EMA-01; R3-17)."""
        tr, session = self._words, self.session
        book = session.book
        paper = paper_of(session.values.state, session.key)
        if paper is not None:
            data = paper.data
            self._column.row(Token(self._look, Tone.ACCENT, tr("Transcribed from paper")))
            self._column.say(
                f"{data['author']} · {exact(data['written_at'], book.zone)} · {data['version']}", "hint", "text3"
            )
        times = entry_times(book, book.values(session.key.subject), session.key)
        if times is None:
            return
        if times.late:
            self._column.row(Token(self._look, Tone.WARN, tr("Late entry")))
        if times.observed is not None:
            self._column.say(tr("Observed {day}", day=times.observed.isoformat()), "hint", "text3")
        entered = times.entered.strftime("%Y-%m-%d %H:%M")
        lag = times.lag
        if lag is None or not lag:
            self._column.say(tr("First entered {time}", time=entered), "hint", "text3")
            return
        days, hours = lag.days, lag.seconds // 3600
        later = (
            tr.many("{n} day later", "{n} days later", days)
            if days
            else tr.many("{n} hour later", "{n} hours later", hours)
        )
        self._column.say(f"{tr('First entered {time}', time=entered)} · {later}", "hint", "text3")

    def _query(self, query: Query) -> None:
        tr = self._words
        self._column.row(
            Token(self._look, STATE_TONES[query.state], tr("Query: {state}", state=tr(STATE_WORDS[query.state])))
        )
        self._column.say(query.text.say(tr.language), "body", "text")
        if query.thread[-1].text and len(query.thread) > 1:
            self._column.say(query.thread[-1].text, "small", "text2")
        events = may_do(query, self.session.book.actor)
        if events:
            button = Button(self._look, tr(ACT_WORDS[events[0]]), name=f"form_query:{query.key.rpartition('#')[2]}")
            button.clicked.connect(lambda: self.asked.emit("query", query))
            self._column.row(button)

    def _progress(self, progress: Progress, words: dict[MarkState, str]) -> None:
        if progress.state is not MarkState.NONE:
            count = f"{progress.done}/{progress.total}"
            self._column.row(
                Token(self._look, MARK_TONES[progress.state], f"{self._words(words[progress.state])} {count}")
            )

    def _acts(self) -> None:
        actor, tr = self.session.book.actor, self._words
        if self.session.row is None:
            return
        wanted = (
            ("verify", tr("SDV of the form"), "⇧F9", Action.VERIFY_SOURCE),
            ("review", tr("Review of the form"), "F7", Action.REVIEW_DATA),
            ("query", tr("Ask about the form"), "⇧F8", Action.RAISE_QUERY),
            ("lock", tr("Freeze or lock"), "F6", Action.FREEZE),
        )
        for what, word, cap, right in wanted:
            if actor.may(right):
                self._button(what, word, cap)
        if may_reopen(self.session):
            self._button("reopen", tr("Reopen the form"), "")

    def _button(self, what: str, word: str, cap: str) -> None:
        button = Button(self._look, word, key=cap, name=f"form_{what}")
        button.clicked.connect(lambda: self.asked.emit(what, None))
        self._column.row(button)

"""What a person does beside the values of an open form: query, note, source verification, review, lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.notes import notes_of, write_note
from hairtrial_desktop.casebook.queries import Queries, Query, may_do, queries_of
from hairtrial_desktop.casebook.query_states import QueryEvent
from hairtrial_desktop.casebook.verification_marks import REVIEW, SDV, MarkState, mark_of, set_mark, take_mark_back
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.dates import moment
from hairtrial_desktop.ui.dialogs.lock_sheet import LockSheet, may_lock
from hairtrial_desktop.ui.dialogs.words_sheet import WordsSheet
from hairtrial_desktop.ui.form.item_words import label_of
from hairtrial_desktop.ui.query_words import ACT_WORDS, change_words, said_by
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.tokens import Tone

if TYPE_CHECKING:
    from hairtrial_desktop.ui.form.form_view import FormView

RAISE, NOTE, BACK = "raise", "note", "take_back"


class BesideActs(QObject):
    """Acts on the form its page shows; ``committed`` after each, ``locked`` where the page has to open or close.

    Its keys: F8 query, F2 note, F9 source verification of the item; Shift+F8, Shift+F9, F7 review, F6 lock: the form.
    """

    committed = Signal()
    locked = Signal()

    def __init__(self, bench: Bench, site: OpenSite, page: QWidget) -> None:
        super().__init__(page)
        self._bench, self._site, self._window = bench, site, page
        self._view: FormView | None = None
        for keys, act in (
            ("F8", lambda: self.do("query")), ("F2", lambda: self.do("note")), ("F9", lambda: self.do("verify")),
            ("Shift+F8", lambda: self.do_form("query")), ("Shift+F9", lambda: self.do_form("verify")),
            ("F7", lambda: self.do_form("review")), ("F6", lambda: self.do_form("lock")),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)  # a sheet over the page keeps its keys
            shortcut.activated.connect(act)

    def attach(self, view: FormView) -> None:
        """Act on the form that ``view`` shows."""
        self._view = view
        view.panel.beside_asked.connect(self.do)
        view.marks.asked.connect(self.do_form)

    @property
    def session(self) -> FormSession:
        """The session of the form shown."""
        assert self._view is not None  # noqa: S101 - nothing can be asked before a form is shown
        return self._view.session

    def do(self, what: str, target: object = None) -> None:
        """Do what a button or a key asked for: of ``target``, or of the focused item."""
        current = None if self._view is None else self._view.current
        key = target if isinstance(target, ItemKey) else current
        if what == "query":
            self.query(target if isinstance(target, Query) else key)
        elif what == "ask" and key is not None:
            self._raise(key)
        elif what == "note" and key is not None:
            self.note(key)
        elif what == "verify" and key is not None:
            self.verify(key)

    def do_form(self, what: str, target: object = None) -> None:
        """Do the same for the whole form."""
        if self._view is None:
            return
        key = self.session.key
        if what == "query":
            self.query(target if isinstance(target, Query) else key)
        elif what in ("verify", "review"):
            self._mark(SDV if what == "verify" else REVIEW, key)
        elif what == "lock" and may_lock(self._site):
            self._lock(key)

    def query(self, about: Query | ItemKey | FormKey | None) -> None:
        """Answer or close the query at hand, else ask a new one where the role may."""
        if about is None:
            return
        if not isinstance(about, Query):
            about = self._waiting(about) or about
        if isinstance(about, Query):
            self._go_on(about)
        elif self._site.book.actor.may(Action.RAISE_QUERY):
            self._raise(about)
        else:
            self._bench.messages.say(self._bench.language.words("No query stands here to answer."), Tone.NEUTRAL)

    def note(self, key: ItemKey) -> None:
        """Write a note beside a value."""
        if not self._site.book.actor.may(Action.WRITE_NOTE):
            return
        tr, book = self._bench.language.words, self._site.book
        said = [
            (f"{book.person_name(line.user)} · {moment(line.at, book.zone, book.now(), tr)}", line.text)
            for line in notes_of(book.state(key.form.subject), key)
        ]
        sheet = WordsSheet(
            self._bench, self._window, book, tr("Note"), self._label(key), acts=[(NOTE, tr("Keep the note"))], said=said
        )
        sheet.closed.connect(lambda answer: self._answered(answer, lambda text: write_note(book, key, text)))
        sheet.start()

    def verify(self, key: ItemKey) -> None:
        """Mark the source of a value as verified, or take that back with a reason."""
        book, tr = self._site.book, self._bench.language.words
        if not book.actor.may(Action.VERIFY_SOURCE):
            return
        if mark_of(book.state(key.form.subject), SDV, key).state is not MarkState.DONE:
            self._mark(SDV, key)
            return
        sheet = WordsSheet(
            self._bench,
            self._window,
            book,
            tr("Take the SDV mark back"),
            self._label(key),
            acts=[(BACK, tr("Take back"))],
        )
        sheet.closed.connect(lambda answer: self._answered(answer, lambda text: take_mark_back(book, SDV, key, text)))
        sheet.start()

    # -- inside

    def _lock(self, key: FormKey) -> None:
        if self.session.dirty:
            self._bench.messages.say(self._bench.language.words("Save first, then lock."), Tone.WARN)
            return
        sheet = LockSheet(self._bench, self._window, self._site, key, ("form", "visit", "subject"))
        sheet.closed.connect(lambda level: None if level is None else self.locked.emit())
        sheet.start()

    def _waiting(self, place: ItemKey | FormKey) -> Query | None:
        """Return the first query on a place about which this person can do something now."""
        book = self._site.book
        subject = place.form.subject if isinstance(place, ItemKey) else place.subject
        found = queries_of(book.state(subject), place)
        own = [query for query in found if isinstance(place, ItemKey) or query.item is None]
        return next((query for query in own if query.live and may_do(query, book.actor)), None)

    def _raise(self, place: ItemKey | FormKey) -> None:
        tr, book = self._bench.language.words, self._site.book
        note = self._label(place) if isinstance(place, ItemKey) else self.session.form.name.say(tr.language)
        sheet = WordsSheet(
            self._bench, self._window, book, tr("Ask a query"), note, acts=[(RAISE, tr("Ask"))],
            tick=tr("Must be answered before the form is signed"),
        )  # fmt: skip
        sheet.closed.connect(
            lambda answer: self._answered(
                answer, lambda text: Queries(book).raise_on(place, text, hard=bool(answer[2]))
            )
        )
        sheet.start()

    def _go_on(self, query: Query) -> None:
        tr, book = self._bench.language.words, self._site.book
        events = may_do(query, book.actor)
        if not events:
            return
        said = [(said_by(line, book, tr), " · ".join(part for part in (change_words(line), line.text) if part))
                for line in query.thread]  # fmt: skip
        sheet = WordsSheet(
            self._bench, self._window, book, tr("Query"), query.text.say(tr.language),
            acts=[(event.value, tr(ACT_WORDS[event])) for event in events], said=said,
        )  # fmt: skip
        sheet.closed.connect(
            lambda answer: self._answered(answer, lambda text: Queries(book).do(query.key, QueryEvent(answer[0]), text))
        )
        sheet.start()

    def _mark(self, kind: str, place: ItemKey | FormKey) -> None:
        right = Action.VERIFY_SOURCE if kind == SDV else Action.REVIEW_DATA
        if self._site.book.actor.may(right):
            self._try(lambda: set_mark(self._site.book, kind, place))

    def _answered(self, answer: object, act: Callable[[str], object]) -> None:
        if isinstance(answer, tuple):
            self._try(lambda: act(answer[1]))

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except KnownError as error:
            self._bench.messages.fail(error)
            return
        self.committed.emit()

    def _label(self, key: ItemKey) -> str:
        return label_of(self._bench.language.words, self.session.state(key))

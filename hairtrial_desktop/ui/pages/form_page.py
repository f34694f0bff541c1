"""The form page: keyboard only, start to finish; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication

from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.record import parse_utc
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.attachments.attach_acts import AttachActs
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.form.beside_acts import BesideActs
from hairtrial_desktop.ui.form.form_acts import FormActs
from hairtrial_desktop.ui.form.form_view import BESIDE_ANSWERS, BESIDE_WIDE, NARROW_PANEL, ROOM_WIDE, FormView
from hairtrial_desktop.ui.form.next_step import next_to_sign
from hairtrial_desktop.ui.pages.form_heading import form_heading
from hairtrial_desktop.ui.pages.page import Heading, Page
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words, msg

ANSWER, LEAST_ANSWER = 344, 150  # pixels at 100 % an answer may take
LAYOUT_PASSES = 4  # wrapped lines within lines that scroll settle in as many
SAVED = msg("Saved {time}")
_SAID = {
    "complete": msg("Complete, saved {time}"), "row": msg("Row removed {time}"), "reopen": msg("Reopened {time}"),
}  # fmt: skip
DRAFT_AFTER = 500  # milliseconds after the last key
DRAFT_AT_LATEST = 800  # milliseconds after the first key that is not kept yet, however fast one types on


class FormPage(Page):
    """``open(FormKey)``, or ``open(ItemKey)`` to go to one question. Esc goes back to the subject's casebook."""

    NAME = "form"
    RAIL = "subjects"

    def __init__(self, bench: Bench, site: OpenSite) -> None:
        super().__init__(bench)
        self.site = site
        self.session: FormSession | None = None
        self.view: FormView | None = None
        self.acts: FormActs | None = None
        self.beside = BesideActs(bench, site, self)
        self.beside.committed.connect(self._marked)
        self.beside.locked.connect(self._marked_and_closed)
        self.attaching = AttachActs(bench, site, self)
        self.attaching.committed.connect(self._marked)
        self._draft_timer = QTimer(self)
        self._draft_timer.setSingleShot(True)
        self._draft_timer.setInterval(DRAFT_AFTER)
        self._draft_timer.timeout.connect(self.keep_draft)
        self._draft_deadline = QTimer(self)
        self._draft_deadline.setSingleShot(True)
        self._draft_deadline.setInterval(DRAFT_AT_LATEST)
        self._draft_deadline.timeout.connect(self.keep_draft)
        self._scale, self._narrow, self._was_dirty = bench.theme.scale, False, False
        bench.theme.changed.connect(self._theme_changed)
        self._bind_keys()

    # -- the page's contract

    def open(self, target: object = None) -> None:
        """Open a form as committed now; without a target show again what is open, with all that was typed."""
        if target is None and self.session is not None:
            self._rebuild()
            return
        with self._laid_out():
            self._open(target)

    def _open(self, target: object) -> None:
        key = target.form if isinstance(target, ItemKey) else target
        if not isinstance(key, FormKey):
            raise TypeError(type(target).__name__)
        self.session = FormSession(self.site.book, key)
        view = self._build()
        self._offer_draft()
        if self._undecided():
            view.draft_bar.restore_button.setFocus(Qt.FocusReason.TabFocusReason)  # Enter restores
        else:
            self._focus(target if isinstance(target, ItemKey) else None)

    def leave(self) -> bool:
        """Commit what stands as in progress. False if the disk refuses: then the page stays with all that was typed."""
        if self.session is None:
            return True
        self.rest()
        waiting = bool(self.session.changes())
        try:
            commit = self.session.leave()
        except KnownError as error:
            self.bench.messages.fail(error)
            return False
        if waiting:
            self.bench.messages.say(self.words("Changes that still need a reason are kept as a draft."), Tone.WARN)
        if commit is not None:
            self.data_changed.emit()
        return True

    def heading(self, tr: Words) -> Heading:
        """Return form, subject (masked name: the wrong casebook must be noticed) and visit."""
        return Heading("") if self.session is None else form_heading(tr, self.site.book, self.session)

    def retranslate(self, tr: Words) -> None:
        """Build the page in the other language; what was typed stands in the session."""
        del tr
        if self.session is not None:
            self._rebuild()

    # -- what the window may ask

    def keep_draft(self) -> None:
        """Make what was typed durable now."""
        self.rest()
        session, view = self.session, self.view
        if session is None or view is None or session.read_only:
            return
        try:
            session.flush_draft()
        except KnownError as error:
            self.bench.messages.fail(error)
            return
        if session.dirty:
            now = self.site.book.now().strftime("%H:%M:%S")
            view.bar.say(self.words("Draft kept {time}", time=now))

    def back(self) -> None:
        """Go back to the casebook of the subject."""
        if self.session is not None:
            self.open_subject.emit(self.session.key.subject)

    # -- inside

    def _build(self) -> FormView:
        assert self.session is not None  # noqa: S101 - only called with an open form
        session = self.session
        if self.view is not None:
            self.view.forget()
            self.column.removeWidget(self.view)
            self.view.hide()
            self.view.deleteLater()
        if self.acts is not None:
            self.acts.deleteLater()
        self._narrow = self._is_narrow()
        view = self.view = FormView(
            self.bench.theme, self.words, session, narrow=self._narrow, width=self._answer_width()
        )
        acts = self.acts = FormActs(self.bench, self.site, session, self)
        self.column.addWidget(view)
        if self.isVisible():
            self.column.activate()
            view.show()
        view.body.typed.connect(self._enter)
        view.body.null_asked.connect(acts.mark_missing)
        view.body.row_asked.connect(self._add_row)
        view.body.row_removed.connect(acts.remove_row)
        view.marks.asked.connect(lambda what, _target: acts.reopen() if what == "reopen" else None)
        view.body.ended.connect(self._to_the_end)
        view.panel.null_asked.connect(acts.mark_missing)
        view.panel.confirm_asked.connect(acts.confirm)
        view.sidebar.form_asked.connect(self._go)
        view.go_asked.connect(self._go)
        view.bar.asked.connect(self._asked)
        view.draft_bar.restored.connect(self._restore)
        view.draft_bar.discarded.connect(self._discard)
        self.beside.attach(view)
        self.attaching.attend(view.attachments)
        acts.committed.connect(self._committed)
        acts.noted.connect(self._noted)
        acts.go_to.connect(view.body.focus_on)
        acts.blocked.connect(view.body.say_all_missing)
        self._was_dirty = session.dirty
        self.site.looked.note(self.site.book, session.key)
        self.heading_changed.emit()
        return view

    def _rebuild(self) -> None:
        current = self.view.current if self.view else None
        with self._laid_out():
            self._build()
            self._offer_draft()
            put_away = self.isHidden() and self.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
            if not put_away:  # another page is in front then, and the keyboard stays there
                self._focus(current)

    @contextmanager
    def _laid_out(self) -> Iterator[None]:
        """Paint nothing until a new view stands at its final size: a row must not jump under the first look."""
        self.setUpdatesEnabled(False)
        try:
            yield
            self.column.activate()
            for _ in range(LAYOUT_PASSES):
                QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            if self.view is not None:
                self.view.body.follow_focus()
        finally:
            self.setUpdatesEnabled(True)

    def _focus(self, key: ItemKey | None) -> None:
        view = self.view
        if view is None:
            return
        if not (key is not None and view.body.focus_on(key)):
            view.body.focus_first()
        QTimer.singleShot(0, view.body, view.body.follow_focus)  # once it is laid out

    def _enter(self, key: ItemKey, text: str) -> None:
        session, view = self.session, self.view
        if session is None or view is None or session.read_only:
            return
        try:
            session.enter(key, text)
        except KnownError as error:
            self.bench.messages.fail(error)
            return
        view.settle()
        self._typed()
        self._say_dirty()

    def _say_dirty(self) -> None:
        """Say in the heading that something is not saved, once."""
        dirty = self.session is not None and self.session.dirty
        if dirty is not self._was_dirty:
            self._was_dirty = dirty
            self.heading_changed.emit()

    def _typed(self) -> None:
        self._draft_timer.start()
        if not self._draft_deadline.isActive():
            self._draft_deadline.start()

    def rest(self) -> None:
        """Keep no draft any more until somebody types: the site may be closed now."""
        self._draft_timer.stop()
        self._draft_deadline.stop()

    def _noted(self, key: ItemKey) -> None:
        if self.view is not None:
            self.view.settle()
            self.view.body.focus_on(key)
        self._typed()
        self._say_dirty()

    def _committed(self, act: str) -> None:
        self.rest()
        view, session = self.view, self.session
        if view is None or session is None:
            return
        if act == "row":
            view.forget_current()
            view.body.rebuild()
        view.saved()
        if act == "sign":
            view.show_next(next_to_sign(self.words, self.site.book, session.key))
        else:
            now = self.site.book.now().strftime("%H:%M:%S")
            view.bar.say(self.words(_SAID.get(act, SAVED), time=now))
        self._was_dirty = session.dirty
        self.site.looked.note(self.site.book, session.key)
        self.heading_changed.emit()
        self.data_changed.emit()
        focused = QApplication.focusWidget()
        lost = focused is None or not self.isAncestorOf(focused)  # the button that was pressed is gone
        if lost or act != "save":
            self._to_the_end()

    def _marked(self) -> None:
        if self.view is not None:
            self.view.saved()
            self.attaching.show_committed()
        self.heading_changed.emit()
        self.data_changed.emit()

    def _marked_and_closed(self) -> None:
        self._rebuild()
        self._marked()

    def _add_row(self, group: object) -> None:
        if self.session is None or self.view is None:
            return
        added = self.session.add_row(group)  # type: ignore[arg-type]  # the body emits ItemGroupDef; signals carry objects
        self.view.body.rebuild()
        self.view.body.focus_on(added[0].key)

    def _to_the_end(self) -> None:
        if self.view is not None:
            buttons = self.view.bar.buttons
            shown = [
                buttons[name] for name in ("complete", "save", "sign", "next", "print") if not buttons[name].isHidden()
            ]
            if shown:
                shown[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _go(self, target: object) -> None:
        own = self.session.key if self.session else None
        if isinstance(target, ItemKey) and target.form == own and self.view is not None:
            self.view.body.focus_on(target)
        elif target != own:
            self.open_form.emit(target)

    def _asked(self, name: str) -> None:
        acts, view = self.acts, self.view
        if acts is None or view is None:
            return
        if name == "missing":
            if view.current is not None:
                acts.mark_missing(view.current)
            return
        button = view.bar.buttons[name]
        if name == "next":
            self._go_on()
        elif not button.isHidden():
            {"print": acts.print_it, "sign": acts.sign, "save": acts.save, "complete": acts.complete}[name]()

    def _go_on(self) -> None:
        """Go to what comes after this form."""
        step = self.view.next if self.view is not None else None
        if step is not None and step.key is not None:
            self.open_form.emit(step.key)
        else:
            self.back()

    def _undecided(self) -> bool:
        return self.view is not None and not self.view.draft_bar.isHidden()

    def _offer_draft(self) -> None:
        if self.session is None or self.view is None or self.session.read_only:
            return
        kept = self.session.found_draft()
        if kept is not None:
            when = parse_utc(kept).astimezone(self.site.book.zone)
            today = when.date() == self.site.book.now().date()
            self.view.draft_bar.offer(when.strftime("%H:%M" if today else "%Y-%m-%d %H:%M"))

    def _restore(self) -> None:
        if self.session is not None and self.view is not None:
            rows = len(self.session.items())
            self.session.restore_draft()
            self.view.draft_bar.hide()
            if len(self.session.items()) != rows:
                self.view.body.rebuild()
            self.view.settle()
            self._typed()
            self._say_dirty()
            self._focus(None)

    def _discard(self) -> None:
        if self.session is not None and self.view is not None:
            self.session.discard_draft()
            self.view.draft_bar.hide()
            self._focus(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the form out anew when the room becomes too narrow or wide enough again."""
        super().resizeEvent(event)
        if self.session is not None and self._is_narrow() is not self._narrow:
            self._rebuild()

    def _is_narrow(self) -> bool:
        return self._room() < self.bench.theme.px(ROOM_WIDE)

    def _room(self) -> int:
        margins = self.column.contentsMargins()
        return self.width() - margins.left() - margins.right()

    def _answer_width(self) -> int:
        """Return the room of an answer in pixels at 100 %: large letters in a small window leave little."""
        beside = NARROW_PANEL + BESIDE_ANSWERS if self._narrow else BESIDE_WIDE
        room = self._room() * 100 // self.bench.theme.scale - beside
        return max(LEAST_ANSWER, min(ANSWER, room))

    def _theme_changed(self) -> None:
        if self.bench.theme.scale != self._scale:
            self._scale = self.bench.theme.scale
            if self.session is not None:
                self._rebuild()

    def _bind_keys(self) -> None:
        acts: tuple[tuple[str, Callable[[], None]], ...] = (
            ("Ctrl+S", lambda: self._asked("save")),
            ("Ctrl+Return", lambda: self._asked("complete")),
            ("Ctrl+Enter", lambda: self._asked("complete")),
            ("Ctrl+G", lambda: self._asked("sign")),
            ("Ctrl+P", lambda: self._asked("print")),
            ("F4", lambda: self._asked("missing")),
            ("Esc", self.back),
        )
        for keys, act in acts:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)  # a sheet over the page keeps its keys
            shortcut.activated.connect(act)

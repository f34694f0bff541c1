"""The left column: the forms of the visit with their state, the sections of the open one, the visit's window."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.views.grid import FormStatus, form_status
from hairtrial_desktop.casebook.visits import forms_of, visits_of
from hairtrial_desktop.study.calendar_math import days_between
from hairtrial_desktop.study.repeats import form_at
from hairtrial_desktop.study.schedule import PlannedVisit
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Card, Hairline, Label, ScrollArea
from hairtrial_desktop.ui.form.form_step import FormStep
from hairtrial_desktop.ui.form.item_words import mark_of, progress_of
from hairtrial_desktop.ui.form.refill import empty
from hairtrial_desktop.ui.form.status_look import look_now, look_of
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.words import Words

WIDTH = 192
_BAD = ("overdue", "out", "done_red")


class VisitSidebar(Card):
    """``form_asked(FormKey)`` and ``section_asked(group OID)``."""

    form_asked = Signal(object)
    section_asked = Signal(str)

    def __init__(self, theme: Theme, words: Words, session: FormSession, parent: QWidget | None = None) -> None:
        super().__init__(theme, margins=(8, 8, 8, 8), parent=parent)
        self._look, self._words, self.session = theme, words, session
        self._sections: dict[str, FormStep] = {}
        self._own: tuple[FormStep, FormStatus] | None = None
        self.statuses: dict[FormKey, FormStatus] = {}  # of the visit's forms that apply, as committed
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(2)
        self.body.addWidget(ScrollArea(inner))
        self.setFixedWidth(theme.px(WIDTH))
        self.refresh()

    def refresh(self) -> None:
        """Read the committed states anew."""
        empty(self._list)
        self._sections, self.statuses = {}, {}
        book, own = self.session.book, self.session.key
        language = self._words.language
        event = next(each for each in book.events(own.subject) if each.oid == own.event)
        if event.log:
            self._step(own, form_at(self.session.form, own.form_repeat).say(language), current=True)
        here = () if event.log else forms_of(book.values(own.subject), event, own.event_repeat)
        for oid in filter(book.sight(own.subject).sees_form, here):
            key = FormKey(own.subject, own.event, oid, own.event_repeat)
            self._step(key, book.form_of(key).name.say(language), current=key == own)
        if not event.log and not event.repeating:
            self._window()
        self._list.addStretch(1)

    def show_progress(self) -> None:
        """Show how far the open form and each of its sections are, what is not saved included."""
        for group, step in self._sections.items():
            states = tuple(s for s in self.session.items() if s.group.oid == group and s.collected is True)
            step.set_mark(
                mark_of(self._words, states, lambda f: bool(f.confirmed) or f.record_key in self.session.pending),
                progress_of(states),
            )
        if self._own is not None:
            step, status = self._own
            step.set_mark(look_now(self._words, self.session, status))

    def _step(self, key: FormKey, text: str, *, current: bool) -> None:
        status, _ = form_status(self.session.book, self.session.book.values(key.subject), key)
        if status is FormStatus.NOT_APPLICABLE and not current:
            return
        self.statuses[key] = status
        step = FormStep(self._look, text, look_of(self._words, status), current=current, name=f"form:{key.form}")
        step.clicked.connect(lambda: self.form_asked.emit(key))
        self._list.addWidget(step)
        if current:
            self._own = (step, status)
        seen = {state.group.oid for state in self.session.items() if state.item.criterion is None}
        groups = [group for group in self.session.form.groups if group.oid in seen]
        if not current or len(groups) <= 1:
            return
        for group in groups:
            name = group.name.say(self._words.language)
            section = FormStep(self._look, name, None, small=True, name=f"section:{group.oid}")
            section.clicked.connect(lambda _on=False, oid=group.oid: self.section_asked.emit(oid))
            self._list.addWidget(section)
            self._sections[group.oid] = section
        self.show_progress()

    def _window(self) -> None:
        values = self.session.book.values(self.session.key.subject)
        visits = {visit.event.oid: visit for visit in visits_of(values) if not visit.event.repeating}
        visit = visits[self.session.key.event]
        lines = window_lines(self._words, visit, visits, self.session.book.now().date())
        if not lines:
            return
        self._list.addSpacing(tokens.S2)
        self._list.addWidget(Hairline())
        self._list.addSpacing(tokens.S1)
        for text, ink in lines:
            label = Label(text, "small", ink, wrap=True)
            label.setContentsMargins(8, 0, 4, 0)
            self._list.addWidget(label)


def window_lines(
    words: Words, visit: PlannedVisit, visits: dict[str, PlannedVisit], today: date
) -> list[tuple[str, str]]:
    """Return (line, ink): the interval to the anchor visit, the day due with its window, where we stand."""
    window = visit.event.window
    if window is None or visit.due is None:
        return []
    lines = []
    anchor = visits[visit.anchor or window.anchor]
    day = visit.actual or today
    if anchor.actual is not None:
        name = anchor.event.short_name
        lines.append((words("{n} days after {visit}", n=days_between(anchor.actual, day), visit=name), "text2"))
    spread = f"±{window.before}" if window.before == window.after else f"−{window.before} / +{window.after}"
    lines.append((words("Due {day}, window {spread} days", day=f"{visit.due:%m-%d}", spread=spread), "text2"))
    lines.append(standing_words(words, visit, day))
    return lines


def standing_words(words: Words, visit: PlannedVisit, day: date) -> tuple[str, str]:
    """Return (word, ink) of how ``day`` stands to the visit's window."""
    if visit.earliest is None or visit.latest is None or visit.earliest <= day <= visit.latest:
        return words("Within the window"), "ok"
    if day < visit.earliest:
        return words("{n} days before the window", n=days_between(day, visit.earliest)), "warn"
    late = days_between(visit.latest, day)
    return words("{n} days past the window", n=late), "bad" if visit.state in _BAD else "warn"

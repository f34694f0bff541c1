"""Today: what is due, open, waiting and counting down. Each line opens the thing itself."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.cohorts import Standing
from hairtrial_desktop.casebook.outbox import ExportState
from hairtrial_desktop.casebook.views.adverse_events import AdverseEventLine
from hairtrial_desktop.casebook.views.today import Today, today_of
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import FigureCard
from hairtrial_desktop.ui.dates import left_words, moment, weekday
from hairtrial_desktop.ui.export_look import (
    PATIENCE,
    content_words,
    days_unanswered,
    export_look,
    export_number,
    export_word,
    month_words,
    trouble_words,
)  # fmt: skip
from hairtrial_desktop.ui.kit_look import cohort_look
from hairtrial_desktop.ui.pages.page import Heading, Page
from hairtrial_desktop.ui.pages.today_lists import MonthCard, OpenWorkCard, VisitsCard
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.words import Words


class TodayPage(Page):
    """Four figures, the visits, the open work, the month's export."""

    NAME = "today"

    def __init__(self, bench: Bench, site: OpenSite) -> None:
        super().__init__(bench)
        self.site = site
        self._view: Today | None = None
        theme = bench.theme
        self._enrolled = FigureCard(theme, name="figure.enrolled")
        self._clock = FigureCard(theme, name="figure.sae")
        self._sign = FigureCard(theme, name="figure.sign")
        self._export = FigureCard(theme, name="figure.export")
        figures = QHBoxLayout()
        figures.setSpacing(tokens.S3)
        for card in (self._enrolled, self._clock, self._sign, self._export):
            figures.addWidget(card, 1)
        self._visits = VisitsCard(theme)
        self._work = OpenWorkCard(theme)
        lists = QWidget()
        middle = QHBoxLayout(lists)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(tokens.S3)
        middle.addWidget(self._visits, 27)
        middle.addWidget(self._work, 20)
        self._month = MonthCard(theme)
        self.column.addLayout(figures)
        self.column.addWidget(lists, 1)
        self.column.addWidget(self._month)
        self._enrolled.activated.connect(lambda: self.open_page.emit("subjects"))
        self._clock.activated.connect(self._open_clock)
        self._sign.activated.connect(lambda: self.open_page.emit("review"))
        self._export.activated.connect(lambda: self.open_page.emit("exchange"))
        self._visits.open_form.connect(self.open_form)
        self._work.open_form.connect(self.open_form)
        self._work.deviation_asked.connect(self.open_subject)
        self._work.binder_asked.connect(lambda: self.open_page.emit("print"))
        self._month.asked.connect(lambda: self.open_page.emit("exchange"))
        self._tick = QTimer(self)
        self._tick.setInterval(20_000)
        self._tick.timeout.connect(self._show_clock)

    def heading(self, tr: Words) -> Heading:
        """Return the title and the date."""
        day = self.site.book.now().date()
        return Heading(tr("Today"), f"{day} {weekday(day, tr)}")

    def first_stop(self) -> QWidget | None:
        """Return the most urgent visit, else the first thing left open: Enter opens it."""
        return self._visits.first_row() or self._work.first_row() or super().first_stop()

    def refresh(self) -> None:
        """Reckon the day anew."""
        self.show_view(today_of(self.site.book, self.site.outbox))
        self._tick.start()

    def leave(self) -> bool:
        """Let the clock rest."""
        self._tick.stop()
        return True

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        del tr  # lists and figures are made anew
        if self._view is not None:
            self.show_view(self._view)

    def show_view(self, view: Today) -> None:
        """Show a day."""
        self._view = view
        tr, book = self.words, self.site.book
        cohort, standing = _cohort_words(view, tr)
        self._enrolled.set(tr("Enrolled / target"), str(view.enrolled), f"/ {view.target}", cohort)
        self._enrolled.set_note(standing)
        self._enrolled.set_progress(view.enrolled, view.target)
        void = tr.many("{n} signature void", "{n} signatures void", view.void_signatures)
        unit = tr.within("to sign", "forms")
        void = void if view.void_signatures else tr("no signature is void")
        self._sign.set(tr("Waiting for signature"), str(view.to_sign), unit, void)
        self._show_clock()
        self._show_export(view)
        self._visits.show_visits(view.visits, view.day, tr, may_enter=book.actor.may(Action.ENTER))
        self._work.show_work(view, tr, lambda utc: moment(utc, book.zone, book.now(), tr))
        self._month.show_month(view, tr, may_build=book.actor.may(Action.BUILD_EXPORT))

    def _show_export(self, view: Today) -> None:
        tr, entry = self.words, view.last_export
        if entry is None:
            caption = tr("The first one is built at the end of the month")
            self._export.set(tr("Monthly export"), tr("None yet"), "", caption)
            return
        now = self.site.book.now()
        tone, _word = export_look(entry, tr, now)
        title = tr("Export of {month}", month=month_words(entry.month, tr))
        word, caption = export_word(entry, tr, now), f"{export_number(entry, tr)} · {content_words(entry, tr)}"
        days = days_unanswered(entry, now)
        if days >= PATIENCE.days and not entry.last_error:
            waiting = tr.many("day, no receipt", "days, no receipt", days)
            self._export.set(title, str(days), waiting, caption, ink=tone.value)
            return
        since = tr.many("{n} day without receipt", "{n} days without receipt", days) if days else tr("no receipt yet")
        if entry.state is ExportState.SENT and since != word:
            caption = f"{since} · {caption}"
        self._export.set(title, word, "", trouble_words(entry, tr) or caption, ink=tone.value)

    def _show_clock(self) -> None:
        if self._view is None:
            return
        tr, now = self.words, self.site.book.now()
        title = tr("SAE reporting deadline")
        line = self._soonest()
        if line is None or line.clock is None:
            self._clock.set(title, tr("None running"), "", tr("24 hours from the moment of awareness"))
            return
        figure = left_words(line.clock.left(now), tr)
        aware = f"{line.clock.aware.astimezone(self.site.book.zone):%m-%d %H:%M}"
        caption = tr("{subject} · aware {time} · report due", subject=line.key.subject, time=aware)
        self._clock.set(title, figure, "", caption, ink="bad")

    def _soonest(self) -> AdverseEventLine | None:
        lines = self._view.clocks if self._view else ()
        clocks = [(line.clock.deadline, line.key, line) for line in lines if line.clock]
        return min(clocks)[2] if clocks else None

    def _open_clock(self) -> None:
        line = self._soonest()
        if line is None:
            self.open_page.emit("events")
        else:
            self.open_form.emit(line.key)


def _cohort_words(view: Today, tr: Words) -> tuple[str, str]:
    """Return the cohort that is being filled and how full it is, and whether it may go on; "" without releases."""
    begun = [line for line in view.cohorts if line.standing is not Standing.NOT_OPEN]
    if not begun:
        return "", ""
    line = begun[-1]
    full = tr(
        "{cohort} · {n} of {target} participants",
        cohort=line.name.say(tr.language),
        n=line.enrolled,
        target=line.target,
    )
    return full, cohort_look(line, tr, view.day)[1]

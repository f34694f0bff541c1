"""The three lists of the page of the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hairtrial_desktop.casebook.outbox import ExportState
from hairtrial_desktop.casebook.views.queries import QueryLine
from hairtrial_desktop.casebook.views.today import DeviationLine, OpenForm, Today, VisitLine
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Button, ButtonKind, Card, EmptyState, Label, Row, ScrollArea, Token
from hairtrial_desktop.ui.export_look import month_words
from hairtrial_desktop.ui.form.status_look import look_of
from hairtrial_desktop.ui.query_words import STATE_TONES, STATE_WORDS
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.ui.visit_look import visit_look, visit_name, window_words
from hairtrial_desktop.words import Words


class _Rows(QWidget):
    """Rows below one another; the arrows walk from one to the next."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Row] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addStretch(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, before the area around takes the arrows for scrolling."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        at = next((number for number, row in enumerate(self.shown) if row.hasFocus()), None)
        if step and at is not None:
            self.shown[max(0, min(len(self.shown) - 1, at + step))].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)


class RowsCard(Card):
    """A card whose rows scroll, or an empty state where there are none."""

    def __init__(self, theme: Theme, icon: str) -> None:
        super().__init__(theme)
        self.theme = theme
        self._rows = _Rows()
        self._scroll = ScrollArea(self._rows)
        self._empty = EmptyState(theme, icon)
        self.body.addWidget(self._scroll, 1)
        self.body.addWidget(self._empty, 1)

    def first_row(self) -> Row | None:
        """Return the row at the top, if there is one."""
        return self._rows.shown[0] if self._rows.shown else None

    def show_rows(self, rows: list[Row], heading: str, sentence: str) -> None:
        """Put rows in place of those before; ``heading`` and ``sentence`` are for when there are none.

        The keyboard stays on the row of the same name, or at its place.
        """
        held = next(((at, row.objectName()) for at, row in enumerate(self._rows.shown) if row.hasFocus()), None)
        while self._rows.column.count() > 1:
            item = self._rows.column.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        for at, row in enumerate(rows):
            self._rows.column.insertWidget(at, row)
            row.show()  # now, not when the events are next run: the height of the card is asked for before that
        self._rows.shown = rows
        stops: list[QWidget] = [self._scroll, *rows]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)  # as one reads, although they came later than what stands below
        if held is not None and rows:
            same = (row for row in rows if row.objectName() == held[1])
            next(same, rows[min(held[0], len(rows) - 1)]).setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.updateGeometry()
        self._scroll.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self._empty.set(heading, sentence)


class VisitsCard(RowsCard):
    """Visits due, overdue, unfinished and coming."""

    open_form = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "today")

    def show_visits(self, lines: tuple[VisitLine, ...], today: date, tr: Words, *, may_enter: bool) -> None:
        """Show the visits."""
        self.set_title(tr("Visits"))
        self.set_aside(tr("due, late and unfinished"))
        first = next((line for line in lines if may_enter and line.visit.state == "due"), None)
        rows = [self._row(line, today, tr, may_enter=may_enter, primary=line is first) for line in lines]
        self.show_rows(rows, tr("No visit is due"), tr("Screen a new participant on the Subjects page."))

    def _row(self, line: VisitLine, today: date, tr: Words, *, may_enter: bool, primary: bool) -> Row:
        tone, word = visit_look(line.visit, today, tr, started=line.started)
        name = visit_name(line.visit.event, tr)
        named = f"visit.{line.subject}.{line.visit.event.short}"
        named += f"#{line.visit.repeat}" if line.visit.event.repeating else ""
        row = Row(self.theme, line.subject, name, window_words(line.visit, today, tr), name=named)
        row.activated.connect(lambda: self.open_form.emit(line.opens))
        now = line.visit.state in ("due", "overdue", "out") or line.started
        verb = tr("Continue") if line.started else tr("Start entry") if now else tr("Look")
        kind = ButtonKind.PRIMARY if primary else ButtonKind.PLAIN
        button = Button(self.theme, verb if may_enter else tr("Look"), kind, name=f"{named}.open")
        button.setAccessibleName(f"{verb} {line.subject} {name}")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the row does the same, and is one stop on the way of Tab
        button.clicked.connect(lambda: self.open_form.emit(line.opens))
        row.add(Token(self.theme, tone, word), button)
        return row


class OpenWorkCard(RowsCard):
    """Deviations to decide on, forms left open, own drafts that were never saved, pages of the binder.

    ``deviation_asked(subject)``; ``binder_asked``.
    """

    open_form = Signal(object)
    deviation_asked = Signal(str)
    binder_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "check")

    def show_work(self, view: Today, tr: Words, when: Callable[[str], str]) -> None:
        """Show the open forms; ``when`` says a UTC text."""
        self.set_title(tr("Unfinished"))
        rows = [self._deviation(line, tr) for line in view.deviations]
        rows += [self._query_row(line, tr, when) for line in view.queries]
        rows += [self._row(form, tr, when) for form in view.open_forms]
        rows += [self._binder(view, tr)] if view.stale_prints or view.by_hand else []
        self.set_aside(str(len(rows)) if rows else "")
        self.show_rows(rows, tr("Nothing is left open"), tr("Forms in progress and forms with findings appear here."))

    def _query_row(self, line: QueryLine, tr: Words, when: Callable[[str], str]) -> Row:
        query, language = line.query, tr.language
        text = f"{query.form.subject} {(line.label or line.form).say(language)}"
        note = f"{line.event.say(language)} · {query.text.say(language)}"
        row = Row(self.theme, "", text, note, name=f"query.{query.key}")
        row.lead_with(
            Token(self.theme, STATE_TONES[query.state], tr("Query: {state}", state=tr(STATE_WORDS[query.state])))
        )
        row.activated.connect(lambda: self.open_form.emit(line.target))
        row.add(Label(when(query.thread[-1].at), "body", "text2"))
        return row

    def _binder(self, view: Today, tr: Words) -> Row:
        """Return the row of the pages in the binder that ask for something."""
        said = [
            tr.many("{n} page to print again", "{n} pages to print again", view.stale_prints)
            if view.stale_prints
            else "",
            tr.many("{n} page to sign by hand", "{n} pages to sign by hand", view.by_hand) if view.by_hand else "",
        ]
        row = Row(self.theme, "", " · ".join(part for part in said if part), "", name="binder")
        tone = Tone.WARN if view.stale_prints else Tone.ACCENT
        row.lead_with(Token(self.theme, tone, tr("In the binder")))
        row.activated.connect(self.binder_asked)
        return row

    def _deviation(self, line: DeviationLine, tr: Words) -> Row:
        proposal = line.proposal
        text = f"{proposal.opens.subject} {line.form_name.say(tr.language)}"
        row = Row(self.theme, "", text, line.event_name.say(tr.language), name=f"deviation.{proposal.key}")
        row.setToolTip(proposal.what.say(tr.language))
        row.lead_with(Token(self.theme, Tone.WARN, tr("Deviation")))
        row.activated.connect(lambda: self.deviation_asked.emit(proposal.opens.subject))
        row.add(Label(tr("to be decided") if proposal.open else tr("to be acknowledged"), "body", "text2"))
        return row

    def _row(self, form: OpenForm, tr: Words, when: Callable[[str], str]) -> Row:
        look = look_of(tr, form.status)
        tone, word = (Tone.ACCENT, tr("Unsaved entry")) if form.draft_at else (look.tone, look.word)
        text = f"{form.key.subject} {form.form_name.say(tr.language)}"
        row = Row(self.theme, "", text, form.event_name.say(tr.language), name=f"open.{form.key}")
        row.lead_with(Token(self.theme, tone, word))
        row.activated.connect(lambda: self.open_form.emit(form.key))
        findings = tr.many("{n} finding", "{n} findings", form.findings) if form.findings else ""
        row.add(Label(when(form.draft_at) if form.draft_at else findings, "body", "text2"))
        return row


class MonthCard(Card):
    """Where the month's export stands, in one line: collect, seal, send, acknowledged."""

    asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._steps = [Token(theme) for _ in range(4)]
        self._title_line = Label("", "strong")
        self._go = Button(theme, name="month.open", kind=ButtonKind.PRIMARY)
        self._go.clicked.connect(self.asked)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self._title_line)
        line.addSpacing(tokens.S2)
        for step in self._steps:
            line.addWidget(step)
        line.addStretch(1)
        line.addWidget(self._go)
        self.body.addLayout(line)

    def show_month(self, view: Today, tr: Words, *, may_build: bool) -> None:
        """Show the month of ``view``."""
        month = f"{view.day:%Y-%m}"
        self._title_line.setText(tr("Export of {month}", month=month_words(month, tr)))
        self.setAccessibleName(self._title_line.text())
        entry = view.last_export if view.last_export and view.last_export.month == month else None
        sealed = entry is not None
        sent = entry is not None and entry.state not in (ExportState.SEALED, ExportState.SENDING)
        confirmed = entry is not None and entry.state is ExportState.ACKNOWLEDGED
        collected = tr.many("Collected {n} new value", "Collected {n} new values", view.new_values)
        words = (collected, tr("Seal"), tr("Send"), tr("Receipt"))
        done = (view.new_values > 0 or sealed, sealed, sent, confirmed)
        current = done.index(False) if False in done else -1
        for at, (step, word, is_done) in enumerate(zip(self._steps, words, done, strict=True)):
            tone = Tone.OK if is_done else Tone.ACCENT if at == current else Tone.NEUTRAL
            step.set(tone, word, "tick" if is_done else "")
        self._go.setText(tr("Build or send") if may_build and not sent else tr("Look at the exports"))
        self._go.set_kind(ButtonKind.PRIMARY if may_build and not sent else ButtonKind.PLAIN)

"""The casebook of one participant: timeline, grid of forms and visits, logs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.deviation_list import deviation_list
from hairtrial_desktop.casebook.prints import PrintedDocument
from hairtrial_desktop.casebook.proposals import Proposal, seen_proposals
from hairtrial_desktop.casebook.screening import begin_child_row, begin_screening, new_log_row
from hairtrial_desktop.casebook.unscheduled import new_unscheduled
from hairtrial_desktop.casebook.views.adverse_events import AE_FORM
from hairtrial_desktop.casebook.views.grid import Grid, LogRow, grid_of
from hairtrial_desktop.casebook.views.subjects import subject_line
from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.casebook_parts.case_questions import CaseQuestions
from hairtrial_desktop.ui.casebook_parts.cases_sheet import (
    AGAIN,
    MOVE,
    PAPER,
    PERFORMER,
    PRINT_LIST,
    UNSCHEDULED,
    CasesSheet,
    Switch,
)
from hairtrial_desktop.ui.casebook_parts.grid_view import OPENS, GridView
from hairtrial_desktop.ui.casebook_parts.legend import Legend
from hairtrial_desktop.ui.casebook_parts.log_sheet import NEW, Children, LogSheet, NewChild
from hairtrial_desktop.ui.casebook_parts.subject_marks import subject_marks
from hairtrial_desktop.ui.casebook_parts.timeline import Timeline, stops_of, unfinished_visits
from hairtrial_desktop.ui.components import Button, ButtonKind, Card, Flow
from hairtrial_desktop.ui.dialogs.lock_sheet import LockSheet, may_lock
from hairtrial_desktop.ui.dialogs.print_list import preview_casebook
from hairtrial_desktop.ui.dialogs.print_preview import PrintPreview
from hairtrial_desktop.ui.dialogs.whole_sign_sheet import SignOffPaper, WholeSignSheet
from hairtrial_desktop.ui.form.refill import empty
from hairtrial_desktop.ui.form.sae_look import sae_due, sae_mark
from hairtrial_desktop.ui.pages.page import Heading, Page
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.subject_look import subject_tone
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words


class CasebookPage(Page):
    """``open("01-009")``; ``open_form(FormKey)`` when a cell or a log row is chosen; Esc goes to the list."""

    NAME = "casebook"
    RAIL = "subjects"

    def __init__(self, bench: Bench, site: OpenSite) -> None:
        super().__init__(bench)
        self.site = site
        self.subject = ""
        self._grid_data: Grid | None = None
        self._timeline = Timeline(bench.theme)
        top = Card(bench.theme, margins=(8, 10, 8, 8))
        top.body.addWidget(self._timeline)
        self.grid = GridView(bench.theme)
        middle = Card(bench.theme, margins=(12, 4, 12, 6))
        middle.body.addWidget(self.grid, 1)
        middle.body.addStretch(0)
        self._legend = Legend(bench.theme)
        middle.body.addWidget(self._legend)
        self._buttons = Flow(spacing=tokens.S2, right=True)
        self.column.addWidget(top)
        self.column.addWidget(middle, 1)
        self.column.addLayout(self._buttons)
        self.grid.opened.connect(self.open_form)
        self.grid.walked.connect(lambda: self._legend.say(self.grid.said()))
        acts: tuple[tuple[str, Callable[[], None]], ...] = (
            ("Esc", lambda: self.open_page.emit("subjects")),
            ("Ctrl+P", lambda: self._press("casebook_print")),
            ("Ctrl+G", lambda: self._press("casebook_sign")),
        )
        for keys, act in acts:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)  # a sheet over the page keeps its keys
            shortcut.activated.connect(act)

    def open(self, target: object = None) -> None:
        """Show a subject as committed now; without a target the same subject anew."""
        if isinstance(target, str):
            if target != self.subject:
                self.grid.grid_model.beginResetModel()
                self.grid.grid_model.endResetModel()
            self.subject = target
        self._grid_data = grid_of(self.site.book, self.subject)
        self.retranslate(self.words)
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        self.heading_changed.emit()

    def heading(self, tr: Words) -> Heading:
        """Return number, masked name, sex, age, cohort, next visit; the status as a mark."""
        if self._grid_data is None:
            return Heading(self.subject)
        line = subject_line(self.site.book, self._grid_data)
        age = self._coded("SE.SCR", "F.DM", "AGE", tr)
        parts = [
            self._coded("SE.SCR", "F.DM", "SEX", tr),
            tr("{n} years", n=age) if age else "",
            self._coded("SE.V1", "F.KIT", "COHORT", tr),
            tr("next: {visit}", visit=line.next_visit.event.short_name) if line.next_visit else "",
        ]
        marks = [(subject_tone(line.status), line.status_name.say(tr.language))]
        if self._due_events():
            marks.insert(0, (Tone.BAD, tr("SAE to report")))
        marks = [*subject_marks(tr, self.site.book, self.subject), *marks]
        return Heading(self.subject, " · ".join(part for part in parts if part), tuple(marks), person=line.masked_name)

    def _due_events(self) -> tuple[FormKey, ...]:
        """Return the serious events whose first report is not recorded yet."""
        rows = self._grid_data.logs.get(AE_FORM, ()) if self._grid_data is not None else ()
        values = self.site.book.values(self.subject) if rows else None
        return tuple(row.key for row in rows if values is not None and sae_due(self.site.book, values, row.key))

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        self._legend.retranslate(tr)
        if self._grid_data is None:
            return
        grid = self._grid_data
        today = self.site.book.now().date()
        self._timeline.set_stops(stops_of(tr, grid.events, today, unfinished_visits(grid)))
        self.grid.show_grid(grid, tr, self._drafts())
        due = self._due_events()
        empty(self._buttons)
        if may_lock(self.site):
            lock = Button(self.bench.theme, icon="lock", name="casebook_lock")  # no words: the logs take the row
            lock.setToolTip(tr("Freeze or lock"))
            lock.setAccessibleName(tr("Freeze or lock"))
            lock.clicked.connect(self._lock)
            self._buttons.addWidget(lock)
        if self.site.book.actor.may(Action.PRINT):
            paper = Button(self.bench.theme, icon="print", name="casebook_print")
            paper.setAccessibleName(tr("Print the whole casebook"))
            paper.setToolTip(f"{paper.accessibleName()} (Ctrl+P)")
            paper.clicked.connect(lambda: preview_casebook(self.bench, self, self.site, self.subject))
            self._buttons.addWidget(paper)
        if self.site.book.actor.may(Action.SIGN) or self.site.book.actor.may(Action.PRINT):
            sign = Button(self.bench.theme, icon="review", name="casebook_sign")
            sign.setAccessibleName(tr("Sign several forms, a visit, the casebook"))
            sign.setToolTip(f"{sign.accessibleName()} (Ctrl+G)")
            sign.clicked.connect(self._sign)
            self._buttons.addWidget(sign)
        self._buttons.addWidget(self._off_plan(tr))
        for oid, rows in self._grid_data.logs.items():
            name = self.site.book.versions.newest(oid).name.say(tr.language)
            kind = ButtonKind.DANGER if any(row.key in due for row in rows) else ButtonKind.PLAIN
            button = Button(self.bench.theme, f"{name} ({len(rows)})" if rows else name, kind, name=f"log:{oid}")
            button.clicked.connect(lambda _on=False, oid=oid: self._open_log(oid))
            self._buttons.addWidget(button)

    def _press(self, name: str) -> None:
        """Do what a button does, if it is offered."""
        button = self.findChild(Button, name)
        if isinstance(button, Button):
            button.click()

    def _lock(self) -> None:
        """Freeze or lock what the ring stands on: its form, its visit, the participant, the site."""
        cell = self.grid.grid_model.cell(self.grid.currentIndex())
        if cell is None:
            return
        sheet = LockSheet(self.bench, self, self.site, cell.key, ("subject", "visit", "form", "site"))
        sheet.closed.connect(lambda level: None if level is None else self._locked())
        sheet.start()

    def _sign(self) -> None:
        """Sign the ready forms of the visit under the ring, that visit as a whole, or the casebook."""
        cell = self.grid.grid_model.cell(self.grid.currentIndex())
        if cell is None:
            return
        sheet = WholeSignSheet(self.bench, self, self.site, cell.key)
        sheet.closed.connect(self._signed)
        sheet.start()

    def _signed(self, outcome: object) -> None:
        if isinstance(outcome, SignOffPaper):
            PrintPreview(self.bench, self, self.site, outcome.pdf, outcome.title, outcome.document).start()
        elif outcome is not None:
            self.bench.messages.say(self.words("Signed. The signed PDF is kept."))
            self._locked()

    def _locked(self) -> None:
        self.open()
        self.data_changed.emit()

    def _off_plan(self, tr: Words) -> Button:
        """Return the button of what does not go by the plan, with the deviations that wait for a person."""
        waiting = sum(each.open or each.waits for each in seen_proposals(self.site.book, self.subject))
        text = tr("Off the plan") + (f" ({waiting})" if waiting else "")
        button = Button(self.bench.theme, text, ButtonKind.DANGER if waiting else ButtonKind.PLAIN, name="off_plan")
        button.clicked.connect(self._open_cases)
        return button

    def _open_cases(self) -> None:
        cell = self.grid.grid_model.cell(self.grid.currentIndex())
        form = None if cell is None or cell.status not in OPENS else cell.key
        sheet = CasesSheet(self.bench, self, self.site.book, self.subject, form)
        sheet.closed.connect(lambda answer: self._case(answer, form))
        sheet.start()

    def _case(self, answer: object, form: FormKey | None) -> None:
        book, questions = self.site.book, CaseQuestions(self.bench, self, self.site)
        try:
            if isinstance(answer, Switch):
                self.open(answer.subject)
            elif answer == PRINT_LIST:
                page = deviation_list(book, self.words.language)
                pdf = self.site.paper.render(page, self.words.language)
                PrintPreview(
                    self.bench, self, self.site, pdf, page.form_name, PrintedDocument(page.document_id)
                ).start()
            elif answer == UNSCHEDULED:
                self.open_form.emit(new_unscheduled(book, self.subject).key)
            elif answer == AGAIN and (identity := book.identity(self.subject)) is not None:
                again = begin_screening(book, replace(identity, subject=""), again_of=self.subject)
                self.open_form.emit(again.key)
            elif isinstance(answer, Proposal):
                questions.deviation(answer).closed.connect(lambda _done: self.open())
            elif form is not None and answer in (MOVE, PAPER, PERFORMER):
                ask = {MOVE: questions.move, PAPER: questions.paper, PERFORMER: questions.performer}[str(answer)]
                ask(form).closed.connect(lambda _done: self.open())
        except KnownError as error:
            self.bench.messages.fail(error)

    def _drafts(self) -> frozenset[str]:
        """Return the keys of forms of which the person at the screen keeps a draft that waits for a decision."""
        return frozenset(self.site.book.shelves.drafts.forms(self.site.book.actor.user))

    def _coded(self, event: str, form: str, name: str, tr: Words) -> str:
        book, key = self.site.book, FormKey(self.subject, event, form)
        values = book.values(self.subject)
        found = values.find(book.study, key, name) if form in book.study.forms else None
        if found is None:
            return ""
        value = values.cell(found.form.item(found.group.oid, found.item.oid)).value
        return "" if value is None else codec_for(found.item).show(value, tr.language)

    def _open_log(self, oid: str) -> None:
        if self._grid_data is None:
            return
        form = self.site.book.versions.newest(oid)
        may_add = self.site.book.actor.may(Action.ENTER)
        rows, values, book = self._grid_data.logs[oid], self.site.book.values(self.subject), self.site.book
        marks = {row.key: mark for row in rows if (mark := sae_mark(self.words, book, values, row.key)) is not None}
        sheet = LogSheet(
            self.bench, self, form, rows, may_add=may_add, marks=marks, children=self._children(oid, marks)
        )
        sheet.closed.connect(lambda answer: self._log_answer(oid, answer))
        sheet.start()

    def _children(self, oid: str, marks: Mapping[FormKey, tuple[Tone, str]]) -> tuple[Children, ...]:
        """Return the logs whose rows belong to rows of this one; a serious event may have another report."""
        if self._grid_data is None:
            return ()
        values, found = self.site.book.values(self.subject), []
        for form in self.site.book.study.forms.values():
            if form.parent == oid:
                under: dict[FormKey, list[LogRow]] = {}
                for row in self._grid_data.logs.get(form.oid, ()):
                    if (parent := values.parent_row(row.key)) is not None:
                        under.setdefault(parent, []).append(row)
                found.append(Children(form, {key: tuple(rows) for key, rows in under.items()}, frozenset(marks)))
        return tuple(found)

    def _log_answer(self, oid: str, answer: object) -> None:
        if isinstance(answer, FormKey):
            self.open_form.emit(answer)
        elif isinstance(answer, NewChild):
            try:
                self.open_form.emit(begin_child_row(self.site.book, answer.parent, answer.form))
            except KnownError as error:
                self.bench.messages.fail(error)
        elif answer == NEW:
            try:
                self.open_form.emit(new_log_row(self.site.book, self.subject, oid).key)
            except KnownError as error:
                self.bench.messages.fail(error)

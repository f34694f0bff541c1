"""Reviewing the audit trail: by risk, by person, what is not reviewed yet, and as a file (E6(R3) 4.2.3)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.reviews import (
    Risk,
    RiskTerms,
    audit_csv,
    audit_reviews,
    lines_at_risk,
    not_reviewed,
    record_review,
    risk_terms,
)
from hairtrial_desktop.casebook.views.audit import AuditLine
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, CodeCombo, Token
from hairtrial_desktop.ui.dates import moment
from hairtrial_desktop.ui.dialogs.words_sheet import WordsSheet
from hairtrial_desktop.ui.people.incident_sheets import NEW, PRINT, IncidentLog, new_incident, print_incidents
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.saved_list import SavedList, save_list
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words, msg

RISK_WORDS = {
    Risk.CRITICAL: msg("Critical values changed"),
    Risk.LATE: msg("Entered late"),
    Risk.ODD_HOURS: msg("At night or on a weekend"),
    Risk.MANY_CHANGES: msg("Changed many times"),
    Risk.AFTER_SIGNATURE: msg("Changed after a signature"),
    Risk.AFTER_UNBLINDING: msg("Changed after unblinding"),
}
EVERY, FRESH = "every", "not_reviewed"


class AuditReviewBar(QWidget):
    """``changed`` when another part is wanted: :meth:`chosen` returns it. ``committed`` after a review."""

    changed = Signal()
    committed = Signal()

    def __init__(self, bench: Bench, site: OpenSite) -> None:
        super().__init__()
        self._bench, self._site = bench, site
        self._lines: Sequence[AuditLine] = ()
        self._terms: RiskTerms | None = None
        theme = bench.theme
        self._risk = CodeCombo(theme, name="audit_risk")
        self._person = CodeCombo(theme, name="audit_person")
        self._state = Token(theme)
        self._review = Button(theme, icon="check", name="audit_review")
        self._csv = Button(theme, icon="document", name="audit_csv")
        self._incidents = Button(theme, icon="warning", name="incidents")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(tokens.S3)
        line.addWidget(self._risk)
        line.addWidget(self._person)
        line.addWidget(self._state)
        line.addStretch(1)
        line.addWidget(self._incidents)
        line.addWidget(self._review)
        line.addWidget(self._csv)
        self._risk.chosen.connect(lambda _code: self.changed.emit())
        self._person.chosen.connect(lambda _code: self.changed.emit())
        self._review.clicked.connect(self._ask)
        self._csv.clicked.connect(self._save)
        self._incidents.clicked.connect(self.open_incidents)

    def show_lines(self, lines: Sequence[AuditLine], tr: Words) -> None:
        """Take the whole trail, oldest first, and say how much of it nobody has reviewed."""
        self._lines, self._terms = lines, None
        book = self._site.book
        risk, person = self._risk.code() or EVERY, self._person.code() or EVERY
        choices = [(EVERY, tr("Every entry")), (FRESH, tr("Not reviewed yet"))]
        self._risk.set_choices([*choices, *((each.value, tr(word)) for each, word in RISK_WORDS.items())])
        self._risk.setAccessibleName(tr("Risk"))
        self._risk.choose(risk)
        people = sorted({line.user for line in lines})
        self._person.set_choices([(EVERY, tr("Everybody")), *((user, book.person_name(user)) for user in people)])
        self._person.setAccessibleName(tr("Who"))
        self._person.choose(person)
        self._review.setText(tr("Record the review"))
        self._csv.setText(tr("Save as CSV"))
        self._incidents.setText(tr("Incidents …"))
        self._review.setVisible(book.actor.may(Action.REVIEW_AUDIT))
        self._say_state(tr)

    def words_of_choice(self) -> list[str]:
        """Return what was chosen, in words; nothing where everything is shown."""
        return [combo.label() for combo in (self._risk, self._person) if combo.code() not in ("", EVERY)]

    def chosen(self) -> list[AuditLine]:
        """Return the lines that risk and person ask for, oldest first."""
        code, person = self._risk.code(), self._person.code()
        lines = list(self._lines)
        if code == FRESH:
            gaps = self._gaps()
            lines = [line for line in lines if any(first <= line.seq <= last for first, last in gaps)]
        elif code not in ("", EVERY):
            if self._terms is None:
                self._terms = risk_terms(self._site.book)
            lines = lines_at_risk(lines, Risk(code), self._terms)
        return [line for line in lines if person in ("", EVERY, line.user)]

    def write_csv(self, target: Path) -> None:
        """Write the lines that are chosen, and record that; StorageError where the folder refuses."""
        book, lines = self._site.book, self.chosen()
        save_list(book, target, SavedList("audit", len(lines), audit_csv(book, lines, self._bench.language.code)))

    def _gaps(self) -> list[tuple[int, int]]:
        last = self._lines[-1].seq if self._lines else 0
        return not_reviewed(audit_reviews(self._site.book), last)

    def _say_state(self, tr: Words) -> None:
        book = self._site.book
        reviews, fresh = audit_reviews(book), sum(last - first + 1 for first, last in self._gaps())
        if not reviews:
            self._state.set(Tone.NEUTRAL, tr("Never reviewed"))
            return
        newest = reviews[-1]
        when = moment(newest.at, book.zone, book.now(), tr)
        by = tr("Reviewed to no. {seq} · {who} · {when}", seq=newest.last, who=book.person_name(newest.user), when=when)
        waiting = tr.many("{n} act since", "{n} acts since", fresh) if fresh else ""
        self._state.set(Tone.WARN if fresh else Tone.OK, " · ".join(part for part in (by, waiting) if part))

    def _ask(self) -> None:
        tr = self._bench.language.words
        last = self._lines[-1].seq if self._lines else 0
        note = tr("Up to no. {seq}: say what you looked for and what you found.", seq=last)
        sheet = WordsSheet(
            self._bench, self, self._site.book, tr("Record the review"), note, acts=[("review", tr("Reviewed"))]
        )  # fmt: skip
        sheet.closed.connect(lambda answer: self._record(last, answer))
        sheet.start()

    def open_incidents(self) -> None:
        """Show the log of incidents (PI-07)."""
        log = IncidentLog(self._bench, self, self._site.book)
        log.closed.connect(self._incident)
        log.start()

    def _incident(self, answer: object) -> None:
        if answer == NEW:
            sheet = new_incident(self._bench, self, self._site.book)
            sheet.closed.connect(lambda done: self.committed.emit() if done else None)
        elif answer == PRINT:
            try:
                print_incidents(self._bench, self, self._site)
            except KnownError as error:
                self._bench.messages.fail(error)

    def _record(self, last: int, answer: object) -> None:
        if not isinstance(answer, tuple):
            return
        try:
            record_review(self._site.book, last, answer[1])
        except KnownError as error:
            self._bench.messages.fail(error)
            return
        self.committed.emit()

    def _save(self) -> None:
        tr = self._bench.language.words
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save as CSV"), "audit-trail.csv", "CSV (*.csv)")
        if chosen:
            try:
                self.write_csv(Path(chosen))
            except KnownError as error:
                self._bench.messages.fail(error)
                return
            self.committed.emit()

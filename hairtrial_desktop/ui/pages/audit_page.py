"""The audit trail in plain words, and the check that the record is whole (21 CFR 11.10(e); E6(R3) 4.2.2)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.chain import Damage
from hairtrial_desktop.casebook.integrity import record_check
from hairtrial_desktop.casebook.list_paper import PrintedList
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.casebook.redaction import Place, erasable_texts
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.casebook.views.audit import AuditLine, audit_lines
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.audit_words import act_words, erased_words, source_words, status_words
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import (
    Button,
    ButtonKind,
    Cell,
    Column,
    EmptyState,
    Flow,
    SearchField,
    Segmented,
    Sheet,
    Table,
    TableRow,
    Token,
)  # fmt: skip
from hairtrial_desktop.ui.dates import exact, offset
from hairtrial_desktop.ui.dialogs.print_list import preview_list
from hairtrial_desktop.ui.dialogs.redact_sheet import RedactSheet
from hairtrial_desktop.ui.jobs import Lane
from hairtrial_desktop.ui.list_rows import audit_table
from hairtrial_desktop.ui.pages.audit_review_bar import AuditReviewBar
from hairtrial_desktop.ui.pages.list_card import ListCard
from hairtrial_desktop.ui.pages.page import Heading, Page
from hairtrial_desktop.ui.roles import role_word
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words

_SEARCH = 180  # pixels, at least
_OF_COMMIT = 4  # columns that say when, who and what


class AuditPage(Page):
    """Every committed change, newest first; a filter as one types; the integrity check."""

    NAME = RAIL = "audit"

    def __init__(self, bench: Bench, site: OpenSite) -> None:
        super().__init__(bench)
        self.site = site
        theme = bench.theme
        self._lines: list[AuditLine] = []
        self._shown: dict[str, AuditLine] = {}
        self._search = SearchField("audit_search", lambda: self._table)
        self._search.setMinimumWidth(_SEARCH)
        self._kind = Segmented(theme, name="audit_kind", clearable=False, digits=False)
        self._kind.set_choices([("all", ""), ("changes", ""), ("signatures", "")])
        self._kind.choose("all")
        self._verdict = Token(theme)
        self._verdict.hide()
        self._verify = Button(theme, kind=ButtonKind.PRIMARY, icon="audit", name="verify")
        self._erase = Button(theme, icon="lock", name="audit_erase", key="Ctrl E")
        self._print = Button(theme, icon="print", name="audit_print")
        self._table = Table(theme, name="audit_table", opens=False)
        self._empty = EmptyState(theme, "audit")
        bar = QHBoxLayout()
        bar.setSpacing(tokens.S3)
        bar.addWidget(self._search, 1, Qt.AlignmentFlag.AlignTop)
        acts = Flow(spacing=tokens.S3, between=tokens.S1, right=True)
        for part in (self._kind, self._print, self._erase, self._verdict, self._verify):
            acts.addWidget(part)
        bar.addLayout(acts)
        card = ListCard.around(theme, self._table, self._empty)
        self._reviewing = AuditReviewBar(bench, site)
        self._reviewing.changed.connect(self._show)
        self._reviewing.committed.connect(self.refresh)
        self.column.addLayout(bar)
        self.column.addWidget(self._reviewing)
        self.column.addWidget(card)
        self.column.addStretch(1)
        self._search.textChanged.connect(self._show)
        self._kind.chosen.connect(self._show)
        self._verify.clicked.connect(self.verify)
        self._print.clicked.connect(self.print_list)
        self._erase.clicked.connect(self._ask_to_erase)
        self._table.current_changed.connect(self._offer_erasing)
        shortcut = QShortcut(QKeySequence("Ctrl+E"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)  # a sheet over the page keeps its keys
        shortcut.activated.connect(self._ask_to_erase)

    def heading(self, tr: Words) -> Heading:
        """Return the title and how much there is."""
        return Heading(tr("Audit trail"), tr.many("{n} entry", "{n} entries", len(self._lines)))

    def refresh(self) -> None:
        """Read the trail anew."""
        book = self.site.book
        self._verify.setVisible(book.actor.may(Action.VERIFY))
        self._erase.setVisible(book.actor.may(Action.REDACT) and book.actor.may(Action.READ_DATA))
        self._verdict.hide()
        self._lines = list(audit_lines(book, self.words.language)) if book.actor.may(Action.READ_AUDIT) else []
        self._reviewing.show_lines(tuple(self._lines), self.words)
        self._show()
        self.heading_changed.emit()

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        self._search.setPlaceholderText(tr("Number, person, item or value"))
        self._search.setAccessibleName(tr("Search the audit trail"))
        self._kind.set_choices(
            [("all", tr("All")), ("changes", tr("Changes with a reason")), ("signatures", tr("Signatures"))]
        )
        self._kind.setAccessibleName(tr("Filter"))
        self._verify.setText(tr("Check that the record is whole"))
        self._print.setText(tr("Print …"))
        self._print.setVisible(self.site.book.actor.may(Action.PRINT))
        self._erase.setText(tr("Erase this text …"))
        self._table.setAccessibleName(tr("Audit trail"))
        when = f"{tr('When')} ({offset(self.site.book.now())})"
        self._table.set_columns([
            Column(tr("No."), 56, right=True), Column(when, 150), Column(tr("Who"), 150),
            Column(tr("Action"), 110), Column(tr("Where"), stretch=5), Column(tr("Old → new"), stretch=4),
            Column(tr("Reason"), stretch=3),
        ])  # fmt: skip
        self.refresh()

    def print_list(self) -> None:
        """Show the entries that are shown as a list to print, oldest first (FDA-07)."""
        lines = sorted(self._shown.values(), key=lambda line: (line.seq, line.position))
        about = [*self._reviewing.words_of_choice(), self._search.text().strip()]
        if self._kind.code() != "all":
            changes = self._kind.code() == "changes"
            about.insert(0, self.words("Changes with a reason") if changes else self.words("Signatures"))
        shown = PrintedList(
            "audit", self.words("Audit trail"), audit_table(self.site.book, lines, self.words),
            about=" · ".join(part for part in about if part),
        )  # fmt: skip
        preview_list(self.bench, self, self.site, shown)

    def verify(self) -> None:
        """Replay the whole record and compare; in the writing lane, so that nothing moves meanwhile."""
        self._verify.setEnabled(False)
        self._verify.setText(self.words("Checking …"))
        self.bench.jobs.run(Lane.WRITE, lambda _job: self.site.verify(), self._verified, self._failed)

    def _verified(self, damage: tuple[Damage, ...]) -> None:
        tr = self.words
        self._rest()
        self._verdict.show()
        if not damage:
            seq = self.site.book.shelves.store.head().seq
            self._verdict.set(Tone.OK, tr("Whole up to commit {seq}", seq=seq), "tick")
            self._keep_verdict()
            return
        self._verdict.set(Tone.BAD, tr.many("{n} place damaged", "{n} places damaged", len(damage)))
        DamageSheet(self.bench, self, damage).open()

    def _keep_verdict(self) -> None:
        book = self.site.book
        if not self.site.damages:
            try:
                record_check(book, book.shelves.store.head(), asked=True)
            except KnownError as error:
                self.bench.messages.fail(error)

    def _failed(self, error: BaseException) -> None:
        self._rest()
        self.bench.messages.fail(error)

    def _rest(self) -> None:
        self._verify.setEnabled(True)
        self._verify.setText(self.words("Check that the record is whole"))

    def _show(self, *_: object) -> None:
        tr, wanted, kind = self.words, self._search.text().strip().lower(), self._kind.code()
        rows: list[TableRow] = []
        self._shown = {}
        commit = -1
        for at, line in enumerate(reversed(self._reviewing.chosen())):
            if (kind == "changes" and not line.reason) or (kind == "signatures" and line.act != "sign"):
                continue
            row = self._row(at, line, tr)
            if not wanted or wanted in " ".join(cell.spoken() for cell in row.cells).lower():
                rows.append(row if line.seq != commit else _same_commit(row))
                self._shown[row.key] = line
                commit = line.seq
        self._table.set_rows(rows)
        self._print.setEnabled(bool(rows))
        self._empty.set(tr("No entry fits"), tr("Change the search, or choose All."))
        self._offer_erasing()

    def _place(self) -> Place | None:
        """Return the record of the row with the keyboard, None where it holds no text that can be erased."""
        line = self._shown.get(self._table.current_key())
        if line is None or self._erase.isHidden():
            return None
        place = Place(line.seq, line.position)
        return place if erasable_texts(self.site.book, place) else None

    def _offer_erasing(self) -> None:
        self._erase.setEnabled(self._place() is not None)

    def _ask_to_erase(self) -> None:
        place = self._place()
        if place is not None:
            sheet = RedactSheet(self.bench, self, self.site, place)
            sheet.closed.connect(self._erased)
            sheet.start()

    def _erased(self, commit: object) -> None:
        if commit is not None:
            self.bench.messages.say(self.words("Erased. The entry now says when, why and by whom."), Tone.OK)
            self.refresh()

    def _row(self, at: int, line: AuditLine, tr: Words) -> TableRow:
        book = self.site.book
        old, new = (line.old, line.new) if line.label else (status_words(line.old, tr), status_words(line.new, tr))
        change = f"{old or '—'} → {new or '—'}" if old or (line.label and new) else new
        where = line.where(tr.language, question_first=True)
        place = Cell("" if line.subject == SITE else line.subject, bold=True, note=where)
        when, who = exact(line.at, book.zone), book.person_name(line.user)
        tip = tr("{time} · workstation {workstation} · {user}", time=when, workstation=line.workstation, user=line.user)
        return TableRow(str(at), (
            Cell(str(line.seq), ink="text2", tip=tip), Cell(when[:19], short=when[5:16], tip=tip),
            Cell(who, note=role_word(line.role, tr), tip=tip), Cell(act_words(line.act, tr), tip=tip),
            place, Cell(change),
            Cell(line.reason, note=_beside_reason(line, tr, book)),
        ))  # fmt: skip


def _beside_reason(line: AuditLine, tr: Words, book: SiteBook) -> str:
    """Return who erased a text of it, the checks that prompted a correction, and where a value came from."""
    if line.erased is not None:
        gone = line.erased
        told = {"user": gone.user, "second_person": gone.second, "at": gone.at, "reason": gone.why}
        return erased_words(tr, book, told)
    said = [tr("Prompted by the check: {message}", message=message) for message in line.prompted]
    source = source_words(line.source, tr)
    said += [tr("After unblinding")] if line.after_unblinding else []
    return " · ".join([*said, *([source] if source and not line.reason else [])])


def _same_commit(row: TableRow) -> TableRow:
    """Return a further row of a commit: what holds for all of it stands once, in its first row."""
    said = tuple(Cell(tip=cell.tip) for cell in row.cells[:_OF_COMMIT])
    return TableRow(row.key, (*said, *row.cells[_OF_COMMIT:]))


class DamageSheet(Sheet):
    """Names every place of the record that is not what it was."""

    def __init__(self, bench: Bench, window: QWidget, damage: tuple[Damage, ...]) -> None:
        super().__init__(bench.theme, window, width=640, name="damage")
        tr = bench.language.words
        self.set_title(
            tr("The record was changed from outside"),
            tr("Enter nothing more. Keep this computer as it is and tell the site administrator and the sponsor."),
        )
        table = Table(bench.theme, name="damage_table", opens=False)
        table.set_columns([Column(tr("Table"), 150), Column(tr("Row")), Column(tr("What"), 140)])
        table.set_rows([
            TableRow(str(at), (Cell(one.table, bold=True), Cell(one.row), Cell(one.what)))
            for at, one in enumerate(damage)
        ])  # fmt: skip
        table.setFixedHeight(min(320, table.natural_height()))
        self.body.addWidget(table)
        done = self.add_action(Button(bench.theme, tr("Close"), ButtonKind.PRIMARY, key="Esc", name="damage_close"))
        done.clicked.connect(lambda: self.close_with(None))

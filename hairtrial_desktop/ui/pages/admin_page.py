"""Users of the site: who may come in and with which rights, every change of it, and the site's rules for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.house_rules import set_policy
from hairtrial_desktop.casebook.list_paper import PrintedList
from hairtrial_desktop.casebook.logins import release_lock
from hairtrial_desktop.casebook.policy import Policy, policy_of
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.casebook.recovery_proof import sheet_row
from hairtrial_desktop.casebook.views.people import (
    UserLine,
    last_review,
    record_review,
    review_table,
    user_changes,
    user_lines,
)  # fmt: skip
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import (
    Button,
    ButtonKind,
    Cell,
    Column,
    Label,
    ScrollArea,
    SidePanel,
    Table,
    TableRow,
)
from hairtrial_desktop.ui.dates import moment
from hairtrial_desktop.ui.dialogs.print_list import preview_list
from hairtrial_desktop.ui.jobs import Job, Lane
from hairtrial_desktop.ui.list_rows import user_table
from hairtrial_desktop.ui.pages.list_card import ListCard
from hairtrial_desktop.ui.pages.page import Heading, Page
from hairtrial_desktop.ui.people.asking_sheet import AskingSheet
from hairtrial_desktop.ui.people.destruction_sheet import order, retention_words
from hairtrial_desktop.ui.people.person_card import PersonCard
from hairtrial_desktop.ui.people.recovery_sheets import prove, renew
from hairtrial_desktop.ui.people.rules_card import RulesCard
from hairtrial_desktop.ui.people.sheets import PersonSheets
from hairtrial_desktop.ui.people.user_words import waiting_words
from hairtrial_desktop.ui.roles import role_word
from hairtrial_desktop.ui.rooms import Account, Accounts, OpenSite, Sheet
from hairtrial_desktop.ui.saved_list import SavedList, save_list
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words

_SOON = timedelta(days=90)  # a certificate that ends sooner is marked


class AdminPage(Page):
    """A table of the users, beside it what is true of the current one; below, the rules of the site."""

    NAME = RAIL = "admin"

    def __init__(self, bench: Bench, site: OpenSite, accounts: Accounts) -> None:
        super().__init__(bench)
        self.site, self.accounts = site, accounts
        self.sheets = PersonSheets(bench, self, site, accounts)
        theme = bench.theme
        self._lines: dict[str, UserLine] = {}
        self._note = Label("", "small", "text2", wrap=True)
        self._waits = Label("", "small", wrap=True)
        self._waits.setObjectName("keys_wait")
        self._add = Button(theme, icon="plus", name="add_user")
        self._release = Button(theme, kind=ButtonKind.PRIMARY, icon="lock", name="release_user")
        self._table = Table(theme, name="users_table", opens=False)
        self._person, self._rules = PersonCard(theme), RulesCard(theme)
        self._lay_out()
        self._table.marks_current = True
        self._table.current_changed.connect(self._show_person)
        self._release.clicked.connect(self.release)
        self._add.clicked.connect(lambda: self._follow(self.sheets.admit()))
        self._person.asked.connect(self._ask)
        self._rules.policy_chosen.connect(self._set_policy)
        self._rules.prove_asked.connect(lambda: self._follow(prove(self.bench, self, self.accounts)))
        self._rules.renew_asked.connect(self._renew_sheet)
        self._rules.table_asked.connect(self._save_table)
        self._rules.print_asked.connect(self.print_list)
        self._rules.destruction_asked.connect(lambda: self._follow(order(self.bench, self, self.site)))
        self._rules.reviewed.connect(lambda: self._do(lambda: record_review(self.site.book)))

    def heading(self, tr: Words) -> Heading:
        """Return the title, how many users there are and how many are locked."""
        locked = sum(self.accounts.is_locked(user) for user in self._lines)
        marks = ((Tone.BAD, tr.many("{n} account locked", "{n} accounts locked", locked)),) if locked else ()
        return Heading(tr("Users"), tr.many("{n} user", "{n} users", len(self._lines)), marks)

    def refresh(self) -> None:
        """Read the users anew; a locked one is current, so that the button is for it."""
        current = self._table.current_key()
        self._lines = {line.user: line for line in user_lines(self.site.book)}
        self._show()
        locked = next((user for user in self._lines if self.accounts.is_locked(user)), "")
        self._table.make_current(locked or (current if current in self._lines else next(iter(self._lines), "")))
        self._show_person()
        self.heading_changed.emit()

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        self._note.setText(
            tr("Five wrong passwords lock an account. Releasing it gives five new tries; your name is recorded.")
        )
        self._add.setText(tr("New user …"))
        self._table.setAccessibleName(tr("Users"))
        self._table.set_columns([
            Column(tr("User name"), 120), Column(tr("Name"), 110), Column(tr("Role"), 150),
            Column(tr("Added"), 100, drop=2), Column(tr("Delegation"), 190, drop=3), Column(tr("Account")),
        ])  # fmt: skip
        self._rules.retranslate(tr)
        self._show()
        self._show_person()

    def release(self) -> None:
        """Commit who lets the current user in again, then give new tries."""
        user = self._table.current_key()
        if not self.accounts.is_locked(user):
            return
        self._release.setEnabled(False)
        name = self.site.book.person_name(user)
        done = self.words("{name} can sign in again.", name=name)
        self._do(lambda: release_lock(self.site.book, self.accounts.release_lock, user), done)

    # -- acts

    def _ask(self, act: str) -> None:
        line = self._lines.get(self._table.current_key())
        opens: dict[str, Callable[[UserLine], AskingSheet]] = {
            "reset": self.sheets.reset, "role": self.sheets.role, "delegation": self.sheets.delegation,
            "renew": self.sheets.renew, "disable": self.sheets.disable,
        }  # fmt: skip
        if line is not None:
            self._follow(opens[act](line))

    def _follow(self, sheet: AskingSheet) -> None:
        sheet.closed.connect(self._after)

    def _after(self, done: object) -> None:
        self.refresh()
        if done:
            self.bench.messages.say(self.words("It is done and recorded."))
            self.data_changed.emit()

    def _set_policy(self, policy: object) -> None:
        if isinstance(policy, Policy):
            self._do(lambda: set_policy(self.site.book, policy))

    def _renew_sheet(self) -> None:
        drawn = self.accounts.draw_sheet()
        sheet = renew(self.bench, self, self.site, self.accounts, drawn)
        sheet.print_asked.connect(lambda: self._save_sheet(drawn))
        self._follow(sheet)

    def _save_sheet(self, drawn: Sheet) -> None:
        number = self.site.book.site.number
        self._save(self.words("Save a copy"), f"recovery-{number}.pdf", "PDF (*.pdf)",
                   lambda: self.accounts.sheet_pdf(drawn, self.words.language))  # fmt: skip

    def _save_table(self) -> None:
        day = self.site.book.now().date()
        chosen, _ = QFileDialog.getSaveFileName(self, self.words("Save a copy"), f"users-{day}.csv", "CSV (*.csv)")
        book, language = self.site.book, self.words.language

        def save() -> None:
            content = review_table(book, language).encode()
            save_list(book, Path(chosen), SavedList("users", len(user_lines(book)), content))

        if chosen:
            self._do(save, self.words("Saved as {file}.", file=chosen))

    def print_list(self) -> None:
        """Show the users with rights and delegations as a list to print and sign (EMA-12)."""
        table = user_table(self.site.book, self._lines.values(), self.words)
        shown = PrintedList("users", self.words("Users of the site"), table, scope="—")
        preview_list(self.bench, self, self.site, shown)

    def _save(self, title: str, name: str, kinds: str, content: Callable[[], bytes]) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, title, name, kinds)
        if chosen:
            self._do(lambda: Path(chosen).write_bytes(content()), self.words("Saved as {file}.", file=chosen))

    def _do(self, act: Callable[[], object], said: str = "") -> None:
        def work(_job: Job) -> object:
            return act()

        def done(_outcome: object) -> None:
            self._after(None)
            self.bench.messages.say(said or self.words("It is done and recorded."))
            self.data_changed.emit()

        self.bench.jobs.run(Lane.WRITE, work, done, self._failed)

    def _failed(self, error: BaseException) -> None:
        self.refresh()
        self.bench.messages.fail(error)

    # -- what is shown

    def _show(self) -> None:
        accounts = {account.user: account for account in self.accounts.people()}
        self._table.set_rows([self._row(line, accounts.get(line.user)) for line in self._lines.values()])
        state, tr = self.site.book.state(SITE), self.words
        row = sheet_row(state)
        proven, reviewed = row.get("proven", ""), last_review(self.site.book)
        sheet = tr("read back {when}", when=self._when(proven)) if proven else tr("never yet read back from paper")
        review = tr("last {when}", when=self._when(reviewed)) if reviewed else tr("never yet")
        self._rules.show_rules(policy_of(state), sheet, review, retention_words(self.site.book, tr))
        waits = waiting_words(self.site.book, tr)
        self._waits.setVisible(bool(waits))
        self._waits.setText(waits)

    def _show_person(self) -> None:
        tr, user = self.words, self._table.current_key()
        locked = bool(user) and self.accounts.is_locked(user)
        self._release.setVisible(self.site.book.actor.may(Action.ADMINISTER_USERS))
        self._release.setEnabled(locked)
        name = self.site.book.person_name(user) if locked else ""
        self._release.setText(tr("Release {name}", name=name) if locked else tr("Release"))
        self._release.setToolTip("" if locked else tr("This account is not locked."))
        line = self._lines.get(user)
        self._person.setVisible(line is not None)
        if line is None:
            return
        account = next((one for one in self.accounts.people() if one.user == user), None)
        facts = [
            (tr("Delegations"), "\n".join(self._periods(line))),
            (tr("Added"), self._when(line.added)),
            (tr("Password set"), self._when(line.secret_set)),
            (tr("Training"), tr("confirmed") if line.trained else tr("not yet confirmed")),
            (tr("Signing certificate until"), f"{account.certificate_until:%Y-%m-%d}" if account else ""),
        ]
        changes = [(self._when(change.at), change) for change in user_changes(self.site.book, user)]
        self._person.show_person(tr, line, facts, changes, own=user == self.site.book.actor.user)

    def _periods(self, line: UserLine) -> list[str]:
        tr = self.words
        now = tr("until further notice")
        return [f"{role_word(role, tr)}  {since} – {until or now}" for role, since, until in line.delegations]

    def _when(self, utc: str) -> str:
        book = self.site.book
        return moment(utc, book.zone, book.now(), self.words) if utc else ""

    def _row(self, line: UserLine, account: Account | None) -> TableRow:
        tr = self.words
        soon = account is not None and account.certificate_until < self.site.book.now() + _SOON
        if not line.enabled:
            state = Cell(tr("Disabled"), Tone.NEUTRAL)
        elif self.accounts.is_locked(line.user):
            state = Cell(tr("Locked"), Tone.BAD, note=tr("five wrong passwords"))
        elif not line.inside:
            state = Cell(tr("Not delegated today"), Tone.WARN)
        else:
            state = Cell(tr("Active"), Tone.OK, note=tr("certificate ends soon") if soon else "")
        since, until = line.delegations[-1][1:] if line.delegations else ("", "")
        period = f"{since} – {until}" if until else tr("since {day}", day=since) if since else ""
        cells = (
            Cell(line.user, bold=True), Cell(line.name), Cell(role_word(line.role.value, tr)),
            Cell(self._when(line.added)), Cell(period), state,
        )  # fmt: skip
        return TableRow(line.user, cells)

    def _lay_out(self) -> None:
        theme = self.theme
        bar = QHBoxLayout()
        bar.setSpacing(tokens.S3)
        bar.addWidget(self._note, 1)
        bar.addWidget(self._add)
        bar.addWidget(self._release)
        inner = QWidget()  # scrolls: on a low screen nothing is squashed
        left = QVBoxLayout(inner)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(tokens.S3)
        left.addLayout(bar)
        left.addWidget(self._waits)
        left.addWidget(ListCard.around(theme, self._table))
        left.addWidget(self._rules)
        left.addStretch(1)
        panel = SidePanel(theme)
        panel.add(self._person)
        line = QHBoxLayout()
        line.setSpacing(tokens.S3)
        line.addWidget(ScrollArea(inner), 1)
        line.addWidget(panel)
        self.column.addLayout(line, 1)

"""Users of the site: who may come in, who is locked out, and letting somebody in again."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.logins import release_lock
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, Cell, Column, Label, Table, TableRow
from hairtrial_desktop.ui.jobs import Job, Lane
from hairtrial_desktop.ui.pages.list_card import ListCard
from hairtrial_desktop.ui.pages.page import Heading, Page
from hairtrial_desktop.ui.roles import role_word
from hairtrial_desktop.ui.rooms import Account, OpenSite
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words


class AdminPage(Page):
    """A table of the users; the button releases the locked one that is current."""

    NAME = RAIL = "admin"

    def __init__(self, bench: Bench, site: OpenSite) -> None:
        super().__init__(bench)
        self.site = site
        theme = bench.theme
        self._people: tuple[Account, ...] = ()
        self._note = Label("", "small", "text2", wrap=True)
        self._release = Button(theme, kind=ButtonKind.PRIMARY, icon="lock", name="release_user")
        self._table = Table(theme, name="users_table", opens=False)
        bar = QHBoxLayout()
        bar.setSpacing(tokens.S3)
        bar.addWidget(self._note, 1)
        bar.addWidget(self._release)
        self.column.addLayout(bar)
        self.column.addWidget(ListCard.around(theme, self._table))
        self.column.addStretch(1)
        self._table.marks_current = True
        self._table.current_changed.connect(self._show_button)
        self._release.clicked.connect(self.release)

    def heading(self, tr: Words) -> Heading:
        """Return the title, how many users there are and how many are locked."""
        locked = sum(self._is_locked(person.user) for person in self._people)
        marks = ((Tone.BAD, tr.many("{n} account locked", "{n} accounts locked", locked)),) if locked else ()
        return Heading(tr("Users"), tr.many("{n} user", "{n} users", len(self._people)), marks)

    def refresh(self) -> None:
        """Read the accounts anew; a locked one is current, so that the button is for it."""
        self._people = self.site.accounts.people() if self.site.accounts else ()
        self._show()
        locked = next((person.user for person in self._people if self._is_locked(person.user)), "")
        if locked:
            self._table.make_current(locked)
        self._show_button()
        self.heading_changed.emit()

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        self._note.setText(
            tr("Five wrong passwords lock an account. Releasing it gives five new tries; your name is recorded.")
        )
        self._table.setAccessibleName(tr("Users"))
        self._table.set_columns([
            Column(tr("User name"), 150), Column(tr("Name"), 150), Column(tr("Role"), 170), Column(tr("Account")),
        ])  # fmt: skip
        self._show()
        self._show_button()

    def release(self) -> None:
        """Commit who lets the current user in again, then give new tries."""
        user, accounts = self._table.current_key(), self.site.accounts
        if accounts is None or not self._is_locked(user):
            return
        self._release.setEnabled(False)

        def work(_job: Job) -> str:
            release_lock(self.site.book, accounts.release_lock, user)
            return user

        self.bench.jobs.run(Lane.WRITE, work, self._released, self._failed)

    def _released(self, user: str) -> None:
        self.refresh()
        name = self.site.book.person_name(user)
        self.bench.messages.say(self.words("{name} can sign in again.", name=name))
        self.data_changed.emit()

    def _failed(self, error: BaseException) -> None:
        self.refresh()
        self.bench.messages.fail(error)

    def _is_locked(self, user: str) -> bool:
        accounts = self.site.accounts
        return accounts is not None and bool(user) and accounts.is_locked(user)

    def _show(self) -> None:
        self._table.set_rows([self._row(person, self.words) for person in self._people])

    def _show_button(self) -> None:
        tr, user = self.words, self._table.current_key()
        locked = self._is_locked(user)
        self._release.setVisible(self.site.book.actor.may(Action.ADMINISTER_USERS))
        self._release.setEnabled(locked)
        name = self.site.book.person_name(user) if locked else ""
        self._release.setText(tr("Release {name}", name=name) if locked else tr("Release"))
        self._release.setToolTip("" if locked else tr("This account is not locked."))

    def _row(self, person: Account, tr: Words) -> TableRow:
        if not person.enabled:
            state = Cell(tr("Disabled"), Tone.NEUTRAL)
        elif self._is_locked(person.user):
            state = Cell(tr("Locked"), Tone.BAD, note=tr("five wrong passwords"))
        else:
            state = Cell(tr("Active"), Tone.OK)
        role = role_word(person.role.value, tr)
        return TableRow(person.user, (Cell(person.user, bold=True), Cell(person.name), Cell(role), state))

"""The sheets that change people: each asks what one use case of ``casebook.people`` needs, and does it."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.actor import Role
from hairtrial_desktop.casebook.newcomer import IDENTITY_CHECKS, Newcomer
from hairtrial_desktop.casebook.people import (
    Reset,
    admit_user,
    change_role,
    disable_user,
    renew_key,
    reset_user,
    set_delegation,
    witnesses,
)  # fmt: skip
from hairtrial_desktop.casebook.ports import Credential
from hairtrial_desktop.casebook.views.people import UserLine
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.people.asking_sheet import Answers, AskingSheet
from hairtrial_desktop.ui.people.user_words import check_word
from hairtrial_desktop.ui.roles import role_word
from hairtrial_desktop.ui.rooms import Accounts, OpenSite

_OWN = {
    "wrong_password": "own_password", "password_too_short": "new_password", "password_past": "new_password",
    "password_guessed": "new_password", "password_personal": "new_password",
    "password_shared": "new_password", "password_repeat": "repeat_password",
}  # fmt: skip
_BY = {"reason_required": "reason", "wrong_password": "my_password", "delegation_dates": "until", "date_form": "since"}


def new_secret(sheet: AskingSheet, who: str) -> None:
    """Ask for a password that the person types, twice."""
    tr = sheet.words
    sheet.ask_password("new_password", tr("New password, typed by {name}", name=who), tr("At least 8 characters."))
    sheet.ask_password("repeat_password", tr("The same password again"))


def repeated(answers: Answers) -> str:
    """Return the new password; KnownError ``password_repeat`` if it was not typed alike twice."""
    if answers["new_password"] != answers["repeat_password"]:
        raise KnownError("password_repeat")
    return answers["new_password"]


class PersonSheets:
    """Opens the sheets over ``window``; each answers by its ``closed`` signal."""

    def __init__(self, bench: Bench, window: QWidget, site: OpenSite, accounts: Accounts) -> None:
        self._bench, self._window, self._site, self._accounts = bench, window, site, accounts

    def admit(self) -> AskingSheet:
        """Let somebody in."""
        tr, today = self._bench.language.words, self._site.book.now().date()
        note = tr("The person sits here and types the password. A user name belongs to one person for ever.")
        sheet = self._sheet(tr("New user"), note, "admit_sheet", columns=2)
        sheet.ask("user", tr("User name"))
        sheet.ask("name", tr("Name"))
        sheet.ask_choice("role", tr("Role"), [(role.value, role_word(role.value, tr)) for role in Role])
        checks = [(check, check_word(check, tr)) for check in IDENTITY_CHECKS]
        sheet.ask_choice("check", tr("How the identity was checked (never the number)"), checks)
        self._dates(sheet, today.isoformat(), "")
        new_secret(sheet, tr("the new user"))
        self._my_password(sheet)

        def act(answers: Answers) -> None:
            if not answers["role"]:
                raise KnownError("role_missing")
            since, until = _period(answers)
            newcomer = Newcomer(
                answers["user"].strip(), answers["name"].strip(), Role(answers["role"]), answers["check"], since, until
            )
            admit_user(self._site.book, self._accounts, newcomer, repeated(answers), self._me(answers))

        places = {**_OWN, **_BY, "user_exists": "user", "user_id_form": "user", "name_missing": "name"}
        sheet.start(tr("Let in"), act, places)
        return sheet

    def reset(self, line: UserLine) -> AskingSheet:
        """Give somebody who is present new keys, before a second person."""
        tr, book = self._bench.language.words, self._site.book
        note = tr("{name} sits here and types a new password. Signatures given before stay valid.", name=line.name)
        title = (
            tr("New password for {name}", name=line.name) if line.enabled else tr("Let {name} in again", name=line.name)
        )
        sheet = self._sheet(title, note, "reset_sheet", columns=2)
        sheet.ask("reason", tr("Why"))
        new_secret(sheet, line.name)
        seconds = witnesses(book, {book.actor.user, line.user})
        sheet.ask_choice("second", tr("Second person"), [(user, book.person_name(user)) for user in seconds])
        sheet.ask_password("second_password", tr("Password of the second person"))
        self._my_password(sheet)

        def act(answers: Answers) -> None:
            reset = Reset(line.user, repeated(answers), answers["reason"])
            second = Credential(answers["second"], answers["second_password"])
            reset_user(book, self._accounts, reset, self._me(answers), second)

        sheet.start(tr("Set new password"), act, {**_OWN, **_BY, "wrong_password": ""})
        return sheet

    def disable(self, line: UserLine) -> AskingSheet:
        """Let somebody go."""
        tr = self._bench.language.words
        note = tr("The account stays in the list for ever. The keys of this site are changed; this takes a moment.")
        sheet = self._sheet(tr("Disable {name}", name=line.name), note, "disable_sheet")
        sheet.ask("reason", tr("Why"))
        self._my_password(sheet)

        def act(answers: Answers) -> None:
            disable_user(self._site.book, self._accounts, line.user, answers["reason"], self._me(answers))

        sheet.start(tr("Disable"), act, _BY, danger=True)
        return sheet

    def role(self, line: UserLine) -> AskingSheet:
        """Entrust somebody who is present with another role."""
        tr = self._bench.language.words
        note = tr("From today on. The certificate names the role, so {name} gives the password too.", name=line.name)
        sheet = self._sheet(tr("Another role for {name}", name=line.name), note, "role_sheet")
        roles = [(role.value, role_word(role.value, tr)) for role in Role if role is not line.role]
        sheet.ask_choice("role", tr("Role"), roles)
        sheet.ask("reason", tr("Why"))
        sheet.ask_password("own_password", tr("Password of {name}", name=line.name))
        self._my_password(sheet)

        def act(answers: Answers) -> None:
            if not answers["role"]:
                raise KnownError("role_missing")
            own = Credential(line.user, answers["own_password"])
            change_role(
                self._site.book, self._accounts, own, Role(answers["role"]), answers["reason"], by=self._me(answers)
            )

        sheet.start(tr("Change role"), act, {"reason_required": "reason"})
        return sheet

    def renew(self, line: UserLine) -> AskingSheet:
        """Give somebody who is present a new signing key."""
        tr = self._bench.language.words
        note = tr("A new signing key and certificate under the same password. Signatures given before stay valid.")
        sheet = self._sheet(tr("New signing key for {name}", name=line.name), note, "renew_sheet")
        sheet.ask_password("own_password", tr("Password of {name}", name=line.name))
        self._my_password(sheet)

        def act(answers: Answers) -> None:
            own = Credential(line.user, answers["own_password"])
            renew_key(self._site.book, self._accounts, own, self._me(answers))

        sheet.start(tr("Draw a new key"), act, {})
        return sheet

    def delegation(self, line: UserLine) -> AskingSheet:
        """Correct the dates of the delegation log."""
        tr = self._bench.language.words
        _role, since, until = line.delegations[-1] if line.delegations else ("", "", "")
        note = tr("As in the delegation log. Access begins and ends with these dates.")
        sheet = self._sheet(tr("Delegation of {name}", name=line.name), note, "delegation_sheet")
        self._dates(sheet, since or self._site.book.now().date().isoformat(), until)
        sheet.ask("reason", tr("Why"))

        def act(answers: Answers) -> None:
            since, until = _period(answers)
            set_delegation(self._site.book, line.user, since, until, answers["reason"])

        sheet.start(tr("Save"), act, _BY)
        return sheet

    def _sheet(self, title: str, note: str, name: str, columns: int = 1) -> AskingSheet:
        return AskingSheet(self._bench, self._window, title, note, columns=columns, name=name)

    def _dates(self, sheet: AskingSheet, since: str, until: str) -> None:
        tr = sheet.words
        sheet.ask("since", tr("Delegated from"), "", since)
        sheet.ask("until", tr("Delegated until"), tr("Empty: until further notice."), until)

    def _my_password(self, sheet: AskingSheet) -> None:
        name = self._site.book.actor.name
        sheet.ask_password("my_password", sheet.words("Your password, {name}", name=name))

    def _me(self, answers: Answers) -> Credential:
        return Credential(self._site.book.actor.user, answers["my_password"])


def _period(answers: Answers) -> tuple[date, date | None]:
    since, until = answers["since"].strip(), answers["until"].strip()
    try:
        return date.fromisoformat(since), date.fromisoformat(until) if until else None
    except ValueError as error:
        raise KnownError("date_form") from error

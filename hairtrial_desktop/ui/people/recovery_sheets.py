"""The recovery sheet on screen: printed, then typed back from paper before it counts (OFF-08)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.people import witnesses
from hairtrial_desktop.casebook.ports import Credential
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button
from hairtrial_desktop.ui.people.asking_sheet import Answers, AskingSheet
from hairtrial_desktop.ui.people.sheets import new_secret, repeated
from hairtrial_desktop.ui.rooms import Accounts, OpenSite, Sheet, SiteDoor


class TypedSheet(AskingSheet):
    """Asks for the four lines of a sheet; beside each the check word, to be compared with the one on the paper."""

    print_asked = Signal()

    def ask_lines(self, accounts: Accounts | SiteDoor) -> None:
        """Ask for the lines of the paper."""
        self._lines = accounts.sheet_lines
        for at in range(self._lines):
            label = self.words("Line {n}", n=at + 1)
            field = self.ask(f"line{at}", label)
            field.edited.connect(
                lambda text, field=field, label=label: field.set_label(label, self._checked(accounts, text))
            )

    def typed(self, answers: Answers) -> str:
        """Return what was typed, line after line."""
        return "\n".join(answers[f"line{at}"] for at in range(self._lines))

    def _checked(self, accounts: Accounts | SiteDoor, text: str) -> str:
        word = accounts.check_word(text) if text.strip() else ""
        return self.words("Check word {word}: the same as on the paper?", word=word) if word else ""


def prove(bench: Bench, window: QWidget, accounts: Accounts) -> TypedSheet:
    """Type the sheet that is in the envelope, and see that it opens the site."""
    tr = bench.language.words
    note = tr("Type it from the paper. It is only tried: nothing is changed, and the record says that it opened.")
    sheet = TypedSheet(bench, window, tr("Check the recovery sheet"), note, columns=2, name="prove_sheet")
    sheet.ask_lines(accounts)
    sheet.start(tr("Try it"), lambda answers: accounts.prove_sheet(sheet.typed(answers)), {})
    return sheet


def renew(bench: Bench, window: QWidget, site: OpenSite, accounts: Accounts, drawn: Sheet) -> TypedSheet:
    """Put a new sheet in the place of the old one; ``print_asked`` from its first button."""
    tr, book = bench.language.words, site.book
    note = tr("Print it, type it back from the paper, lock it away at the hospital. Then the old sheet opens nothing.")
    sheet = TypedSheet(bench, window, tr("New recovery sheet"), note, columns=2, name="new_sheet")
    paper = Button(bench.theme, tr("Save the sheet as PDF …"), icon="print", name="sheet_print")
    paper.clicked.connect(sheet.print_asked)
    sheet.body.addWidget(paper)
    sheet.ask_lines(accounts)
    seconds = witnesses(book, {book.actor.user})
    sheet.ask_choice("second", tr("Second person"), [(user, book.person_name(user)) for user in seconds])
    sheet.ask_password("second_password", tr("Password of the second person"))
    sheet.ask_password("my_password", tr("Your password, {name}", name=book.actor.name))

    def act(answers: Answers) -> None:
        by = Credential(book.actor.user, answers["my_password"])
        second = Credential(answers["second"], answers["second_password"])
        accounts.take_sheet(drawn, sheet.typed(answers), by, second)

    sheet.start(tr("Put in force"), act, {})
    return sheet


def recover(bench: Bench, window: QWidget, door: SiteDoor) -> TypedSheet:
    """Let an administrator back in with the sheet, before anybody is logged in."""
    tr = bench.language.words
    note = tr("Only where no administrator can sign in. It is recorded, and everybody sees it in the audit trail.")
    sheet = TypedSheet(bench, window, tr("Use the recovery sheet"), note, columns=2, name="recover_sheet")
    sheet.ask_lines(door)
    sheet.ask("administrator", tr("User name of the administrator"))
    new_secret(sheet, tr("the administrator"))

    def act(answers: Answers) -> None:
        door.recover(sheet.typed(answers), answers["administrator"].strip(), repeated(answers))

    places = {
        "recover_administrator": "administrator", "password_too_short": "new_password",
        "password_guessed": "new_password", "password_personal": "new_password",
        "password_repeat": "repeat_password",
    }  # fmt: skip
    sheet.start(tr("Let back in"), act, places)
    return sheet

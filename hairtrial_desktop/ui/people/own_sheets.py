"""What everybody does for oneself: another password, and the word that one is trained and answers for one's entries."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.house_rules import acknowledge_training
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import CheckBox, Label
from hairtrial_desktop.ui.people.asking_sheet import Answers, AskingSheet
from hairtrial_desktop.ui.people.sheets import new_secret, repeated
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.words.statement import STATEMENT


def change_password(bench: Bench, window: QWidget, site: OpenSite, note: str = "") -> AskingSheet:
    """Ask for the old password and a new one; Signal ``closed(True)`` once it is set."""
    tr, name = bench.language.words, site.book.actor.name
    sheet = AskingSheet(bench, window, tr("Change password"), note, name="password_sheet")
    sheet.ask_password("old_password", tr("Your password now"))
    new_secret(sheet, name)

    def act(answers: Answers) -> None:
        site.change_password(answers["old_password"], repeated(answers))

    places = {
        "wrong_password": "old_password", "password_too_short": "new_password", "password_past": "new_password",
        "password_guessed": "new_password", "password_personal": "new_password",
        "password_repeat": "repeat_password",
    }  # fmt: skip
    sheet.start(tr("Change password"), act, places)
    return sheet


def confirm_training(bench: Bench, window: QWidget, site: OpenSite) -> AskingSheet:
    """Ask for the word before the first entry (P11-09); leaving it lets one read on, and enter nothing."""
    tr = bench.language.words
    note = tr("Asked once of everybody, and again when a new version changes how you work.")
    sheet = AskingSheet(bench, window, tr("Before your first entry"), note, name="training_sheet")
    lines = [tr(line) for line in STATEMENT]
    for line in lines:
        sheet.body.addWidget(Label(line, "body", wrap=True))
    agree = CheckBox(bench.theme, tr("This is so, and I confirm it under my name"), name="training_agree")
    sheet.body.addWidget(agree)

    def act(_answers: Answers) -> None:
        acknowledge_training(site.book, "\n".join(lines))

    sheet.start(tr("Confirm"), act, {})
    sheet.allow(on=False)
    agree.toggled.connect(lambda on: sheet.allow(on=on))
    return sheet

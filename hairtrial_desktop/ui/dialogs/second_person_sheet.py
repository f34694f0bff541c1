"""双人核对: another person of the site confirms with a password of their own (EudraLex Annex 11; protocol)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.role_words import ROLE_WORDS
from hairtrial_desktop.casebook.second_person import confirm_second_person
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, CodeCombo, PasswordField, Sheet, labelled
from hairtrial_desktop.ui.dialogs.value_table import held_values, value_table
from hairtrial_desktop.ui.rooms import OpenSite


class SecondPersonSheet(Sheet):
    """``closed(SecondPerson)`` once the other person's password was right, or None."""

    def __init__(self, bench: Bench, window: QWidget, site: OpenSite, session: FormSession, statement: str) -> None:
        super().__init__(bench.theme, window, width=560, name="second_person_sheet")
        self._site, self._session, self._words = site, session, bench.language.words
        tr = self._words
        self.set_title(tr("Check by a second person"), statement)
        self.body.addWidget(value_table(bench.theme, held_values(session, tr)))  # the very values that are vouched for
        self.person = CodeCombo(bench.theme, name="second_person", placeholder=tr("Who checks?"))
        self.person.set_choices(self._others())
        self.password = PasswordField(bench.theme, name="second_password")
        self.password.set_label(tr("Password of the second person"))
        self.password.set_caps_words(tr("Caps Lock is on"), tr("Show the password"))
        self.body.addWidget(labelled(tr("Who checks?"), self.person))
        self.body.addWidget(self.password)
        back = self.add_action(Button(bench.theme, tr("Back"), key="Esc", name="second_back"))
        back.clicked.connect(lambda: self.close_with(None))
        accept = self.add_action(
            Button(bench.theme, tr("I have checked it"), ButtonKind.PRIMARY, key="↵", name="second_accept")
        )
        accept.clicked.connect(self._accept)
        self.password.submitted.connect(self._accept)

    def start(self) -> None:
        """Show it with the keyboard on the person."""
        self.open(self.person)

    def _others(self) -> list[tuple[str, str]]:
        book, language = self._site.book, self._words.language
        may = ("nurse", "investigator")
        return [
            (user, f"{data['name']} · {ROLE_WORDS[data['role']].say(language)}")
            for user, data in sorted(book.people().items())
            if user != book.actor.user and data["role"] in may
        ]

    def _accept(self) -> None:
        if not self.person.code():
            self.person.setFocus()
            return
        try:
            confirmed = confirm_second_person(
                self._session, self._site.authenticator, self.person.code(), self.password.text()
            )
        except KnownError as error:
            self.password.clear()
            self.password.set_error(self._words.error(error))
            self.password.edit.setFocus()
            return
        self.close_with(confirmed)

"""What every sheet asks that signs something: user name the first time, the password again (21 CFR 11.200(a)(1))."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QWidget

from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, Label, PasswordField, Sheet, TextField
from hairtrial_desktop.ui.rooms import OpenSite


class SigningSheet(Sheet):
    """``closed(outcome)`` after the signature is committed, or None. A wrong password is said in place.

    Whoever derives from it fills ``body``, calls :meth:`ask` last, and says in :meth:`put` what is signed.
    """

    def __init__(self, bench: Bench, window: QWidget, site: OpenSite, width: int, name: str) -> None:
        super().__init__(bench.theme, window, width=width, name=name)
        self._bench, self._site = bench, site
        self._words = bench.language.words

    def put(self, password: str, user: str) -> object:
        """Sign, and return the outcome; KnownError where it is refused."""
        raise NotImplementedError

    def ask(self) -> None:
        """Add user name, password and buttons under what ``body`` holds."""
        tr, theme = self._words, self._bench.theme
        self.user = TextField(theme, name="sign_user")
        self.user.set_label(tr("User name"))
        self.body.addWidget(self.user)
        self.user.setHidden(not self._site.signing.asks_user)
        self.password = PasswordField(theme, name="password")
        self.password.set_label(tr("Your password again"))
        self.password.set_caps_words(tr("Caps Lock is on"), tr("Show the password"))
        self.body.addWidget(self.password)
        self.user.submitted.connect(self.password.edit.setFocus)
        back = self.add_action(Button(theme, tr("Back"), key="Esc", name="sign_back"))
        back.clicked.connect(lambda: self.close_with(None))
        self._sign_button = self.add_action(Button(theme, tr("Sign"), ButtonKind.PRIMARY, key="↵", name="sign_accept"))
        self._sign_button.clicked.connect(self._accept)
        self.password.submitted.connect(self._accept)

    def offer(self, refusal: KnownError | None) -> None:
        """Let it be signed, or say in place why it cannot be."""
        self.password.set_error("" if refusal is None else self._words.error(refusal))
        self.password.edit.setEnabled(refusal is None)
        self._sign_button.setEnabled(refusal is None)

    @property
    def first_field(self) -> QWidget:
        """Where the keyboard starts."""
        return self.user.edit if self._site.signing.asks_user else self.password.edit

    def facts(self, lines: list[tuple[str, str]]) -> QGridLayout:
        """Return names and values side by side."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.S4)
        grid.setVerticalSpacing(3)
        for row, (name, value) in enumerate(lines):
            grid.addWidget(Label(name, "body", "text2"), row, 0)
            grid.addWidget(Label(value, "strong", wrap=True), row, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _accept(self) -> None:
        if not self.password.text() or not self._sign_button.isEnabled():
            return
        self._sign_button.setEnabled(False)
        self._sign_button.setText(self._words("Signing …"))
        QTimer.singleShot(0, self, self._sign)  # the word is painted before the key is opened and the page is drawn

    def _sign(self) -> None:
        try:
            signed = self.put(self.password.text(), self.user.text())
        except KnownError as error:
            self._sign_button.setEnabled(True)
            self._sign_button.setText(self._words("Sign"))
            self.password.clear()
            place = self.user if error.code == "sign_user" else self.password
            self.user.set_error("")
            place.set_error(self._words.error(error))
            place.edit.setFocus()
            return
        finally:
            self.password.clear()
        self.close_with(signed)

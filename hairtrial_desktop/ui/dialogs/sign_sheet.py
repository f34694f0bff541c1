"""Signing: what is signed, its meaning, the password again (21 CFR 11.50, 11.200; Electronic Signature Law Art. 13)."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QWidget

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.role_words import ROLE_WORDS, roles_text
from hairtrial_desktop.casebook.signature_meanings import asked_of
from hairtrial_desktop.casebook.site_time import site_time
from hairtrial_desktop.casebook.standing import signatures
from hairtrial_desktop.casebook.views.eligibility import CriterionView, criteria_of
from hairtrial_desktop.casebook.views.grid import log_row
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, Label, PasswordField, ScrollArea, Sheet, TextField
from hairtrial_desktop.ui.dialogs.change_table import change_table
from hairtrial_desktop.ui.form.criteria_table import CriteriaTable
from hairtrial_desktop.ui.form.since_signature import changes_since, confirmed_findings
from hairtrial_desktop.ui.rooms import OpenSite

WIDE, NARROW = 860, 520


class SignSheet(Sheet):
    """``closed(SignedForm)`` after the signature is committed, or None. A wrong password is said in place."""

    def __init__(self, bench: Bench, window: QWidget, site: OpenSite, key: FormKey) -> None:
        criteria = _criteria(site, key)
        super().__init__(bench.theme, window, width=WIDE if criteria else NARROW, name="sign_sheet")
        self._bench, self._site, self._key = bench, site, key
        tr = self._words = bench.language.words
        asked = asked_of(site.book, key)
        meaning = asked.mine(site.book.actor.role.value) or (*asked.missing, *asked.meanings)[0]
        self.set_title(tr("Sign: {form}", form=site.book.form_of(key).name))
        self.body.addLayout(self._facts())
        changes = changes_since(tr, site.book, key)
        if changes:
            self.body.addWidget(Label(tr("Changed since the last signature"), "strong"))
            titles = (tr("Question"), tr("Signed then"), tr("Now"))
            self.body.addWidget(change_table(bench.theme, titles, changes))
        if criteria:
            self.body.addWidget(self._all_criteria(criteria), 1)
        statement = Label(meaning.meaning.say(tr.language), "lead_strong", "sign", wrap=True)
        statement.setObjectName("meaning")
        self.body.addWidget(statement)
        self.body.addWidget(Label(meaning.legal_reason.say(tr.language), "small", "text2", wrap=True))
        self.user = TextField(bench.theme, name="sign_user")
        self.user.set_label(tr("User name"))
        self.body.addWidget(self.user)
        self.user.setHidden(not site.signing.asks_user)
        self.password = PasswordField(bench.theme, name="password")
        self.password.set_label(tr("Your password again"))
        self.password.set_caps_words(tr("Caps Lock is on"), tr("Show the password"))
        self.body.addWidget(self.password)
        self.user.submitted.connect(self.password.edit.setFocus)
        self._add_buttons()

    def start(self) -> None:
        """Show it with the keyboard on the password, or with what stands in the way."""
        refusal = self._site.signing.refusal(self._key)
        if refusal is not None:
            self.password.set_error(self._words.error(refusal))
            self.password.edit.setEnabled(False)
            self._sign_button.setEnabled(False)
        self.open(self.user.edit if self._site.signing.asks_user else self.password.edit)

    def _add_buttons(self) -> None:
        tr, theme = self._words, self._bench.theme
        back = self.add_action(Button(theme, tr("Back"), key="Esc", name="sign_back"))
        back.clicked.connect(lambda: self.close_with(None))
        self._sign_button = self.add_action(Button(theme, tr("Sign"), ButtonKind.PRIMARY, key="↵", name="sign_accept"))
        self._sign_button.clicked.connect(self._accept)
        self.password.submitted.connect(self._accept)

    def _facts(self) -> QGridLayout:
        tr, book, key = self._words, self._site.book, self._key
        identity = book.identity(key.subject)
        subject = f"{key.subject}  {identity.masked}" if identity else key.subject
        person = f"{book.actor.name} · {ROLE_WORDS[book.actor.role.value].say(tr.language)}"
        facts = [
            (tr("Participant"), subject),
            (tr("Visit"), book.study_of(key).event(key.event).name.say(tr.language)),
            (tr("Signed by"), person),
        ]
        title = log_row(book, book.values(key.subject), key).title if book.form_of(key).log else ""
        if title:
            facts.insert(2, (tr("Entry"), f"#{key.form_repeat} {title}"))
        confirmed = confirmed_findings(book, key)
        if confirmed:
            said = tr.many("{n} finding confirmed with a reason", "{n} findings confirmed with a reason", confirmed)
            facts.append((tr("Findings"), said))
        if any(not view.standing for view in signatures(book.state(key.subject), key)):
            facts.append(
                (tr("Note"), tr("The data changed after an earlier signature; that one stays on record as void."))
            )
        facts += self._several()
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.S4)
        grid.setVerticalSpacing(3)
        for row, (name, value) in enumerate(facts):
            grid.addWidget(Label(name, "body", "text2"), row, 0)
            grid.addWidget(Label(value, "strong", wrap=True), row, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _several(self) -> list[tuple[str, str]]:
        """Return a line for each signature of a form that asks for several: given by whom and when, or missing."""
        tr, book = self._words, self._site.book
        asked = asked_of(book, self._key)
        if len(asked.meanings) == 1:
            return []
        given = {view.meaning: view.row.data for view in asked.put if view.standing}
        lines = []
        for meaning in asked.meanings:
            roles, data = roles_text(meaning.roles or ()), given.get(meaning.code)
            said = tr("missing") if data is None else f"{data['name']} · {site_time(book, data['at'])}"
            lines.append((tr("Signature"), f"{roles.say(tr.language)}: {said}"))
        return lines

    def _all_criteria(self, criteria: tuple[CriterionView, ...]) -> QWidget:
        table = CriteriaTable(self._bench.theme, self._words, unfolded=True)
        table.show_criteria(criteria)
        scroll = ScrollArea(table)
        room = self.window().height() - self._bench.theme.px(430)
        scroll.setFixedHeight(max(room, self._bench.theme.px(160)))
        return scroll

    def _accept(self) -> None:
        if not self.password.text() or not self._sign_button.isEnabled():
            return
        self._sign_button.setEnabled(False)
        self._sign_button.setText(self._words("Signing …"))
        QTimer.singleShot(0, self, self._sign)  # the word is painted before the key is opened and the page is drawn

    def _sign(self) -> None:
        try:
            signed = self._site.signing.sign(self._key, self.password.text(), self._words.language, self.user.text())
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


def _criteria(site: OpenSite, key: FormKey) -> tuple[CriterionView, ...]:
    """Return the criteria the signature vouches for, all unfolded; empty for other forms."""
    form = site.book.form_of(key)
    return criteria_of(site.book.values(key.subject), key) if "eligibility" in form.signed_as else ()

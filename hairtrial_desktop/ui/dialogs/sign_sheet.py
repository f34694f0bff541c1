"""Signing: what is signed, its meaning, the password again (21 CFR 11.50, 11.200; Electronic Signature Law Art. 13)."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.role_words import ROLE_WORDS, roles_text
from hairtrial_desktop.casebook.signature_meanings import asked_of
from hairtrial_desktop.casebook.site_time import site_time
from hairtrial_desktop.casebook.standing import signatures
from hairtrial_desktop.casebook.views.eligibility import CriterionView, criteria_of
from hairtrial_desktop.casebook.views.grid import log_row
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Label, ScrollArea
from hairtrial_desktop.ui.dialogs.change_table import change_table
from hairtrial_desktop.ui.dialogs.signing_sheet import SigningSheet
from hairtrial_desktop.ui.form.criteria_table import CriteriaTable
from hairtrial_desktop.ui.form.since_signature import changes_since, confirmed_findings
from hairtrial_desktop.ui.rooms import OpenSite

WIDE, NARROW = 860, 520


class SignSheet(SigningSheet):
    """``closed(SignedForm)`` after the signature is committed, or None. A wrong password is said in place."""

    def __init__(self, bench: Bench, window: QWidget, site: OpenSite, key: FormKey) -> None:
        criteria = _criteria(site, key)
        super().__init__(bench, window, site, WIDE if criteria else NARROW, "sign_sheet")
        self._key, tr = key, self._words
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
        self.ask()

    def put(self, password: str, user: str) -> object:
        """Sign the form."""
        return self._site.signing.sign(self._key, password, self._words.language, user)

    def start(self) -> None:
        """Show it with the keyboard on the password, or with what stands in the way."""
        self.offer(self._site.signing.refusal(self._key))
        self.open(self.first_field)

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
        asked = asked_of(book, key)
        if len(asked.papers) < len(asked.put):
            facts.append(
                (
                    tr("Note"),
                    tr("A signed paper was erased with a text that stood on it; that signature stays on record."),
                )
            )
        facts += self._several()
        return self.facts(facts)

    def _several(self) -> list[tuple[str, str]]:
        """Return a line for each signature of a form that asks for several: given by whom and when, or missing."""
        tr, book = self._words, self._site.book
        asked = asked_of(book, self._key)
        if len(asked.meanings) == 1:
            return []
        given = {view.meaning: view.row.data for view in asked.papers if view.standing}
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


def _criteria(site: OpenSite, key: FormKey) -> tuple[CriterionView, ...]:
    """Return the criteria the signature vouches for, all unfolded; empty for other forms."""
    form = site.book.form_of(key)
    return criteria_of(site.book.values(key.subject), key) if "eligibility" in form.signed_as else ()

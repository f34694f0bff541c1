"""Freeze, lock or unlock a form, a visit, a participant or the site: where, how far, and why (E6(R3) 4.2.6)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.locks import STEPS, Lock, LockLevel, lock_at, place_of, put_lock
from hairtrial_desktop.casebook.locks_hard import undo_hard_lock
from hairtrial_desktop.casebook.role_words import ROLE_WORDS
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import (
    Button,
    ButtonKind,
    CodeCombo,
    Label,
    PasswordField,
    Segmented,
    Sheet,
    TextArea,
)
from hairtrial_desktop.ui.dates import exact
from hairtrial_desktop.ui.query_words import LOCK_WORDS
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.words import msg

SCOPE_WORDS = {"form": msg("This form"), "visit": msg("This visit"), "subject": msg("Participant"), "site": msg("Site")}
STEP_WORDS = {
    LockLevel.NONE: msg("Unlock"),
    LockLevel.FROZEN: msg("Freeze"),
    LockLevel.SOFT: msg("Soft lock"),
    LockLevel.HARD: msg("Hard lock"),
}
MEANINGS = {
    LockLevel.NONE: msg("Entry goes on."),
    LockLevel.FROZEN: msg("No data changes while somebody looks; queries, notes and signatures go on."),
    LockLevel.SOFT: msg("Entry is finished; an investigator can unlock it with a reason."),
    LockLevel.HARD: msg(
        "Nothing changes any more. It needs closed queries, signatures and outcomes; undoing it takes two people."
    ),
}


def may_lock(site: OpenSite) -> bool:
    """Whether the person at the screen may freeze or lock anything."""
    return site.book.actor.may(Action.FREEZE) or site.book.actor.may(Action.LOCK)


class LockSheet(Sheet):
    """``closed(LockLevel)`` once it was committed, or None. ``scopes``: of form, visit, subject, site those offered."""

    def __init__(self, bench: Bench, window: QWidget, site: OpenSite, key: FormKey, scopes: Sequence[str]) -> None:
        super().__init__(bench.theme, window, width=560, name="lock_sheet")
        self._site, self._key, self._words, self._bench = site, key, bench.language.words, bench
        tr = self._words
        self.set_title(tr("Freeze or lock"), self._named())
        self.scope = Segmented(bench.theme, name="lock_scope", clearable=False)
        self.scope.set_choices([(scope, tr(SCOPE_WORDS[scope])) for scope in scopes])
        self.scope.setAccessibleName(tr("Where"))
        self.scope.choose(scopes[0])
        self._now = Label("", "small", "text2", wrap=True)
        self.step = Segmented(bench.theme, name="lock_step", clearable=False)
        self.step.setAccessibleName(tr("How far"))
        self._meaning = Label("", "small", "text2", wrap=True)
        self.reason = TextArea(bench.theme, name="lock_reason", lines=2)
        self.reason.setAccessibleName(tr("Reason"))
        self.reason.setPlaceholderText(tr("Reason, in your own words"))
        self.person = CodeCombo(bench.theme, name="lock_second", placeholder=tr("Who agrees?"))
        self.person.set_choices(self._others())
        self.person.setAccessibleName(tr("Who agrees?"))
        self.password = PasswordField(bench.theme, name="lock_password")
        self.password.set_label(tr("Password of the second person"))
        self.password.set_caps_words(tr("Caps Lock is on"), tr("Show the password"))
        self._refused = Label("", "body", "bad", wrap=True)
        for widget in (self.scope, self._now, self.step, self._meaning, self.reason, self.person, self.password,
                       self._refused):  # fmt: skip
            self.body.addWidget(widget)
        back = self.add_action(Button(bench.theme, tr("Back"), key="Esc", name="lock_back"))
        back.clicked.connect(lambda: self.close_with(None))
        self._go = self.add_action(Button(bench.theme, "", ButtonKind.PRIMARY, key="Ctrl ↵", name="lock_accept"))
        self._go.setShortcut("Ctrl+Return")
        self._go.clicked.connect(self._accept)
        self.scope.chosen.connect(self._scoped)
        self.step.chosen.connect(self._stepped)
        self.reason.textChanged.connect(self._offer)
        self._scoped()

    def start(self) -> None:
        """Show it with the keyboard on where."""
        self.open(self.scope)

    @property
    def place(self) -> str:
        """The place that is chosen."""
        return place_of(self.scope.code(), self._key, self._site.book.site.number)

    def _named(self) -> str:
        book, language = self._site.book, self._words.language
        form = book.study.forms[self._key.form].name.say(language)
        return f"{self._key.subject} · {book.study.event(self._key.event).name.say(language)} · {form}"

    def _held(self) -> Lock | None:
        return lock_at(self._site.book, self.place)

    def _scoped(self, *_: object) -> None:
        tr, lock, book = self._words, self._held(), self._site.book
        level = LockLevel.NONE if lock is None else lock.level
        said = tr(LOCK_WORDS[level])
        if lock is not None:
            said += f" · {book.person_name(lock.user)} · {exact(lock.at, book.zone)} · {lock.reason}"
        self._now.setText(said)
        steps = [after for (before, after), (_, right) in STEPS.items() if before is level and book.actor.may(right)]
        self.step.set_choices([(step.value, tr(STEP_WORDS[step])) for step in steps])
        self.step.setVisible(bool(steps))
        if steps:
            self.step.choose(steps[0].value)
        self._stepped()

    def _stepped(self, *_: object) -> None:
        tr, lock = self._words, self._held()
        chosen = LockLevel(self.step.code()) if self.step.code() else None
        self._meaning.setText(tr(MEANINGS[chosen]) if chosen else tr("Your role may not change this lock."))
        two = chosen is LockLevel.NONE and lock is not None and lock.level is LockLevel.HARD
        self.person.setVisible(two)
        self.password.setVisible(two)
        self._refused.hide()
        self._go.setText(tr(STEP_WORDS[chosen]) if chosen else tr("Lock"))
        self._go.updateGeometry()
        self._offer()

    def _offer(self) -> None:
        self._go.setEnabled(bool(self.step.code()) and bool(self.reason.toPlainText().strip()))

    def _others(self) -> list[tuple[str, str]]:
        book, language = self._site.book, self._words.language
        return [
            (user, f"{data['name']} · {ROLE_WORDS[data['role']].say(language)}")
            for user, data in sorted(book.people().items())
            if user != book.actor.user and data["role"] in ("nurse", "investigator")
        ]

    def _accept(self) -> None:
        if not self._go.isEnabled():
            return
        level, reason = LockLevel(self.step.code()), self.reason.toPlainText()
        book = self._site.book
        try:
            if self.password.isHidden():
                put_lock(book, self.place, level, reason)
            else:
                second = (self.person.code(), self.password.text())
                undo_hard_lock(book, self._site.authenticator, self.place, reason, second)
        except KnownError as error:
            self.password.clear()
            self._refused.setText(self._words.error(error))
            self._refused.show()
            return
        self.close_with(level)

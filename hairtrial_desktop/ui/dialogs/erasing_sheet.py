"""What every sheet asks that erases something for good: why, and the passwords of two persons (E6(R3) 4.2.2(b))."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.record import Commit
from hairtrial_desktop.casebook.redacted import SECOND
from hairtrial_desktop.casebook.role_words import ROLE_WORDS
from hairtrial_desktop.casebook.second_person import seconds_of
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, CodeCombo, Label, PasswordField, Sheet, TextArea
from hairtrial_desktop.ui.rooms import OpenSite


class ErasingSheet(Sheet):
    """``closed(Commit)`` once it is gone, or None. Subclasses say what goes, how far it reaches, and do it.

    ``chooser``: a widget above the reason that says which one, with its label.
    """

    def __init__(self, bench: Bench, window: QWidget, site: OpenSite, title: str) -> None:
        super().__init__(bench.theme, window, width=560, name="redact_sheet")
        self._bench, self._site, self._words = bench, site, bench.language.words
        tr = self._words
        note = tr("For what names a person and does not belong here. When, why and by whom it was erased stays.")
        self.set_title(title, note)

    def ask(self, chooser: tuple[str, QWidget] | None = None) -> None:
        """Add the fields and the buttons."""
        tr, bench = self._words, self._bench
        self._reach = Label("", "small", "text2", wrap=True)
        self.reason = TextArea(bench.theme, name="redact_reason", lines=2)
        self.reason.setAccessibleName(tr("Why is it erased?"))
        self.person = CodeCombo(bench.theme, name="redact_person", placeholder=tr("Who agrees?"))
        self.person.set_choices(self._others())
        self.person.setAccessibleName(tr("Who agrees?"))
        self.own = self._field(tr("Your password again"), "redact_own")
        self.password = self._field(tr("Password of the second person"), "redact_password")
        self._refused = Label("", "body", "bad", wrap=True)
        self._refused.hide()
        for title, widget in (
            *([chooser] if chooser else []), ("", self._reach), (tr("Why is it erased?"), self.reason),
            ("", self.own), (tr("Who agrees?"), self.person), ("", self.password), ("", self._refused),
        ):  # fmt: skip
            if title:
                self.body.addWidget(Label(title, "small", "text2"))
            self.body.addWidget(widget)
        back = self.add_action(Button(bench.theme, tr("Back"), key="Esc", name="redact_back"))
        back.clicked.connect(lambda: self.close_with(None))
        self._go = self.add_action(
            Button(bench.theme, tr("Erase for good"), ButtonKind.PRIMARY, key="Ctrl ↵", name="redact_accept")
        )
        self._go.setShortcut("Ctrl+Return")
        self._go.clicked.connect(self._accept)
        self.person.chosen.connect(self.offer)
        self.reason.textChanged.connect(self.offer)
        self.password.submitted.connect(self._accept)

    def start(self) -> None:
        """Show it with the keyboard on the reason."""
        self.open(self.reason)

    def ready(self) -> bool:
        """Whether it is said what goes."""
        return True

    def erase(self, why: str, second: tuple[str, str], password: str) -> Commit:
        """Do it; KnownError as the use case raises."""
        raise NotImplementedError

    def say_reach(self, told: list[str], backups: int) -> None:
        """Say how far it reaches: ``told`` first, then the ``backups`` made before, and what is never reached."""
        tr = self._words
        if backups:
            told = [*told, tr.many(
                "{n} backup made before still holds it until it is replaced.",
                "{n} backups made before still hold it until they are replaced.",
                backups,
            )]  # fmt: skip
        self._reach.setText(" ".join([*told, tr("What was printed or exported before is not reached.")]))

    def kept_backups(self) -> list[str]:
        """Return the names of the backups that are still there."""
        return [copy.path.name for copy in self._site.backups.sets()]

    def offer(self, *_: object) -> None:
        """Let it be done once everything is said."""
        self._go.setEnabled(bool(self.ready() and self.person.code() and self.reason.toPlainText().strip()))

    def _field(self, title: str, name: str) -> PasswordField:
        field, tr = PasswordField(self._bench.theme, name=name), self._words
        field.set_label(title)
        field.set_caps_words(tr("Caps Lock is on"), tr("Show the password"))
        return field

    def _others(self) -> list[tuple[str, str]]:
        book, language = self._site.book, self._words.language
        people = book.people()
        return [
            (user, f"{people[user]['name']} · {ROLE_WORDS[people[user]['role']].say(language)}")
            for user in seconds_of(book, SECOND)
        ]

    def _accept(self) -> None:
        if not self._go.isEnabled():
            return
        second = (self.person.code(), self.password.text())
        try:
            commit = self.erase(self.reason.toPlainText(), second, self.own.text())
        except KnownError as error:
            self.own.clear()
            self.password.clear()
            self._refused.setText(self._words.error(error))
            self._refused.show()
            return
        self.close_with(commit)

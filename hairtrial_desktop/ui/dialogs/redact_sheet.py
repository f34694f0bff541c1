"""Erasing a text from the record: what, why, and the password of a second person (E6(R3) 4.2.2(b))."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.redacted import SECOND
from hairtrial_desktop.casebook.redaction import (
    Place,
    backups_holding,
    copies_of,
    erasable_texts,
    papers_erased,
    redact,
)
from hairtrial_desktop.casebook.role_words import ROLE_WORDS
from hairtrial_desktop.casebook.second_person import seconds_of
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, CodeCombo, Label, PasswordField, Sheet, TextArea
from hairtrial_desktop.ui.rooms import OpenSite

_SHOWN = 60  # characters of a text in the list


class RedactSheet(Sheet):
    """``closed(Commit)`` once the text is gone, or None."""

    def __init__(self, bench: Bench, window: QWidget, site: OpenSite, place: Place) -> None:
        super().__init__(bench.theme, window, width=560, name="redact_sheet")
        self._bench = bench
        self._site, self._place, self._words = site, place, bench.language.words
        tr = self._words
        self.set_title(
            tr("Erase a text for good"),
            tr("For what names a person and does not belong here. When, why and by whom it was erased stays."),
        )
        self._texts = erasable_texts(site.book, place)
        self.text = CodeCombo(bench.theme, name="redact_text", placeholder=tr("Which text?"))
        self.text.set_choices([(str(at), _short(text)) for at, text in enumerate(self._texts)])
        self.text.setAccessibleName(tr("Which text?"))
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
            (tr("Which text?"), self.text), ("", self._reach), (tr("Why is it erased?"), self.reason),
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
        self.text.chosen.connect(self._chosen)
        self.person.chosen.connect(self._offer)
        self.reason.textChanged.connect(self._offer)
        self.password.submitted.connect(self._accept)
        if self._texts:
            self.text.choose("0")
        self._chosen()

    def _field(self, title: str, name: str) -> PasswordField:
        field, tr = PasswordField(self._bench.theme, name=name), self._words
        field.set_label(title)
        field.set_caps_words(tr("Caps Lock is on"), tr("Show the password"))
        return field

    def start(self) -> None:
        """Show it with the keyboard on the text, or on the reason where there is one text only."""
        self.open(self.text if len(self._texts) > 1 else self.reason)

    def _others(self) -> list[tuple[str, str]]:
        book, language = self._site.book, self._words.language
        people = book.people()
        return [
            (user, f"{people[user]['name']} · {ROLE_WORDS[people[user]['role']].say(language)}")
            for user in seconds_of(book, SECOND)
        ]

    def _what(self) -> str:
        return self._texts[int(self.text.code())] if self.text.code() else ""

    def _chosen(self, *_: object) -> None:
        tr, book, text = self._words, self._site.book, self._what()
        if text:
            entries = len(copies_of(book, self._place, text))
            told = [tr.many("It goes from {n} entry.", "It goes from {n} entries.", entries)]
            papers, kept = (
                papers_erased(book, self._place, text),
                [copy.path.name for copy in self._site.backups.sets()],
            )
            backups = backups_holding(book, self._place, kept)
            if papers:
                told.append(
                    tr.many(
                        "{n} signed paper that shows it goes too; its signature stays.",
                        "{n} signed papers that show it go too; their signatures stay.",
                        papers,
                    )
                )
            if backups:
                told.append(
                    tr.many(
                        "{n} backup made before still holds it until it is replaced.",
                        "{n} backups made before still hold it until they are replaced.",
                        backups,
                    )
                )
            told.append(tr("What was printed or exported before is not reached."))
            self._reach.setText(" ".join(told))
        self._reach.setVisible(bool(text))
        self._offer()

    def _offer(self, *_: object) -> None:
        self._go.setEnabled(bool(self._what() and self.person.code() and self.reason.toPlainText().strip()))

    def _accept(self) -> None:
        if not self._go.isEnabled():
            return
        what, why = (self._place, self._what()), self.reason.toPlainText()
        second = (self.person.code(), self.password.text())
        try:
            commit = redact(
                self._site.book, self._site.authenticator, what, why, second, password=self.own.text()
            )  # fmt: skip
        except KnownError as error:
            self.own.clear()
            self.password.clear()
            self._refused.setText(self._words.error(error))
            self._refused.show()
            return
        self.close_with(commit)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"

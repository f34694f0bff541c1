"""What the record says of one user, with the buttons that change it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from hairtrial_desktop.casebook.views.people import UserChange, UserLine
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.audit_words import act_words
from hairtrial_desktop.ui.components import Button, ButtonKind, Card, Label
from hairtrial_desktop.ui.form.refill import empty, show_now
from hairtrial_desktop.ui.people.user_words import changed_words, check_word, rights_words
from hairtrial_desktop.ui.roles import role_word
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.words import Words, msg

ACTS = {
    "reset": msg("New password …"),
    "role": msg("Another role …"),
    "delegation": msg("Delegation dates …"),
    "renew": msg("New signing key …"),
    "disable": msg("Disable …"),
}


class PersonCard(Card):
    """``asked(act)`` names one of ``ACTS``; ``when(utc)`` says a stored time in the site's zone."""

    asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._theme_ = theme
        self._content = QVBoxLayout()
        self._content.setSpacing(tokens.S1)
        self.body.addLayout(self._content)

    def show_person(
        self, tr: Words, line: UserLine, facts: Sequence[tuple[str, str]], changes: Sequence[tuple[str, UserChange]],
        *, own: bool,
    ) -> None:  # fmt: skip
        """Show ``line`` with more ``facts`` (name, text) and its ``changes`` (time as read, change)."""
        empty(self._content)
        self.set_title(line.name)
        self.set_aside(line.user)
        for name, text in (
            (tr("Role"), role_word(line.role.value, tr)),
            (tr("Rights"), rights_words(line.rights, tr)),
            (tr("Identity"), check_word(line.identity_checked, tr)),
            *facts,
        ):
            self._fact(name, text)
        self._content.addSpacing(tokens.S2)
        for act, word in ACTS.items():
            if self._offers(act, line, own=own):
                text = tr("Let in again …") if act == "reset" and not line.enabled else tr(word)
                kind = ButtonKind.DANGER if act == "disable" else ButtonKind.PLAIN
                button = Button(self._theme_, text, kind, name=f"person_{act}")
                button.clicked.connect(lambda _on=False, act=act: self.asked.emit(act))
                self._content.addWidget(button)
        self._content.addSpacing(tokens.S2)
        self._content.addWidget(Label(tr("Changes"), "strong"))
        for when, change in changes:
            self._change(tr, when, change)
        if self.isVisible():
            show_now(self)

    @staticmethod
    def _offers(act: str, line: UserLine, *, own: bool) -> bool:
        if own and act in {"reset", "disable"}:
            return False
        return line.enabled or act == "reset"

    def _fact(self, name: str, text: str) -> None:
        if text:
            self._content.addWidget(Label(name, "hint", "text3"))
            self._content.addWidget(Label(text, "body", wrap=True))

    def _change(self, tr: Words, when: str, change: UserChange) -> None:
        by = f"{change.by} + {change.second}" if change.second else change.by
        self._content.addWidget(Label(f"{when} · {by}", "hint", "text3", wrap=True))
        what = changed_words(change.changed, tr)
        said = " · ".join(part for part in (act_words(change.act, tr), what, change.reason) if part)
        self._content.addWidget(Label(said, "small", "text2", wrap=True))

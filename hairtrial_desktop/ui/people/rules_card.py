"""The site's rules for its people, its recovery sheet, and the periodic review of the users."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.policy import IDLE_MINUTES, PASSWORD_DAYS, Policy
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Button, Card, Flow, Label, Segmented
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.words import Words


class RulesCard(Card):
    """``policy_chosen(Policy)``; the other signals come from its buttons."""

    policy_chosen = Signal(object)
    prove_asked = Signal()
    renew_asked = Signal()
    table_asked = Signal()
    print_asked = Signal()
    reviewed = Signal()
    destruction_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._names = [Label("", "small", "text2", wrap=True) for _ in range(5)]
        self._days = Segmented(theme, name="password_days", clearable=False, digits=False)
        self._minutes = Segmented(theme, name="idle_minutes", clearable=False, digits=False)
        self._sheet, self._review = Label("", "body", wrap=True), Label("", "body", wrap=True)
        self._sheet.setObjectName("sheet_state")
        self._prove = Button(theme, name="sheet_prove")
        self._renew = Button(theme, name="sheet_renew")
        self._table = Button(theme, name="users_csv")
        self._print = Button(theme, icon="print", name="users_print")
        self._reviewed = Button(theme, name="users_reviewed")
        self._retention = Label("", "body", wrap=True)
        self._destroy = Button(theme, name="order_destruction")
        lines: tuple[tuple[QWidget, ...], ...] = (
            (self._days,), (self._minutes,), (self._sheet, self._prove, self._renew),
            (self._review, self._print, self._table, self._reviewed), (self._retention, self._destroy),
        )  # fmt: skip
        for name, parts in zip(self._names, lines, strict=True):
            line = Flow(spacing=tokens.S2, between=tokens.S1)
            for part in parts:
                line.addWidget(part)
            self.body.addSpacing(tokens.S1)
            self.body.addWidget(name)
            self.body.addLayout(line)
        self._days.chosen.connect(self._choose)
        self._minutes.chosen.connect(self._choose)
        self._prove.clicked.connect(self.prove_asked)
        self._renew.clicked.connect(self.renew_asked)
        self._table.clicked.connect(self.table_asked)
        self._print.clicked.connect(self.print_asked)
        self._reviewed.clicked.connect(self.reviewed)
        self._destroy.clicked.connect(self.destruction_asked)

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        self.set_title(tr("Rules of this site"))
        words = (
            tr("Passwords must be changed"),
            tr("Idle screen locks after"),
            tr("Recovery sheet"),
            tr("User review"),
            tr("End of retention"),
        )
        for label, text in zip(self._names, words, strict=True):
            label.setText(text)
        days = [(str(n), tr("after {n} days", n=n) if n else tr("never")) for n in PASSWORD_DAYS]
        self._days.set_choices(days)
        self._days.setAccessibleName(words[0])
        self._minutes.set_choices([(str(n), tr("{n} min", n=n)) for n in IDLE_MINUTES])
        self._minutes.setAccessibleName(words[1])
        self._prove.setText(tr("Check the sheet …"))
        self._renew.setText(tr("New sheet …"))
        self._print.setText(tr("Print …"))
        self._table.setText(tr("Save as table (CSV) …"))
        self._reviewed.setText(tr("I have reviewed the users"))
        self._destroy.setText(tr("Order the destruction …"))

    def show_rules(self, policy: Policy, sheet: str, review: str, retention: str) -> None:
        """Show the rules in force, what is known of the sheet, of the last review of users, and of the end."""
        self._days.choose(str(policy.password_days))
        self._minutes.choose(str(policy.idle_minutes))
        self._sheet.setText(sheet)
        self._review.setText(review)
        self._retention.setText(retention)

    def _choose(self, _code: str) -> None:
        self.policy_chosen.emit(Policy(int(self._days.code()), int(self._minutes.code())))

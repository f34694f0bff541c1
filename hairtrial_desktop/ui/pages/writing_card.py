"""The card that says whether this computer writes the record, and lets an administrator change that (OFF-07)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from hairtrial_desktop.casebook.actor import Action
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, Card, Label
from hairtrial_desktop.ui.dialogs.writing_sheet import WritingSheet
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.words import Words


class WritingCard(Card):
    """``changed`` after a hand-over or a take-over."""

    changed = Signal()

    def __init__(self, bench: Bench, site: OpenSite) -> None:
        super().__init__(bench.theme, margins=(16, 14, 16, 14))
        self._bench, self._site = bench, site
        self._state = Label("", "strong", wrap=True)
        self._why = Label("", "body", "text2", wrap=True)
        self._button = Button(bench.theme, icon="exchange", name="writing")
        says = QVBoxLayout()
        says.addWidget(self._state)
        says.addWidget(self._why)
        line = QHBoxLayout()
        line.setSpacing(tokens.S2)
        line.addLayout(says, 1)
        line.addWidget(self._button)
        self.body.addLayout(line)
        self._button.clicked.connect(self._ask)

    def show_state(self, tr: Words) -> None:
        """Say it anew."""
        writing, book = self._site.writing, self._site.book
        reason = writing.reading_only
        self._state.setText(tr("This computer writes the record") if reason is None else tr("This computer only reads"))
        self._why.setText(
            tr("Workstation {workstation} · one computer writes at a time", workstation=book.author.workstation)
            if reason is None
            else tr.error(reason)
        )
        self._button.setText(tr("Hand over …") if reason is None else tr("Take over …"))
        self._button.setVisible(book.actor.may(Action.HAND_OVER) and (reason is None or writing.can_be_lifted))

    def _ask(self) -> None:
        taking = self._site.writing.reading_only is not None
        sheet = WritingSheet(self._bench, self.window(), taking=taking)
        sheet.closed.connect(lambda reason: None if reason is None else self._change(str(reason), taking=taking))
        sheet.start()

    def _change(self, reason: str, *, taking: bool) -> None:
        writing, tr = self._site.writing, self._bench.language.words
        try:
            (writing.take_over if taking else writing.hand_over)(reason)
        except KnownError as error:
            self._bench.messages.fail(error)
            return
        self._bench.messages.say(
            tr("This computer writes the record from now on.")
            if taking
            else tr("Handed over: this computer only reads the record from now on.")
        )
        self.changed.emit()

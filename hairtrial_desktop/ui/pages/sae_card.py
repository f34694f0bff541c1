"""Serious adverse events whose report can leave now, without waiting for the month (OFF-05)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.casebook.views.sae_packages import SaeToSend
from hairtrial_desktop.ui.components import Button, ButtonKind, Card, Label, Row
from hairtrial_desktop.ui.dates import left_words
from hairtrial_desktop.ui.export_look import export_number
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words


class SaeCard(Card):
    """A row with a button for every such event; hidden where there is none. ``send_asked(subject)``."""

    send_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, edge=Tone.BAD)
        self._look = theme
        self._note = Label("", "small", "text2", wrap=True)
        self.body.addWidget(self._note)
        self._rows: list[Row] = []

    def show_events(self, tr: Words, book: SiteBook, events: tuple[SaeToSend, ...], *, may_send: bool) -> None:
        """Show the events; one package holds everything of its participant."""
        self.set_title(tr("Serious adverse events: reports to send"))
        self._note.setText(
            tr("Signed, sealed and checked like the monthly export, with this participant alone. The 24 hours stop "
               "when the report says how and when the sponsor had it.")
        )  # fmt: skip
        for row in self._rows:
            row.deleteLater()
        self._rows = [self._row(tr, book, one, may_send=may_send) for one in events]
        for row in self._rows:
            self.body.addWidget(row)
        self.setVisible(bool(events))

    def _row(self, tr: Words, book: SiteBook, one: SaeToSend, *, may_send: bool) -> Row:
        clock = one.event.clock
        told = [tr("changed since {number}", number=export_number(one.sent, tr))] if one.sent is not None else []
        if clock is not None and clock.running:
            told.insert(0, left_words(clock.left(book.now()), tr))
        row = Row(self._look, one.subject, one.event.term or tr("Not named yet"), " · ".join(told), clickable=False)
        button = Button(
            self._look, tr("Send this SAE report now"), ButtonKind.PRIMARY, name=f"sae_send:{one.event.key}"
        )
        button.clicked.connect(partial(self._ask, one.subject))
        row.add(button)
        button.setVisible(may_send)  # in its row: alone it would be a window of its own, and take the keyboard
        return row

    def _ask(self, subject: str) -> None:
        self.send_asked.emit(subject)

"""How long values are under way to the sponsor: the longest, and what waits (EMA-03)."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.casebook.views.transfer_lag import LagSummary
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Button, Card, Label
from hairtrial_desktop.ui.dates import moment
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.words import Words


class LagCard(Card):
    """One sentence and a button that saves the lag of every value as a table."""

    table_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._text = Label("", "body", "text2", wrap=True)
        self._text.setObjectName("lag_text")
        self._table = Button(theme, name="lag_csv")
        line = QHBoxLayout()
        line.setSpacing(tokens.S3)
        line.addWidget(self._text, 1)
        line.addWidget(self._table)
        self.body.addLayout(line)
        self._table.clicked.connect(self.table_asked)

    def show_lag(self, tr: Words, book: SiteBook, summary: LagSummary) -> None:
        """Say the longest way so far, and how many values wait since when."""
        self.set_title(tr("From entry to the sponsor's receipt"))
        self._table.setText(tr("Save as table (CSV) …"))
        longest = tr("Nothing was acknowledged yet.")
        if summary.longest is not None:
            longest = tr("The longest took {span}.", span=lag_words(summary.longest, tr))
        waits = tr("No value waits.")
        if summary.waiting:
            waits = tr.many(
                "{n} value waits, entered {when}.", "{n} values wait, the oldest entered {when}.", summary.waiting,
                when=moment(summary.oldest, book.zone, book.now(), tr),
            )  # fmt: skip
        self._text.setText(f"{longest} {waits}")


def lag_words(lag: timedelta, tr: Words) -> str:
    """Return a span in days, below one day in hours."""
    hours = int(lag.total_seconds() // 3600)
    if lag.days:
        return tr.many("{n} day", "{n} days", lag.days)
    return tr.many("{n} hour", "{n} hours", hours)

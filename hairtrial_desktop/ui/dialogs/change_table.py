"""Old and new of each value that is about to change, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Hairline, Label, ScrollArea
from hairtrial_desktop.ui.theme import Theme

MOST_SHOWN = 6  # lines before the table scrolls
LINE = 28


@dataclass(frozen=True)
class ChangeLine:
    """One value: its question, what is saved, what would be."""

    label: str
    old: str
    new: str


def change_table(theme: Theme, titles: tuple[str, str, str], changes: Sequence[ChangeLine]) -> QWidget:
    """Return the table."""
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, tokens.S2, 0)
    grid.setHorizontalSpacing(tokens.S3)
    grid.setVerticalSpacing(5)
    for column, title in enumerate(titles):
        grid.addWidget(Label(title, "small_strong", "text2"), 0, column)
    grid.addWidget(Hairline(), 1, 0, 1, 3)
    for row, change in enumerate(changes, start=2):
        grid.addWidget(Label(change.label, wrap=True), row, 0)
        old = Label(change.old, "body", "text2", wrap=True)
        font = old.font()
        font.setStrikeOut(True)
        old.setFont(font)
        grid.addWidget(old, row, 1)
        grid.addWidget(Label(change.new, "strong", wrap=True), row, 2)
    for column, share in enumerate((5, 3, 3)):
        grid.setColumnStretch(column, share)
    scroll = ScrollArea(table)
    scroll.setFixedHeight(theme.px(LINE) * (min(len(changes), MOST_SHOWN) + 1) + 8)
    return scroll

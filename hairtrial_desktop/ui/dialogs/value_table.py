"""What a form holds, a line a question, for whoever is to vouch for it."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Label, ScrollArea
from hairtrial_desktop.ui.form.item_words import label_of, said_value
from hairtrial_desktop.ui.form.questions import blocks_of
from hairtrial_desktop.ui.items.item_widget import AREA_WORDS, area_letter
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.words import Words

MOST_SHOWN = 9  # lines before the table scrolls
LINE = 25


def held_values(session: FormSession, words: Words) -> list[tuple[str, str]]:
    """Return (question, answer) of every question that holds something; both areas stand in one answer."""
    held = []
    for block in blocks_of(session):
        for question in block.questions:
            states = [session.state(key) for key in question.keys]
            if any(not state.cell.empty for state in states):
                answers = [said_value(words, state.item, state.cell, session.book.person_name) for state in states]
                areas = [words(AREA_WORDS[area_letter(state)]) if area_letter(state) else "" for state in states]
                said = [f"{area} {answer}".strip() for area, answer in zip(areas, answers, strict=True)]
                label = label_of(words, states[0]) if len(states) == 1 else question.item.question.say(words.language)
                held.append((label, "  ·  ".join(said)))
    return held


def value_table(theme: Theme, values: list[tuple[str, str]]) -> QWidget:
    """Return the table; it scrolls where it is long."""
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, tokens.S2, 0)
    grid.setHorizontalSpacing(tokens.S3)
    grid.setVerticalSpacing(5)
    for row, (label, value) in enumerate(values):
        grid.addWidget(Label(label, "small", "text2", wrap=True), row, 0)
        grid.addWidget(Label(value, "strong", wrap=True), row, 1)
    grid.setColumnStretch(0, 4)
    grid.setColumnStretch(1, 5)
    scroll = ScrollArea(table)
    scroll.setFixedHeight(theme.px(LINE) * min(len(values), MOST_SHOWN) + 8)
    return scroll

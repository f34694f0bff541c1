"""A few words from a person: to ask, answer, close a query, to write a note, to give the reason of a mark or a lock."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hairtrial_desktop.casebook.queries_words import doubts_about
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, CheckBox, Label, Sheet, TextArea
from hairtrial_desktop.ui.query_words import DOUBT_WORDS


class WordsSheet(Sheet):
    """``closed((code, text, ticked))`` for the button pressed, or None. The first of ``acts`` is Ctrl+Enter.

    ``said``: (who and when, what) lines above the field. ``tick``: the words of a box, none where empty.
    """

    def __init__(
        self, bench: Bench, window: QWidget, book: SiteBook, title: str, note: str, *,
        acts: Sequence[tuple[str, str]], said: Sequence[tuple[str, str]] = (), tick: str = "",
    ) -> None:  # fmt: skip
        super().__init__(bench.theme, window, width=520, name="words_sheet")
        self._book, self._words = book, bench.language.words
        tr = self._words
        self.set_title(title, note)
        if said:
            self.body.addLayout(_thread(said))
        self.text = TextArea(bench.theme, name="words_text", lines=3)
        self.text.setAccessibleName(title)
        self.text.textChanged.connect(self._typed)
        self.body.addWidget(self.text)
        self._doubt = Label("", "small", "warn", wrap=True)
        self._doubt.hide()
        self.body.addWidget(self._doubt)
        self.tick = CheckBox(bench.theme, tick, name="words_tick")
        self.tick.setVisible(bool(tick))
        if tick:
            self.body.addWidget(self.tick)
        back = self.add_action(Button(bench.theme, tr("Back"), key="Esc", name="words_back"))
        back.clicked.connect(lambda: self.close_with(None))
        self.buttons: dict[str, Button] = {}
        for code, word in reversed(acts):
            first = code == acts[0][0]
            kind = ButtonKind.PRIMARY if first else ButtonKind.PLAIN
            button = Button(bench.theme, word, kind, key="Ctrl ↵" if first else "", name=f"words_{code}")
            button.clicked.connect(lambda _on=False, code=code: self._accept(code))
            button.setEnabled(False)
            if first:
                button.setShortcut("Ctrl+Return")
            self.add_action(button)
            self.buttons[code] = button

    def start(self) -> None:
        """Show it with the keyboard in the field."""
        self.open(self.text)

    def _typed(self) -> None:
        text = self.text.toPlainText()
        for button in self.buttons.values():
            button.setEnabled(bool(text.strip()))
        doubts = doubts_about(self._book, text)
        self._doubt.setText("\n".join(self._words(DOUBT_WORDS[doubt]) for doubt in doubts))
        self._doubt.setVisible(bool(doubts))

    def _accept(self, code: str) -> None:
        text = self.text.toPlainText().strip()
        if text:
            self.close_with((code, text, self.tick.isChecked()))


def _thread(said: Sequence[tuple[str, str]]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(tokens.S1)
    for who, what in said:
        column.addWidget(Label(who, "hint", "text3", wrap=True))
        if what:
            column.addWidget(Label(what, "body", "text", wrap=True))
    return column

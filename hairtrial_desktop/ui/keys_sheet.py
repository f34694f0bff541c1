"""The keys of the program, by place: F1 shows them anywhere."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, KeyCap, Label, Sheet
from hairtrial_desktop.words import msg

_EVERYWHERE = (
    (("Ctrl K",), msg("go to a participant or a page")),
    (("Ctrl 1", "Ctrl 9"), msg("the pages at the left, from the top")),
    (("Ctrl L",), msg("lock the screen")),
    (("Ctrl +", "Ctrl −", "Ctrl 0"), msg("larger, smaller, usual letters")),
    (("Esc",), msg("back")),
)
_LISTS = (
    (("↑", "↓"), msg("walk the list, also from a search")),
    (("↵",), msg("open")),
    (("Ctrl P",), msg("in the casebook: print it")),
    (("Ctrl G",), msg("in the casebook: sign several forms")),
)
_FORM = (
    (("↵", "Tab"), msg("next question")),
    (("Shift Tab",), msg("the question before")),
    (("1", "9"), msg("choose an option by its number")),
    (("F2",), msg("note")),
    (("F3",), msg("photograph or scan")),
    (("F4",), msg("value is missing: say why")),
    (("F5",), msg("it is right: say why")),
    (("F8",), msg("query: ask, answer, close")),
    (("Ctrl S",), msg("save")),
    (("Ctrl ↵",), msg("complete")),
    (("Ctrl G",), msg("sign")),
    (("Ctrl P",), msg("print")),
)
_WORK = (
    (("F9", "Shift F9"), msg("source verified: question, form")),
    (("F7",), msg("form reviewed")),
    (("Shift F8",), msg("query on the form")),
    (("F6",), msg("freeze or lock")),
)
_PLACES = (
    ((msg("Everywhere"), _EVERYWHERE), (msg("Lists and casebook"), _LISTS), (msg("Beside the values"), _WORK)),
    ((msg("In a form"), _FORM),),
)


class KeysSheet(Sheet):
    """Two columns of keys with what they do; Esc or Enter closes it."""

    def __init__(self, bench: Bench, window: QWidget) -> None:
        super().__init__(bench.theme, window, width=760, name="keys_sheet")
        self._bench, tr = bench, bench.language.words
        self.set_title(tr("Keys"))
        columns = QHBoxLayout()
        columns.setSpacing(tokens.S5)
        for places in _PLACES:
            column = QVBoxLayout()
            column.setSpacing(tokens.S1)
            for title, keys in places:
                column.addWidget(Label(tr(title), "strong"))
                column.addLayout(self._grid(keys))
                column.addSpacing(tokens.S2)
            column.addStretch(1)
            columns.addLayout(column, 1)
        self.body.addLayout(columns)
        self._close = self.add_action(
            Button(bench.theme, tr("Close"), ButtonKind.PRIMARY, key="Esc", name="keys_close")
        )
        self._close.clicked.connect(lambda: self.close_with(None))

    def start(self) -> None:
        """Show it."""
        self.open(self._close)

    def _grid(self, keys: tuple[tuple[tuple[str, ...], str], ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.S3)
        grid.setVerticalSpacing(tokens.S1)
        for row, (caps, words) in enumerate(keys):
            line = QHBoxLayout()
            line.setSpacing(tokens.S1)
            for cap in caps:
                line.addWidget(KeyCap(self._bench.theme, cap))
            line.addStretch(1)
            grid.addLayout(line, row, 0)
            grid.addWidget(Label(self._bench.language.words(words), "small", "text2", wrap=True), row, 1)
        grid.setColumnMinimumWidth(0, self._bench.theme.px(132))
        grid.setColumnStretch(1, 1)
        grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        return grid

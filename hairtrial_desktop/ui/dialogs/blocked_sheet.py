"""What stands between the form and completion; each line goes to its question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hairtrial_desktop.casebook.data_keys import ItemKey
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, ScrollArea, Sheet, Token
from hairtrial_desktop.ui.form.way_row import WayRow
from hairtrial_desktop.ui.tokens import Tone

WIDTH, MARGINS = 640, 60  # pixels at 100 %; of the sheet and its scroll bar


@dataclass(frozen=True)
class Blocker:
    """One line: the item, its question, what is wrong, as a word in a tone."""

    key: ItemKey
    label: str
    sentence: str
    tone: Tone
    word: str


class BlockedSheet(Sheet):
    """``closed(ItemKey)`` with the item to go to, or None."""

    def __init__(self, bench: Bench, window: QWidget, blockers: Sequence[Blocker]) -> None:
        super().__init__(bench.theme, window, width=WIDTH, name="blocked_sheet")
        tr = bench.language.words
        note = tr("Nothing you entered is lost. Choose a line to go there.")
        self.set_title(
            tr.many(
                "{n} thing is open before the form is complete",
                "{n} things are open before the form is complete",
                len(blockers),
            ),
            note,
        )
        inner = QWidget()
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        self.rows: list[WayRow] = []
        for blocker in blockers:
            row = WayRow(
                bench.theme,
                blocker.label,
                blocker.sentence,
                name=f"blocked:{blocker.key.item}#{blocker.key.group_repeat}",
                aside=Token(bench.theme, blocker.tone, blocker.word),
            )
            row.activated.connect(lambda key=blocker.key: self.close_with(key))
            lines.addWidget(row)
            self.rows.append(row)
        lines.addStretch(1)
        scroll = ScrollArea(inner)
        needed = lines.totalHeightForWidth(bench.theme.px(WIDTH) - MARGINS) + 4
        scroll.setFixedHeight(min(needed, max(self.window().height() - bench.theme.px(240), bench.theme.px(120))))
        self.body.addWidget(scroll)
        back = self.add_action(
            Button(bench.theme, tr("Back to the form"), ButtonKind.PRIMARY, key="Esc", name="blocked_back")
        )
        back.clicked.connect(lambda: self.close_with(None))

    def start(self) -> None:
        """Show it with the keyboard on the first line."""
        self.open(self.rows[0] if self.rows else None)

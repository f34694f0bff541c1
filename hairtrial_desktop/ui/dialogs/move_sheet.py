"""Moving saved forms to the version in force, for a reason that stands in the audit trail."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, Label, Sheet
from hairtrial_desktop.ui.dialogs.reason_choice import ReasonChoice
from hairtrial_desktop.words import msg

COMMON = (msg("Amendment approved by the ethics committee"), msg("Asked for by the sponsor"))


class MoveSheet(Sheet):
    """``closed(reason)``, or None; ``lines`` say what will change."""

    def __init__(self, bench: Bench, window: QWidget, title: str, lines: Sequence[str]) -> None:
        super().__init__(bench.theme, window, width=560, name="move_sheet")
        tr = bench.language.words
        self.set_title(title, tr("Signatures of these forms become void; everything stays in the audit trail."))
        self.body.addWidget(Label("\n".join(lines), "body", "text2", wrap=True))
        self.choice = ReasonChoice(
            bench.theme, [tr(reason) for reason in COMMON], tr("Reason, in your own words"), name="move_reason"
        )
        self.body.addWidget(self.choice)
        back = self.add_action(Button(bench.theme, tr("Back"), key="Esc", name="move_back"))
        back.clicked.connect(lambda: self.close_with(None))
        self._go = self.add_action(Button(bench.theme, tr("Move"), ButtonKind.PRIMARY, key="↵", name="move_go"))
        self._go.setEnabled(False)
        self._go.clicked.connect(self._accept)
        self.choice.accepted.connect(self._accept)
        self.choice.changed.connect(lambda reason: self._go.setEnabled(bool(reason)))

    def start(self) -> None:
        """Show it with the keyboard on the common reasons."""
        self.open(self.choice.lines)

    def _accept(self) -> None:
        if self.choice.reason():
            self.close_with(self.choice.reason())

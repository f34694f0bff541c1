"""The reason for change: asked once per save, old → new of each value beside it (21 CFR 11.10(e); EMA 2023 6.2)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, Label, Sheet
from hairtrial_desktop.ui.dialogs.change_table import ChangeLine, change_table
from hairtrial_desktop.ui.dialogs.reason_choice import ReasonChoice
from hairtrial_desktop.words import msg

COMMON = (
    msg("Typing error"),
    msg("Source document corrected"),
    msg("Information added by the participant"),
    msg("Measured again"),
    msg("Late entry from the source"),
)
VOID = msg("The form is signed: saving makes the signature void, and it must be signed again.")


class ReasonSheet(Sheet):
    """``closed(reason)`` with the reason, or None if the person went back: then nothing was saved.

    ``signed``: a signature stands that saving makes void; it is said before, never found out afterwards.
    """

    def __init__(self, bench: Bench, window: QWidget, changes: Sequence[ChangeLine], *, signed: bool = False) -> None:
        super().__init__(bench.theme, window, width=560, name="reason_sheet")
        tr = bench.language.words
        note = tr.many("{n} saved value changes.", "{n} saved values change.", len(changes))
        self.set_title(tr("Why does it change?"), note)
        self.body.addWidget(change_table(bench.theme, (tr("Question"), tr("Saved"), tr("New")), changes))
        if signed:
            self.body.addWidget(Label(tr(VOID), "body", "bad", wrap=True))
        self.choice = ReasonChoice(bench.theme, [tr(reason) for reason in COMMON], tr("Reason, in your own words"))
        self.body.addWidget(self.choice)
        back = self.add_action(Button(bench.theme, tr("Back"), key="Esc", name="reason_back"))
        back.clicked.connect(lambda: self.close_with(None))
        self._save = self.add_action(Button(bench.theme, tr("Save"), ButtonKind.PRIMARY, key="↵", name="reason_save"))
        self._save.setEnabled(False)
        self._save.clicked.connect(self._accept)
        self.choice.accepted.connect(self._accept)
        self.choice.changed.connect(lambda reason: self._save.setEnabled(bool(reason)))

    def start(self) -> None:
        """Show it with the keyboard on the common reasons."""
        self.open(self.choice.lines)

    def _accept(self) -> None:
        if self.choice.reason():
            self.close_with(self.choice.reason())

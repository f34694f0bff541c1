"""Handing over or taking over the writing of the record: what it means, and why it is done."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, Label, Sheet
from hairtrial_desktop.ui.dialogs.reason_choice import ReasonChoice
from hairtrial_desktop.words import msg

TAKING = (msg("The old computer is gone"), msg("Moved to this computer"), msg("The original folder is gone"))
HANDING = (msg("Moving to another computer"), msg("This computer is given away"))


class WritingSheet(Sheet):
    """``closed(reason)`` with the reason, or None."""

    def __init__(self, bench: Bench, window: QWidget, *, taking: bool) -> None:
        super().__init__(bench.theme, window, width=520, name="writing_sheet")
        tr = bench.language.words
        title = tr("Take over writing on this computer") if taking else tr("Hand writing over to another computer")
        note = (
            tr("Only one computer may write. Make sure that nobody enters anything in the other copy any more.")
            if taking
            else tr(
                "Afterwards the record is only read here. Copy the data folder to the other computer; take over there."
            )
        )
        self.set_title(title, note)
        reasons = [tr(reason) for reason in (TAKING if taking else HANDING)]
        self.choice = ReasonChoice(bench.theme, reasons, tr("Reason, in your own words"), name="writing_reason")
        self.body.addWidget(Label(tr("The reason stands in the audit trail."), "small", "text2"))
        self.body.addWidget(self.choice)
        back = self.add_action(Button(bench.theme, tr("Back"), key="Esc", name="writing_back"))
        back.clicked.connect(lambda: self.close_with(None))
        word = tr("Take over") if taking else tr("Hand over")
        self._accept_button = self.add_action(
            Button(bench.theme, word, ButtonKind.PRIMARY, key="↵", name="writing_accept")
        )
        self._accept_button.setEnabled(False)
        self._accept_button.clicked.connect(self._accept)
        self.choice.accepted.connect(self._accept)
        self.choice.changed.connect(lambda reason: self._accept_button.setEnabled(bool(reason)))

    def start(self) -> None:
        """Show it with the keyboard on the common reasons."""
        self.open(self.choice.lines)

    def _accept(self) -> None:
        if self.choice.reason():
            self.close_with(self.choice.reason())

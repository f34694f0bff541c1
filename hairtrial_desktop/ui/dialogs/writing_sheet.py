"""Handing over or taking over the writing of the record: what it means, and why it is done."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Label
from hairtrial_desktop.ui.dialogs.reasoned_sheet import ReasonedSheet
from hairtrial_desktop.words import msg

TAKING = (msg("The old computer is gone"), msg("Moved to this computer"), msg("The original folder is gone"))
HANDING = (msg("Moving to another computer"), msg("This computer is given away"))


class WritingSheet(ReasonedSheet):
    """``closed(reason)`` with the reason, or None."""

    def __init__(self, bench: Bench, window: QWidget, *, taking: bool) -> None:
        super().__init__(bench, window, "writing", 520)
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
        self.body.addWidget(Label(tr("The reason stands in the audit trail."), "small", "text2"))
        self.ask_reason(TAKING if taking else HANDING, tr("Take over") if taking else tr("Hand over"))

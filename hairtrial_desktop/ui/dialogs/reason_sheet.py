"""The reason for change: asked once per save, old → new of each value beside it (21 CFR 11.10(e); EMA 2023 6.2)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Label
from hairtrial_desktop.ui.dialogs.change_table import ChangeLine, change_table
from hairtrial_desktop.ui.dialogs.reasoned_sheet import ReasonedSheet
from hairtrial_desktop.words import msg

COMMON = (
    msg("Typing error"),
    msg("Source document corrected"),
    msg("Information added by the participant"),
    msg("Measured again"),
    msg("Late entry from the source"),
)
VOID = msg("The form is signed: saving makes the signature void, and it must be signed again.")

UNBLINDED = msg("This participant was unblinded: an investigator changes it, and the change is marked for ever.")


class ReasonSheet(ReasonedSheet):
    """``closed(reason)`` with the reason, or None if the person went back: then nothing was saved.

    ``signed``: a signature stands that saving makes void; it is said before, never found out afterwards.
    ``unblinded``: so is that the change comes after unblinding (R3-22).
    """

    def __init__(
        self, bench: Bench, window: QWidget, changes: Sequence[ChangeLine], *,
        signed: bool = False, unblinded: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(bench, window, "change", 560)
        tr = bench.language.words
        note = tr.many("{n} saved value changes.", "{n} saved values change.", len(changes))
        self.set_title(tr("Why does it change?"), note)
        self.body.addWidget(change_table(bench.theme, (tr("Question"), tr("Saved"), tr("New")), changes))
        if signed:
            self.body.addWidget(Label(tr(VOID), "body", "bad", wrap=True))
        if unblinded:
            self.body.addWidget(Label(tr(UNBLINDED), "body", "bad", wrap=True))
        self.ask_reason(COMMON, tr("Save"), accept="save")

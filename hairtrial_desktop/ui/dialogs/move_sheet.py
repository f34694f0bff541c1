"""Moving saved forms to the version in force, for a reason that stands in the audit trail."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Label
from hairtrial_desktop.ui.dialogs.reasoned_sheet import ReasonedSheet
from hairtrial_desktop.words import msg

COMMON = (msg("Amendment approved by the ethics committee"), msg("Asked for by the sponsor"))


class MoveSheet(ReasonedSheet):
    """``closed(reason)``, or None; ``lines`` say what will change."""

    def __init__(self, bench: Bench, window: QWidget, title: str, lines: Sequence[str]) -> None:
        super().__init__(bench, window, "move", 560)
        tr = bench.language.words
        self.set_title(title, tr("Signatures of these forms become void; everything stays in the audit trail."))
        self.body.addWidget(Label("\n".join(lines), "body", "text2", wrap=True))
        self.ask_reason(COMMON, tr("Move"), accept="go")

"""Confirming a finding: it stands as it is, for a reason."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.study.definitions import CheckClass
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Label
from hairtrial_desktop.ui.dialogs.reasoned_sheet import ReasonedSheet
from hairtrial_desktop.words import msg

COMMON = (
    msg("Checked against the source"),
    msg("Measured twice"),
    msg("Confirmed by the investigator"),
    msg("Asked the participant again"),
)


class ConfirmSheet(ReasonedSheet):
    """``closed(reason)`` with the reason, or None."""

    def __init__(self, bench: Bench, window: QWidget, label: str, message: str, check_class: CheckClass) -> None:
        super().__init__(bench, window, "confirm", 480)
        tr = bench.language.words
        deviation = check_class is CheckClass.PROTOCOL
        self.set_title(
            tr("It happened like this: a deviation from the protocol")
            if deviation
            else tr("Is it right as it stands?"),
            label,
        )
        self.body.addWidget(Label(message, "body", "warn", wrap=True))
        self.ask_reason(COMMON, tr("Acknowledge") if deviation else tr("Confirm"))

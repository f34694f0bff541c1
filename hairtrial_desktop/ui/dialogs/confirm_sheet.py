"""Confirming a finding: it stands as it is, for a reason."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.study.definitions import CheckClass
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, Label, Sheet
from hairtrial_desktop.ui.dialogs.reason_choice import ReasonChoice
from hairtrial_desktop.words import msg

COMMON = (
    msg("Checked against the source"),
    msg("Measured twice"),
    msg("Confirmed by the investigator"),
    msg("Asked the participant again"),
)


class ConfirmSheet(Sheet):
    """``closed(reason)`` with the reason, or None."""

    def __init__(self, bench: Bench, window: QWidget, label: str, message: str, check_class: CheckClass) -> None:
        super().__init__(bench.theme, window, width=480, name="confirm_sheet")
        tr = bench.language.words
        deviation = check_class is CheckClass.PROTOCOL
        self.set_title(
            tr("It happened like this: a deviation from the protocol")
            if deviation
            else tr("Is it right as it stands?"),
            label,
        )
        self.body.addWidget(Label(message, "body", "warn", wrap=True))
        self.choice = ReasonChoice(
            bench.theme, [tr(reason) for reason in COMMON], tr("Reason, in your own words"), name="confirm_reason"
        )
        self.body.addWidget(self.choice)
        back = self.add_action(Button(bench.theme, tr("Back"), key="Esc", name="confirm_back"))
        back.clicked.connect(lambda: self.close_with(None))
        word = tr("Acknowledge") if deviation else tr("Confirm")
        self._accept_button = self.add_action(
            Button(bench.theme, word, ButtonKind.PRIMARY, key="↵", name="confirm_accept")
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

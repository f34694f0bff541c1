"""A sheet whose act takes a reason: common ones to pick, a line for one's own, and nothing done without it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.components import Button, ButtonKind, Sheet
from hairtrial_desktop.ui.dialogs.reason_choice import ReasonChoice


class ReasonedSheet(Sheet):
    """``closed(reason)`` with the reason, or None if the person went back. Controls are named after ``name``."""

    def __init__(self, bench: Bench, window: QWidget, name: str, width: int) -> None:
        super().__init__(bench.theme, window, width=width, name=f"{name}_sheet")
        self._bench, self._named = bench, name

    def ask_reason(self, common: Sequence[str], act: str, *, accept: str = "accept") -> None:
        """Add the reasons (msgids) and the buttons; ``act`` is the word on the button, ``accept`` its name's end."""
        tr, theme = self._bench.language.words, self._bench.theme
        reasons = [tr(reason) for reason in common]
        self.choice = ReasonChoice(theme, reasons, tr("Reason, in your own words"), name=f"{self._named}_reason")
        self.body.addWidget(self.choice)
        back = self.add_action(Button(theme, tr("Back"), key="Esc", name=f"{self._named}_back"))
        back.clicked.connect(lambda: self.close_with(None))
        go = self.add_action(Button(theme, act, ButtonKind.PRIMARY, key="↵", name=f"{self._named}_{accept}"))
        go.setEnabled(False)
        go.clicked.connect(self._accept)
        self.choice.accepted.connect(self._accept)
        self.choice.changed.connect(lambda reason: go.setEnabled(bool(reason)))

    def start(self) -> None:
        """Show it with the keyboard on the common reasons."""
        self.open(self.choice.lines)

    def answer(self, reason: str) -> object:
        """Return what to close with."""
        return reason

    def _accept(self) -> None:
        if self.choice.reason():
            self.close_with(self.answer(self.choice.reason()))

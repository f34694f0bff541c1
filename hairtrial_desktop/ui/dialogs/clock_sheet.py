"""Letting a clock stand that cannot be believed: the administrator says why, and work goes on (OFF-06)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hairtrial_desktop.casebook.clock_care import override_clock
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.people.asking_sheet import Answers, AskingSheet
from hairtrial_desktop.ui.rooms import OpenSite


def let_clock_stand(bench: Bench, window: QWidget, site: OpenSite, trouble: str) -> AskingSheet:
    """Ask for the reason under the sentence of the ``trouble``; Signal ``closed(True)`` once it is recorded."""
    tr = bench.language.words
    sheet = AskingSheet(bench, window, tr("Let the clock stand"), trouble, name="clock_sheet")
    sheet.ask("clock_reason", tr("Why the clock is right as it is"), tr("Your name and this reason are recorded."))

    def act(answers: Answers) -> None:
        override_clock(site.book, answers["clock_reason"])

    sheet.start(tr("Let it stand"), act, {"reason_required": "clock_reason"})
    return sheet

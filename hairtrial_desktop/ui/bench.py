"""What every page works with: how it looks, what it says, whom it tells, and who works for it."""

from __future__ import annotations

from dataclasses import dataclass

from hairtrial_desktop.ui.jobs import Jobs
from hairtrial_desktop.ui.language import Language
from hairtrial_desktop.ui.message_center import MessageCenter
from hairtrial_desktop.ui.theme import Theme


@dataclass(frozen=True)
class Bench:
    """Given to every page and dialog by its maker; nothing of it is global."""

    theme: Theme
    language: Language
    messages: MessageCenter
    jobs: Jobs

"""What the main window asks of any page it hosts."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import SignalInstance

from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words


class Hosted(Protocol):
    """A page, whatever it is made of; it is a ``QWidget`` too."""

    heading_changed: SignalInstance

    def heading(self) -> tuple[str, str]:
        """Return title and sub-title."""

    def tokens(self) -> tuple[tuple[Tone, str], ...]:
        """Return what stands as tokens at the right of the top bar."""

    def refresh(self) -> None:
        """Show what is true now."""

    def prepare_leave(self) -> None:
        """Keep what is unsaved; may raise KnownError."""

    def set_words(self, words: Words) -> None:
        """Say every text anew."""

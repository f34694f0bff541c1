"""What every page is: a plane under the top bar that can be opened, left and said in another language."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.rooms import OpenSite
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words


class Page(QWidget):
    """Base of the pages of the rail; ``NAME`` is the page's name for routing and tests.

    Intents go out as signals; no page knows another one. The pages of a form and a casebook keep the same protocol
    (``ui.hosted``) without this base.
    """

    NAME = "page"

    heading_changed = Signal()
    page_asked = Signal(str)  # name of a page of the rail
    subject_asked = Signal(str)  # subject number: its casebook
    form_asked = Signal(object)  # FormKey
    data_changed = Signal()  # something was committed: counts are stale

    def __init__(self, bench: Bench, site: OpenSite) -> None:
        super().__init__()
        self.bench, self.site = bench, site
        self.theme = bench.theme
        self.setObjectName(self.NAME)
        self.setProperty("plane", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(tokens.S5, tokens.S4, tokens.S5, tokens.S4)
        self.column.setSpacing(tokens.S3)

    @property
    def words(self) -> Words:
        """The words of the window's language."""
        return self.bench.language.words

    def heading(self) -> tuple[str, str]:
        """Return title and sub-title for the top bar."""
        raise NotImplementedError

    def tokens(self) -> tuple[tuple[Tone, str], ...]:
        """Return what stands as tokens at the right of the top bar."""
        return ()

    def refresh(self) -> None:
        """Show what is true now; called each time the page comes to the front."""
        raise NotImplementedError

    def prepare_leave(self) -> None:
        """Keep what is unsaved, before another page comes to the front."""

    def set_words(self, words: Words) -> None:
        """Say every text anew."""
        raise NotImplementedError

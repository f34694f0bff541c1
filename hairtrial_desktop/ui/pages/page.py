"""What every page is: a plane under the top bar that can be opened, left and said in another language."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.bench import Bench
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words


@dataclass(frozen=True)
class Heading:
    """What the top bar says of a page; ``marks`` become tokens at its right.

    ``person`` is number and masked name of the participant: it is never cut, whatever else has to be.
    """

    title: str
    subtitle: str = ""
    marks: tuple[tuple[Tone, str], ...] = ()
    person: str = ""


class Page(QWidget):
    """Base of the pages. ``NAME`` is its name for routing and tests; ``RAIL`` the rail entry that is lit.

    Intents go out as signals; no page knows another one.
    """

    NAME = "page"
    RAIL = "today"

    heading_changed = Signal()
    open_page = Signal(str)  # name of a page of the rail
    open_subject = Signal(str)  # subject number: its casebook
    open_form = Signal(object)  # FormKey, or ItemKey to go to one question
    data_changed = Signal()  # something was committed: counts are stale

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
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

    @property
    def theme(self) -> Theme:
        """The theme of the window."""
        return self.bench.theme

    def heading(self, tr: Words) -> Heading:
        """Return what the top bar says."""
        raise NotImplementedError

    def open(self, target: object = None) -> None:
        """Come to the front. ``target``: what to show, for pages of many things."""
        del target
        self.refresh()

    def refresh(self) -> None:
        """Show what is true now."""
        raise NotImplementedError

    def first_stop(self) -> QWidget | None:
        """Return where the keyboard belongs when the page has come to the front: its first stop for Tab, if any."""
        for widget in self.findChildren(QWidget):
            stops = bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)
            if stops and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None:
                return widget
        return None

    def leave(self) -> bool:
        """Give up the front: keep what is unsaved. Return False to stay (something needs an answer first)."""
        return True

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        raise NotImplementedError

"""The bar above every page: where one is, and the few things that are always at hand."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Button, ButtonKind, Label, LanguageToggle, Token
from hairtrial_desktop.ui.pages.page import Heading
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Mode, Tone
from hairtrial_desktop.words import Words


class TopBar(QWidget):
    """Title, sub-title, marks; search, language, light and dark, lock."""

    search = Signal()
    language = Signal(str)
    lock = Signal()

    def __init__(self, theme: Theme, *, demo: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("plane", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = Label("", "title")
        self._subtitle = Label("", "body", "text2", elide=True)
        self._marks: list[Token] = []
        self._demo = Token(theme, Tone.WARN, "DEMO", parent=self)
        self._demo.setVisible(demo)
        self._search = Button(theme, key="Ctrl K", icon="search", kind=ButtonKind.QUIET, name="search")
        self._toggle = LanguageToggle(theme)
        self._mode = Button(theme, icon="moon", kind=ButtonKind.QUIET, name="mode")
        self._lock = Button(theme, name="lock")
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(tokens.S5, 0, tokens.S5, 0)
        self._line.setSpacing(tokens.S3)
        self._line.addWidget(self._title)
        self._line.addSpacing(tokens.S1)
        self._line.addWidget(self._subtitle, 1)
        for widget in (self._demo, self._search, self._toggle, self._mode, self._lock):
            self._line.addWidget(widget)
        self._search.clicked.connect(self.search)
        self._toggle.wanted.connect(self.language)
        self._mode.clicked.connect(theme.toggle_mode)
        self._lock.clicked.connect(self.lock)
        self._redress()
        theme.changed.connect(self._redress)

    def show_heading(self, heading: Heading) -> None:
        """Say where one is."""
        self._title.setText(heading.title)
        self._subtitle.setText(heading.subtitle)
        for mark in self._marks:
            self._line.removeWidget(mark)
            mark.hide()
            mark.deleteLater()
        self._marks = [Token(self._theme, tone, text) for tone, text in heading.marks]
        at = self._line.indexOf(self._demo)
        for mark in reversed(self._marks):
            self._line.insertWidget(at, mark)

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        self._search.setText(tr("Search"))
        self._lock.setText(tr("Lock"))
        self._mode.setToolTip(tr("Light or dark"))
        self._mode.setAccessibleName(tr("Light or dark"))
        self._demo.setToolTip(tr("Demo: every person and value is invented."))
        self._toggle.show_language(tr.language)

    def _redress(self) -> None:
        self.setFixedHeight(self._theme.px(tokens.TOP_BAR))
        self._mode.set_icon("moon" if self._theme.mode is Mode.LIGHT else "sun")

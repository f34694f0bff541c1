"""The bar above every page: where one is, and the few things that are always at hand."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Button, ButtonKind, Label, LanguageToggle, Token
from hairtrial_desktop.ui.pages.page import Heading
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Mode, Tone
from hairtrial_desktop.words import Words

_SEARCH_KEY = "Ctrl K"
_LEAST_TITLE = 120  # pixels at 100 %: a form's name is cut down to this, a participant's number never
_LEAST_SUBTITLE = 90  # before words of buttons give way


class TopBar(QWidget):
    """Title, person, sub-title, marks; search, language, light and dark, lock.

    Where the room is narrow, the sub-title is cut first, then key cap, the word DEMO and the word of the search give
    way, then the title is cut. The person (number and masked name) always stands whole: the wrong casebook must be
    noticed.
    """

    search = Signal()
    language = Signal(str)
    lock = Signal()
    account = Signal()  # one's own password

    def __init__(self, theme: Theme, *, demo: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._is_demo = theme, demo
        self.setProperty("plane", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = Label("", "title", elide=True)
        self._person = Label("", "strong")
        self._person.setObjectName("heading_person")
        self._subtitle = Label("", "body", "text2", elide=True)
        self._marks: list[Token] = []
        self._search_word = ""
        self._demo = Token(theme, Tone.WARN, "DEMO", parent=self)
        self._search = Button(theme, key=_SEARCH_KEY, icon="search", kind=ButtonKind.QUIET, name="search")
        self._toggle = LanguageToggle(theme)
        self._mode = Button(theme, icon="moon", kind=ButtonKind.QUIET, name="mode")
        self._account = Button(theme, icon="user", kind=ButtonKind.QUIET, name="account")
        self._lock = Button(theme, name="lock")
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(tokens.S5, 0, tokens.S5, 0)
        self._line.setSpacing(tokens.S3)
        for label in (self._title, self._person, self._subtitle):
            self._line.addWidget(label)
        self._line.addStretch(1)
        for widget in (self._demo, self._search, self._toggle, self._mode, self._account, self._lock):
            self._line.addWidget(widget)
        self._search.clicked.connect(self.search)
        self._toggle.wanted.connect(self.language)
        self._mode.clicked.connect(theme.toggle_mode)
        self._account.clicked.connect(self.account)
        self._lock.clicked.connect(self.lock)
        self._redress()
        theme.changed.connect(self._redress)

    def show_heading(self, heading: Heading) -> None:
        """Say where one is."""
        self._title.setText(heading.title)
        self._person.setText(heading.person)
        self._person.setVisible(bool(heading.person))
        self._subtitle.setText(heading.subtitle)
        for mark in self._marks:
            self._line.removeWidget(mark)
            mark.hide()
            mark.deleteLater()
        self._marks = [Token(self._theme, tone, text) for tone, text in heading.marks]
        at = self._line.indexOf(self._demo)
        for mark in reversed(self._marks):
            self._line.insertWidget(at, mark)
        self._fit()

    def retranslate(self, tr: Words) -> None:
        """Say every text anew."""
        self._search_word = tr("Search")
        self._search.setAccessibleName(self._search_word)
        self._search.setToolTip(f"{self._search_word} (Ctrl+K)")
        self._lock.setText(tr("Lock"))
        self._lock.setToolTip(f"{tr('Lock')} (Ctrl+L)")
        self._account.setToolTip(tr("Change password"))
        self._account.setAccessibleName(tr("Change password"))
        self._mode.setToolTip(tr("Light or dark"))
        self._mode.setAccessibleName(tr("Light or dark"))
        self._demo.setToolTip(tr("Demo: every person and value is invented."))
        self._toggle.show_language(tr.language)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give every text its width; what may give way does so in order until the rest has room."""
        self._person.setMinimumWidth(0)  # else a shorter name would be given the width of the one before
        title, person, subtitle = (
            label.sizeHint().width() + 2 if label.whole_text() else 0
            for label in (self._title, self._person, self._subtitle)
        )
        wanted = title + person + min(subtitle, self._theme.px(_LEAST_SUBTITLE))
        for key, demo, word in ((True, True, True), (False, True, True), (False, False, True), (False, False, False)):
            self._search.set_key(_SEARCH_KEY if key else "")
            self._demo.setVisible(self._is_demo and demo)
            self._search.setText(self._search_word if word else "")
            room = self._room()
            if room >= wanted:
                break
        if self._person.whole_text():
            title = max(min(title, room - person), min(title, self._theme.px(_LEAST_TITLE)))
        self._title.setFixedWidth(title)
        self._person.setFixedWidth(person)
        self._subtitle.setFixedWidth(max(0, min(subtitle, room - title - person)))
        whole = (self._title.whole_text(), self._person.whole_text(), self._subtitle.whole_text())
        self.setToolTip("  ".join(text for text in whole if text))

    def _room(self) -> int:
        """Return the width that is left for title, person and sub-title."""
        always: list[QWidget] = [*self._marks, self._search, self._toggle, self._mode, self._account, self._lock]
        widgets = [*always, self._demo] if self._demo.isVisibleTo(self) else always
        taken = sum(widget.sizeHint().width() for widget in widgets)
        texts = 3 if self._person.whole_text() else 2
        return self.width() - 2 * tokens.S5 - taken - tokens.S3 * (len(widgets) + texts)

    def _redress(self) -> None:
        self.setFixedHeight(self._theme.px(tokens.TOP_BAR))
        self._mode.set_icon("moon" if self._theme.mode is Mode.LIGHT else "sun")
        self._fit()

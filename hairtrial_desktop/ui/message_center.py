"""The single road to the user: every sentence about what happened, went wrong or must be known comes through here."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from hairtrial_desktop import __version__
from hairtrial_desktop.study.errors import KnownError
from hairtrial_desktop.ui.components import Banner, Button, ButtonKind, Sheet, TextArea, Toast
from hairtrial_desktop.ui.crash_report import crash_report
from hairtrial_desktop.ui.language import Language
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Tone


class MessageCenter(QObject):
    """Shows sentences on the window it is attached to.

    ``say``: what has just happened (toast). ``warn``: what holds until it is put right (banner). ``fail``: an error; a
    known one becomes its sentence, anything else is a bug and shows a report that can be copied.
    """

    def __init__(self, theme: Theme, language: Language, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme, self._language = theme, language
        self._window: QWidget | None = None
        self._toast: Toast | None = None
        self._banner: Banner | None = None
        self._crashed = False

    def attach(self, window: QWidget, banner: Banner) -> None:
        """Show everything on ``window`` from now on, lasting sentences in ``banner``."""
        self._window, self._banner = window, banner
        self._toast = Toast(self._theme, window)

    def say(self, sentence: str, tone: Tone = Tone.OK) -> None:
        """Say what has just happened."""
        if self._toast is not None:
            self._toast.say(sentence, tone)

    def clear(self) -> None:
        """Take away what was said: another person, or nobody, is at the screen now, or another language."""
        if self._toast is not None:
            self._toast.clear()

    def go_on(self) -> None:
        """Leave good news behind, as another page comes to the front."""
        if self._toast is not None:
            self._toast.leave_behind()

    def warn(self, sentence: str, tone: Tone = Tone.WARN, action: str = "") -> None:
        """Say what holds until it is put right, with a button that helps; an empty sentence takes it away."""
        if self._banner is None:
            return
        if sentence:
            self._banner.say(sentence, tone, action)
        else:
            self._banner.clear()

    def sentence(self, error: KnownError) -> str:
        """Return the sentence of a known error, for a place of its own (under a field)."""
        return self._language.words.error(error)

    def fail(self, error: BaseException) -> None:
        """Say an error, once."""
        if isinstance(error, KnownError):
            self.say(self.sentence(error), Tone.BAD)
        else:
            self._crash(error)

    def last_said(self) -> str:
        """Return the last toast, for whoever checks the window from outside."""
        return "" if self._toast is None else self._toast.text()

    def _crash(self, error: BaseException) -> None:
        if self._window is None or self._crashed:
            return
        self._crashed = True
        tr = self._language.words
        sheet = Sheet(self._theme, self._window, width=560, name="crash")
        sheet.set_title(
            tr("Something in the program went wrong"),
            tr("What you entered is kept. Copy this report for support; it holds nothing about participants."),
        )
        report = TextArea(self._theme, name="crash_report", lines=9)
        report.setReadOnly(True)
        report.setAccessibleName(tr("Report"))
        report.setPlainText(crash_report(error, __version__))
        sheet.body.addWidget(report)
        copy = sheet.add_action(Button(self._theme, tr("Copy report"), name="crash_copy"))
        copy.clicked.connect(lambda: QApplication.clipboard().setText(report.toPlainText()))
        go_on = sheet.add_action(Button(self._theme, tr("Go on"), ButtonKind.PRIMARY, key="Esc", name="crash_go_on"))
        go_on.clicked.connect(lambda: sheet.close_with(None))
        sheet.closed.connect(self._go_on)
        sheet.open(go_on)

    def _go_on(self) -> None:
        self._crashed = False

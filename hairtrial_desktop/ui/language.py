"""The language of the window, switched live: whoever follows is told to say itself anew."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QLibraryInfo, QObject, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from hairtrial_desktop.words import DEFAULT_LANGUAGE, Words


class Retranslates(Protocol):
    """Anything with texts on it."""

    def retranslate(self, tr: Words) -> None:
        """Say every text in the language of ``tr``."""


class Language(QObject):
    """Holds the words of one language; ``changed(Words)`` after another was chosen."""

    changed = Signal(object)

    def __init__(self, code: str = DEFAULT_LANGUAGE, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = Words(code)
        self._qt = QTranslator(self)
        self._load_qt()

    @property
    def words(self) -> Words:
        """The words in use."""
        return self._words

    @property
    def code(self) -> str:
        """Return ``zh`` or ``en``."""
        return self._words.language

    def set(self, code: str) -> None:
        """Switch to ``zh`` or ``en``."""
        if code != self.code:
            self._words = Words(code)
            self._load_qt()
            self.changed.emit(self._words)

    def follow(self, widget: Retranslates) -> None:
        """Say the widget now and whenever the language changes; a widget Qt has deleted is forgotten."""
        self.changed.connect(widget.retranslate)
        widget.retranslate(self._words)

    def _load_qt(self) -> None:
        """Let Qt's own menus (copy, paste, undo) follow."""
        app = QApplication.instance()
        if app is None:
            return
        app.removeTranslator(self._qt)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self.code == "zh" and self._qt.load("qtbase_zh_CN", folder):
            app.installTranslator(self._qt)

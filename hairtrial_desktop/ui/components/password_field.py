"""A password field: shows on request what is typed, warns when Caps Lock is on."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from hairtrial_desktop.ui.components.icon import draw_icon
from hairtrial_desktop.ui.components.text_field import LineEdit, TextField
from hairtrial_desktop.ui.theme import Theme


class _Eye(QAbstractButton):
    """Shows or hides the password."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Return the square."""
        return QSize(28, 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the eye."""
        painter = QPainter(self)
        box = QRectF(6, (self.height() - 16) / 2, 16, 16)
        ink = self._theme.colour("text" if self.underMouse() else "text3")
        draw_icon(painter, "eye_off" if self.isChecked() else "eye", box, ink)


class _PasswordEdit(LineEdit):
    """Watches for Caps Lock. Qt cannot ask the keyboard, so it is read off the letters that arrive."""

    caps_lock_seen = Signal(bool)

    def __init__(self, theme: Theme, name: str, *, tall: bool, parent: QWidget | None = None) -> None:
        super().__init__(name, tall=tall, parent=parent)
        self._caps = False
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setTextMargins(0, 0, 28, 0)
        self.eye = _Eye(theme, self)
        self.eye.toggled.connect(self._show)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look at the case of a letter against Shift."""
        letter = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            self._set_caps(not self._caps)
        elif len(letter) == 1 and letter.isascii() and letter.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._set_caps(letter.isupper() != shift)
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the eye at the right."""
        super().resizeEvent(event)
        self.eye.setGeometry(self.width() - 32, (self.height() - 28) // 2, 28, 28)

    def _set_caps(self, caps: bool) -> None:
        self._caps = caps
        self.caps_lock_seen.emit(caps)

    def _show(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)


class PasswordField(TextField):
    """A text field for a password; ``set_caps_words`` gives the sentence shown while Caps Lock is on."""

    def __init__(self, theme: Theme, *, name: str = "", tall: bool = False, parent: QWidget | None = None) -> None:
        edit = _PasswordEdit(theme, name, tall=tall)
        super().__init__(theme, edit=edit, parent=parent)
        self._password = edit
        self._caps_words, self._eye_words = "Caps Lock is on", ""
        self._caps = False
        self._refused = False
        edit.caps_lock_seen.connect(self._caps_seen)

    def set_caps_words(self, sentence: str, eye: str) -> None:
        """Say the warning and the name of the eye in the language of the window."""
        self._caps_words = sentence
        self._password.eye.setAccessibleName(eye)
        self._password.eye.setToolTip(eye)
        if self._caps and not self._refused:
            super().set_error(sentence, warn=True)

    def set_error(self, sentence: str, *, warn: bool = False) -> None:
        """Say what is wrong; the Caps Lock warning gives way to it."""
        self._refused = bool(sentence)
        super().set_error(sentence, warn=warn)

    def clear(self) -> None:
        """Forget what was typed, and hide it again."""
        self._password.eye.setChecked(False)
        self._password.clear()

    def _caps_seen(self, caps: bool) -> None:
        self._caps = caps
        if not self._refused:
            super().set_error(self._caps_words if caps else "", warn=True)

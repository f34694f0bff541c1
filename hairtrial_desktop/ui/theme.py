"""The theme: light or dark, text from 100 to 175 %, switched while the program runs."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.stylesheet import stylesheet
from hairtrial_desktop.ui.tokens import Colours, Mode, Tone, ToneColours


class Theme(QObject):
    """Says colours, fonts and sizes; ``changed`` is emitted after mode or scale changed and Qt has been told.

    Components take it in their constructor. Lengths given to ``px`` are pixels at 100 %.
    """

    changed = Signal()

    def __init__(self, mode: Mode = Mode.LIGHT, scale: int = 100, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mode = mode
        self._scale = _clamped(scale)
        self._app: QApplication | None = None

    @property
    def mode(self) -> Mode:
        """Light or dark."""
        return self._mode

    @property
    def scale(self) -> int:
        """Text scale in per cent, 100 to 175."""
        return self._scale

    @property
    def colours(self) -> Colours:
        """The palette of the mode."""
        return tokens.PALETTES[self._mode]

    def colour(self, name: str) -> QColor:
        """Return the colour of a field of ``Colours`` (``"accent"``), or of a ``#RRGGBB`` text."""
        return QColor(name if name.startswith("#") else getattr(self.colours, name))

    def tone(self, tone: Tone) -> ToneColours:
        """Return how a tone is painted."""
        return tokens.tone_colours(self.colours, tone)

    def px(self, length: float) -> int:
        """Return a length of text-bound things (heights, type sizes) at the current scale."""
        return round(length * self._scale / 100)

    def font(self, size: int = tokens.BODY, *, bold: bool = False) -> QFont:
        """Return the bundled font; ``size`` in pixels at 100 %."""
        font = QFont(tokens.FAMILY)
        font.setPixelSize(self.px(size))
        font.setBold(bold)
        font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
        return font

    def set_mode(self, mode: Mode) -> None:
        """Switch to light or dark."""
        if mode is not self._mode:
            self._mode = mode
            self._tell()

    def toggle_mode(self) -> None:
        """Switch from light to dark or back."""
        self.set_mode(Mode.DARK if self._mode is Mode.LIGHT else Mode.LIGHT)

    def set_scale(self, scale: int) -> None:
        """Set the text scale in per cent; values outside 100 to 175 are clamped."""
        scale = _clamped(scale)
        if scale != self._scale:
            self._scale = scale
            self._tell()

    def apply_to(self, app: QApplication) -> None:
        """Dress the application now, and again on every change."""
        self._app = app
        app.setStyle("Fusion")
        self._tell()

    def _tell(self) -> None:
        if self._app is not None:
            self._app.setFont(self.font())
            self._app.setPalette(self._palette())
            self._app.setStyleSheet(stylesheet(self.colours, self._scale))
        self.changed.emit()

    def _palette(self) -> QPalette:
        c = self.colours
        role = QPalette.ColorRole
        palette = QPalette()
        for which, name in (
            (role.Window, c.bg), (role.WindowText, c.text), (role.Base, c.surface), (role.AlternateBase, c.raised),
            (role.Text, c.text), (role.Button, c.surface), (role.ButtonText, c.text), (role.Highlight, c.accent),
            (role.HighlightedText, c.on_accent), (role.PlaceholderText, c.text3), (role.ToolTipBase, c.text),
            (role.ToolTipText, c.surface), (role.Link, c.accent), (role.Accent, c.accent), (role.Mid, c.line),
        ):  # fmt: skip
            palette.setColor(which, QColor(name))
        for which in (role.Text, role.WindowText, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(c.text3))
        return palette


def _clamped(scale: int) -> int:
    return max(tokens.MIN_SCALE, min(tokens.MAX_SCALE, scale))

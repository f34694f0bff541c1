"""The idle lock: nobody at the keyboard for ten minutes, and the screen closes (EMA-13; 21 CFR 11.10(d)).

The site chooses the minutes (``casebook.policy``); nobody can switch it off.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QWindow

MINUTES = 10
_SIGNS_OF_LIFE = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.InputMethod)


class IdleWatch(QObject):
    """Emits ``idle`` once when no key or mouse event reached the watched window for ``minutes``.

    It listens at the platform window, where only input arrives, so that painting costs nothing.
    """

    idle = Signal()

    def __init__(self, minutes: float = MINUTES, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(int(minutes * 60_000))
        self._timer.timeout.connect(self.idle)

    def set_minutes(self, minutes: int) -> None:
        """Take another time, from the next sign of life on."""
        self._timer.setInterval(minutes * 60_000)

    def watch(self, window: QWindow) -> None:
        """Listen to a window."""
        window.installEventFilter(self)

    def start(self) -> None:
        """Begin to count."""
        self._timer.start()

    def stop(self) -> None:
        """Stop counting: nobody is logged in, or the window is locked."""
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count anew on input."""
        if event.type() in _SIGNS_OF_LIFE and self._timer.isActive():
            self._timer.start()
        return super().eventFilter(watched, event)

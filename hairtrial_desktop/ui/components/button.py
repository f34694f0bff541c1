"""Buttons: one primary per place, plain otherwise, danger for what cannot be taken back, quiet for links."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.icon import draw_icon
from hairtrial_desktop.ui.components.key_cap import draw_key_cap, key_cap_width
from hairtrial_desktop.ui.components.painting import focus_ring, rounded
from hairtrial_desktop.ui.theme import Theme


class ButtonKind(StrEnum):
    """What a button is for."""

    PRIMARY = "primary"
    PLAIN = "plain"
    DANGER = "danger"
    QUIET = "quiet"  # a link: no edge


class Button(QPushButton):
    """A painted button. ``key`` shows the key that does the same (it does not bind it); ``icon`` names an SVG."""

    def __init__(
        self, theme: Theme, text: str = "", kind: ButtonKind = ButtonKind.PLAIN, *,
        key: str = "", icon: str = "", small: bool = False, tall: bool = False, name: str = "",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(text, parent)
        self._theme, self._kind, self._key, self._icon, self._small = theme, kind, key, icon, small
        self._height = tokens.CONTROL_TALL + 2 if tall else 22 if small else tokens.CONTROL
        self.setObjectName(name)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_kind(self, kind: ButtonKind) -> None:
        """Change what the button is for."""
        self._kind = kind
        self.update()

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def set_key(self, key: str) -> None:
        """Show another key, or none where there is no room for it."""
        if key != self._key:
            self._key = key
            self.updateGeometry()
            self.update()

    def kind(self) -> ButtonKind:
        """Return what the button is for."""
        return self._kind

    def sizeHint(self) -> QSize:
        """Return room for icon, text and key."""
        width = self._content_width() + 2 * self._padding()
        return QSize(max(width, self._theme.px(self._height)), self._theme.px(self._height))

    def minimumSizeHint(self) -> QSize:
        """Return the same: a button is never cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, as Space does."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not control:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        box = QRectF(self.rect())
        ink, fill, edge = self._colours()
        rounded(painter, box, tokens.RADIUS_CONTROL, fill=fill, edge=edge)
        self._draw_content(painter, box, ink)
        if self.hasFocus():
            filled = self._kind in (ButtonKind.PRIMARY, ButtonKind.DANGER)
            gap = self._theme.colour("surface") if filled else None
            focus_ring(painter, box, tokens.RADIUS_CONTROL, self._theme.colour("accent"), gap)

    def _padding(self) -> int:
        return {ButtonKind.QUIET: 6}.get(self._kind, 8 if self._small or not self.text() else 12)

    def _font_size(self) -> int:
        return tokens.SMALL if self._small else tokens.BODY

    def _parts(self) -> list[tuple[str, int]]:
        parts: list[tuple[str, int]] = []
        if self._icon:
            parts.append(("icon", self._theme.px(16)))
        if self.text():
            parts.append(("text", QFontMetrics(self._theme.font(self._font_size())).horizontalAdvance(self.text())))
        if self._key:
            parts.append(("key", key_cap_width(self._theme, self._key)))
        return parts

    def _content_width(self) -> int:
        parts = self._parts()
        return sum(width for _, width in parts) + 6 * (len(parts) - 1)

    def _draw_content(self, painter: QPainter, box: QRectF, ink: QColor) -> None:
        x = box.left() + (box.width() - self._content_width()) / 2
        for part, width in self._parts():
            if part == "icon":
                draw_icon(painter, self._icon, QRectF(x, box.center().y() - width / 2, width, width), ink)
            elif part == "text":
                painter.setFont(self._theme.font(self._font_size()))
                painter.setPen(ink)
                room = QRectF(x, box.top(), width + 1, box.height())
                painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.text())
            else:
                height = self._theme.px(18)
                edge = QColor(ink)
                edge.setAlphaF(0.45)
                cap = QRectF(round(x), round(box.center().y() - height / 2), width, height)
                draw_key_cap(painter, self._theme, cap, self._key, ink=ink, edge=edge)
            x += width + 6

    def _colours(self) -> tuple[QColor, QColor | None, QColor | None]:
        colour = self._theme.colour
        hover = self.underMouse() or self.isDown()
        if not self.isEnabled():
            return colour("text3"), colour("bg"), colour("line")
        if self._kind is ButtonKind.PRIMARY:
            return colour("on_accent"), colour("accent_hover" if hover else "accent"), None
        if self._kind is ButtonKind.DANGER:
            return colour("on_bad"), colour("bad"), None
        if self._kind is ButtonKind.QUIET:
            return colour("accent" if hover else "text2"), colour("accent_weak") if hover else None, None
        return colour("text"), colour("bg" if hover else "surface"), colour("line_strong")

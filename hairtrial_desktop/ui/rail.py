"""The left rail: where one can go, how much waits there, who is here, and how safe the data is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Hairline, Label
from hairtrial_desktop.ui.components.icon import draw_icon
from hairtrial_desktop.ui.components.painting import rounded
from hairtrial_desktop.ui.theme import Theme

_LEAST_ITEM = 22  # pixels at 100 %
NUMBERED = range(1, 10)  # entries that Ctrl and a digit open, by their place


class RailItem(QAbstractButton):
    """An entry: icon, word, count. Its objectName is ``rail.<page>``; ``number`` is its place, the first being 1."""

    def __init__(self, theme: Theme, page: str, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icon, self._number, self._count, self._urgent = theme, page, number, 0, False
        self.setObjectName(f"rail.{page}")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        theme.changed.connect(self.updateGeometry)

    def set_count(self, count: int, *, urgent: bool = False) -> None:
        """Show how much waits; ``urgent`` paints it red."""
        self._count, self._urgent = count, urgent
        self._name_it()
        self.update()

    def count(self) -> int:
        """Return how much waits."""
        return self._count

    def setText(self, text: str) -> None:
        """Name the entry."""
        super().setText(text)
        self._name_it()
        self.setToolTip(f"{text} (Ctrl+{self._number})" if self._number in NUMBERED else text)

    def sizeHint(self) -> QSize:
        """Return the height of an entry."""
        return QSize(tokens.RAIL - 20, self._theme.px(tokens.RAIL_ITEM))

    def minimumSizeHint(self) -> QSize:
        """Return the least height: with large letters on a low screen the entries move together, no text is cut."""
        return QSize(tokens.RAIL - 20, self._theme.px(_LEAST_ITEM))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes there."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        colour, box = self._theme.colour, QRectF(self.rect())
        if self.isChecked():
            rounded(painter, box, tokens.RADIUS_CONTROL, fill=colour("rail_selected"))
        elif self.underMouse():
            rounded(painter, box, tokens.RADIUS_CONTROL, fill=colour("rail_hover"))
        ink = colour("rail_strong" if self.isChecked() else "rail_text")
        side = self._theme.px(18)
        draw_icon(painter, self._icon, QRectF(8, round((self.height() - side) / 2), side, side), ink)
        left = 8 + side + 9
        right = self._draw_count(painter, box) if self._count else box.right() - 8
        painter.setFont(self._theme.font())
        painter.setPen(ink)
        room = QRectF(left, 0, right - left, box.height())
        words = QFontMetrics(painter.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        if self.hasFocus():
            rounded(painter, box, tokens.RADIUS_CONTROL, edge=colour("rail_strong"), width=tokens.FOCUS)

    def _draw_count(self, painter: QPainter, box: QRectF) -> float:
        text = str(self._count) if self._count < 100 else "99+"  # noqa: PLR2004 - three letters fit the badge
        font = self._theme.font(tokens.HINT, bold=True)
        height = self._theme.px(18)
        width = max(self._theme.px(20), QFontMetrics(font).horizontalAdvance(text) + self._theme.px(11))
        pill = QRectF(box.right() - 8 - width, round((box.height() - height) / 2), width, height)
        rounded(painter, pill, height / 2, fill=self._theme.colour("rail_bad" if self._urgent else "rail_badge"))
        painter.setFont(font)
        painter.setPen(self._theme.colour("#FFFFFF"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        return pill.left() - 4

    def _name_it(self) -> None:
        self.setAccessibleName(f"{self.text()} ({self._count})" if self._count else self.text())


@dataclass(frozen=True)
class RailWords:
    """What stands at the foot of the rail."""

    person: str
    backup: str
    connection: str
    keys: str  # how to see every key


class Rail(QWidget):
    """``chosen(page)`` when a person picks an entry."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, pages: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("plane", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._product = Label("HairTrial", "lead_strong", "rail_strong")
        self._site = [Label("", "hint", "rail_text", wrap=True) for _ in range(3)]
        self._foot = [Label("", "hint", "rail_text", wrap=True) for _ in range(4)]
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 12, 10, 16)
        column.setSpacing(2)
        self._add_texts(column, [self._product, *self._site])
        column.addSpacing(10)
        self.items = {page: RailItem(theme, page, number) for number, page in enumerate(pages, start=1)}
        for page, item in self.items.items():
            item.clicked.connect(lambda _on=False, page=page: self.chosen.emit(page))
            column.addWidget(item)
        column.addStretch(1)
        column.addWidget(Hairline("rail"))
        column.addSpacing(6)
        self._add_texts(column, self._foot)
        self._redress()
        theme.changed.connect(self._redress)

    def set_site(self, lines: tuple[str, str, str]) -> None:
        """Say protocol, site and number."""
        for label, line in zip(self._site, lines, strict=True):
            label.setText(line)
            label.setVisible(bool(line))

    def set_foot(self, words: RailWords) -> None:
        """Say who is here, the last backup, and that nothing leaves by itself."""
        for label, line in zip(self._foot, (words.person, words.backup, words.connection, words.keys), strict=True):
            label.setText(line)
            label.setVisible(bool(line))

    def light(self, page: str) -> None:
        """Show where one is."""
        if page in self.items:
            self.items[page].setChecked(True)

    def _add_texts(self, column: QVBoxLayout, labels: list[Label]) -> None:
        inner = QVBoxLayout()
        inner.setContentsMargins(8, 0, 8, 0)
        inner.setSpacing(1)
        for label in labels:
            inner.addWidget(label)
        column.addLayout(inner)

    def _redress(self) -> None:
        self.setFixedWidth(self._theme.px(tokens.RAIL))

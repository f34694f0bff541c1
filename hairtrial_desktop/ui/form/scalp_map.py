"""The scalp from above with A区 and B区 on their sides. Both areas are drawn and worded alike (blinding)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.evaluation import SubjectValues
from hairtrial_desktop.study.text import Text
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.painting import rounded
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.words import Words

KIT_FORM, SIDE_ITEM = "F.KIT", "SIDEA"
AREA_ITEMS = ("AREACM2", "AREACALC")  # measured at the injection, else worked out from the kit form's shape


@dataclass(frozen=True)
class ScalpView:
    """What the map shows: the side of area A (``LEFT``, ``RIGHT``, unknown), sizes of A and B, other visits' sides."""

    side_a: str | None
    sizes: tuple[str, str]
    earlier: tuple[tuple[Text, str], ...]  # (visit, side of area A then)

    @property
    def moved(self) -> bool:
        """Whether the side differs from an earlier visit's."""
        return any(side != self.side_a for _, side in self.earlier)


def scalp_view(values: SubjectValues, key: FormKey) -> ScalpView:
    """Return the map for a form of one visit, open entries included."""
    sides: list[tuple[Text, str]] = []
    for event in values.study_of(key).events:
        side = (
            _held(values, FormKey(key.subject, event.oid, KIT_FORM), SIDE_ITEM, 1) if KIT_FORM in event.forms else None
        )
        if event.oid == key.event:
            sizes = (_size(values, key, 1), _size(values, key, 2))
            return ScalpView(side or (sides[-1][1] if sides else None), sizes, tuple(sides))
        if side:
            sides.append((event.short_name, side))
    return ScalpView(None, ("", ""), ())


def _size(values: SubjectValues, key: FormKey, repeat: int) -> str:
    forms = (
        key,
        FormKey(key.subject, key.event, KIT_FORM),
        *(FormKey(key.subject, key.event, oid) for oid in ("F.EC",)),
    )
    for form in forms:
        for item in AREA_ITEMS:
            held = _held(values, form, item, repeat)
            if held:
                return held
    return ""


def _held(values: SubjectValues, key: FormKey, item: str, repeat: int) -> str | None:
    form = values.study_of(key).forms.get(key.form)
    found = form.item(item) if form else None
    if found is None:
        return None
    return values.cell(key.item(found[0].oid, found[1].oid, repeat)).value


class ScalpMap(QWidget):
    """Paints a ``ScalpView``. Where the side is not known yet, both areas stand unnamed."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words
        self._view = ScalpView(None, ("", ""), ())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_view(self, view: ScalpView) -> None:
        """Show another view."""
        self._view = view
        self.setAccessibleName(self.spoken())
        self.update()

    def spoken(self) -> str:
        """Return the map in words."""
        return " · ".join(f"{name} {note}" for name, note in self._boxes())

    def caption(self) -> str:
        """Return the line under the map."""
        words, view = self._words, self._view
        if view.side_a is None:
            return words("The side is taken from the kit form.")
        if not view.earlier:
            return ""
        visits = [visit for visit, _ in view.earlier]
        if view.moved:
            return words("Not the side of {visits}: check the kit list.", visits=visits)
        return words("Same sides as at {visits}", visits=visits)

    def sizeHint(self) -> QSize:
        """Return the square of the head."""
        return QSize(self._theme.px(220), self._theme.px(196))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw head, nose, ears, parting and the two areas."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = self._theme.px(84)
        centre = QPointF(self.width() / 2, self.height() - radius - self._theme.px(8))
        self._draw_head(painter, centre, radius)
        for (name, note), side in zip(self._boxes(), (-1, 1), strict=True):
            self._draw_area(painter, QPointF(centre.x() + side * radius * 0.45, centre.y()), name, note)

    def _boxes(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Return (name, note) of the left and of the right area, as seen from above with the nose up."""
        words, view = self._words, self._view
        a = (words("Area A"), view.sizes[0])
        b = (words("Area B"), view.sizes[1])
        left, right = (b, a) if view.side_a == "RIGHT" else (a, b)
        if view.side_a is None:
            return ("?", words("left")), ("?", words("right"))
        return (left[0], f"{words('left')} {left[1]}".strip()), (right[0], f"{words('right')} {right[1]}".strip())

    def _draw_head(self, painter: QPainter, centre: QPointF, radius: float) -> None:
        colour = self._theme.colour
        painter.setPen(QPen(colour("line_strong"), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        nose = QPainterPath(QPointF(centre.x() - 9, centre.y() - radius + 1))
        nose.quadTo(QPointF(centre.x(), centre.y() - radius - 12), QPointF(centre.x() + 9, centre.y() - radius + 1))
        painter.drawPath(nose)
        for side in (-1, 1):
            edge = centre.x() + side * radius
            ear = QPainterPath(QPointF(edge, centre.y() - 9))
            ear.quadTo(QPointF(edge + side * 13, centre.y()), QPointF(edge - side * 1, centre.y() + 13))
            painter.drawPath(ear)
        painter.setBrush(colour("surface"))
        painter.drawEllipse(centre, radius, radius)
        pen = QPen(colour("line"), 1.4)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.drawLine(QPointF(centre.x(), centre.y() - radius + 4), QPointF(centre.x(), centre.y() + radius - 4))

    def _draw_area(self, painter: QPainter, centre: QPointF, name: str, note: str) -> None:
        theme = self._theme
        width, height = theme.px(60), theme.px(62)
        box = QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)
        rounded(painter, box, 5, fill=theme.colour("accent_weak"), edge=theme.colour("accent"), width=1.6)
        painter.setPen(theme.colour("accent"))
        painter.setFont(theme.font(14, bold=True))
        painter.drawText(box.adjusted(0, theme.px(10), 0, -height / 2), Qt.AlignmentFlag.AlignCenter, name)
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.font(tokens.HINT))
        painter.drawText(box.adjusted(0, height / 2 - theme.px(4), 0, -theme.px(6)), Qt.AlignmentFlag.AlignCenter, note)

"""Strokes shared by the painted components."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from hairtrial_desktop.ui import tokens


def rounded(
    painter: QPainter, box: QRectF, radius: float, *,
    fill: QColor | None = None, edge: QColor | None = None, width: float = 1,
) -> None:  # fmt: skip
    """Draw a rounded rectangle whose edge lies wholly inside ``box``, so that neighbours align to the pixel."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inset = width / 2 if edge else 0
    painter.setPen(QPen(edge, width) if edge else Qt.PenStyle.NoPen)
    painter.setBrush(fill or Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset)


def focus_ring(painter: QPainter, box: QRectF, radius: float, accent: QColor, gap: QColor | None = None) -> None:
    """Draw the 2 px focus ring; ``gap`` is a thin line inside it that keeps it visible on a filled control."""
    if gap is not None:
        rounded(painter, box.adjusted(2, 2, -2, -2), radius - 2, edge=gap, width=1.5)
    rounded(painter, box, radius, edge=accent, width=tokens.FOCUS)


def tick(painter: QPainter, box: QRectF, ink: QColor, width: float = 1.6) -> None:
    """Draw a tick centred in ``box`` (no font the product ships has a good one)."""
    side = min(box.width(), box.height())
    centre = box.center()
    path = QPainterPath(QPointF(centre.x() - side * 0.28, centre.y() + side * 0.02))
    path.lineTo(centre.x() - side * 0.08, centre.y() + side * 0.24)
    path.lineTo(centre.x() + side * 0.30, centre.y() - side * 0.24)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def chevron(painter: QPainter, centre: QPointF, ink: QColor, *, right: bool = False) -> None:
    """Draw a small chevron, downwards or to the right."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    a, b = (2.0, 4.0) if right else (4.0, 2.0)
    path = QPainterPath(QPointF(centre.x() - a, centre.y() - b))
    path.lineTo(centre.x() + (a if right else 0), centre.y() + (0 if right else b))
    path.lineTo(centre.x() + (-a if right else a), centre.y() + (b if right else -b))
    painter.drawPath(path)

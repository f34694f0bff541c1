"""Real and planned visits on one line, with their windows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hairtrial_desktop.casebook.views.grid import FormStatus, Grid
from hairtrial_desktop.study.schedule import PlannedVisit
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.painting import tick
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.ui.visit_look import short_name
from hairtrial_desktop.words import Words

_APART = 4  # pixels between what stands under two visits
_HALF = frozenset((FormStatus.PROGRESS, FormStatus.FINDINGS))
_BEGUN = frozenset((*_HALF, FormStatus.COMPLETE, FormStatus.SIGNED, FormStatus.VOID))
_DONE = {"done": Tone.OK, "done_amber": Tone.WARN, "done_red": Tone.BAD}
_WAITING = {"due": Tone.ACCENT, "overdue": Tone.WARN, "out": Tone.BAD}


@dataclass(frozen=True)
class Stop:
    """One visit on the line: its name, the day with its window, a word where something must be known."""

    name: str
    day: str
    note: str
    tone: Tone
    done: bool
    half: bool = False  # begun and not finished


def stops_of(
    words: Words, visits: tuple[PlannedVisit, ...], today: date, unfinished: frozenset[PlannedVisit] = frozenset()
) -> tuple[Stop, ...]:
    """Return the visits as the line shows them. ``unfinished``: those that were begun and have open forms."""
    stops = []
    for visit in visits:
        stop = _stop(words, visit, today)
        if visit in unfinished:
            note = " · ".join(part for part in (words.within("visit", "open"), stop.note) if part)
            tone = stop.tone if stop.tone in (Tone.WARN, Tone.BAD) else Tone.ACCENT
            stop = replace(stop, half=True, done=False, note=note, tone=tone)
        stops.append(stop)
    return tuple(stops)


def unfinished_visits(grid: Grid) -> frozenset[PlannedVisit]:
    """Return the visits with something saved and something still open."""
    found = set()
    for at, visit in enumerate(grid.events):
        statuses = {row.cells[at].status for row in grid.rows}
        if statuses & _HALF or (statuses & _BEGUN and FormStatus.EMPTY in statuses):
            found.add(visit)
    return frozenset(found)


def _stop(words: Words, visit: PlannedVisit, today: date) -> Stop:
    name = short_name(visit, words)
    window = visit.event.window
    if visit.actual is not None:
        tone = _DONE.get(visit.state, Tone.OK)
        off = "" if not visit.days_off or window is None else f" {visit.days_off:+d}"
        note = words("outside the window") if tone is not Tone.OK else ""
        now = words("today") if visit.actual == today else ""
        day = f"{visit.actual:%m-%d}{off} {now}".strip()
        return Stop(name, day, note, tone, done=True)
    if visit.state == "cancelled":
        return Stop(name, words("cancelled"), "", Tone.NEUTRAL, done=False)
    if visit.due is None or window is None:
        return Stop(name, words("not planned yet"), "", Tone.NEUTRAL, done=False)
    spread = f"±{window.before}" if window.before == window.after else f"−{window.before}/+{window.after}"
    note = {
        "due": words("now"), "overdue": words("window has passed"), "out": words("outside the window"),
    }.get(visit.state, "")  # fmt: skip
    return Stop(name, f"{visit.due:%m-%d} {spread}", note, _WAITING.get(visit.state, Tone.NEUTRAL), done=False)


class Timeline(QWidget):
    """Paints stops evenly along a line; shape, word and colour say how each went."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._stops: tuple[Stop, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_stops(self, stops: tuple[Stop, ...]) -> None:
        """Show these visits."""
        self._stops = stops
        self.setAccessibleName("; ".join(f"{stop.name} {stop.day} {stop.note}".strip() for stop in stops))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of name, dot, day and note."""
        note = any(stop.note for stop in self._stops)
        return QSize(400, self._theme.px(78 if note else 62))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line and its stops."""
        if not self._stops:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        share = self.width() / len(self._stops)
        y = self._theme.px(32)
        painter.setPen(QPen(self._theme.colour("line_strong"), 1.4))
        painter.drawLine(QPointF(share / 4, y), QPointF(self.width() - share / 4, y))
        for at, stop in enumerate(self._stops):
            self._draw(painter, stop, QPointF(share * (at + 0.5), y), share)

    def _draw(self, painter: QPainter, stop: Stop, centre: QPointF, share: float) -> None:
        theme, px = self._theme, self._theme.px
        ink = theme.colour(theme.tone(stop.tone).ink if stop.tone is not Tone.NEUTRAL else "line_strong")
        radius = px(7)
        painter.setPen(QPen(ink, 2))
        painter.setBrush(ink if stop.done else theme.colour("surface"))
        painter.drawEllipse(centre, radius, radius)
        if stop.half:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawPie(QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius), 90 * 16, 180 * 16)
        if stop.done:
            tick(
                painter,
                QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius),
                theme.colour("surface"),
                1.5,
            )
        self._text(
            painter, QRectF(centre.x() - share / 2, px(0), share, px(20)), stop.name, tokens.BODY, "text", bold=True
        )
        day_ink = "text2" if stop.tone in (Tone.NEUTRAL, Tone.OK) else theme.tone(stop.tone).ink
        self._text(painter, QRectF(centre.x() - share / 2, px(43), share, px(18)), stop.day, tokens.SMALL, day_ink)
        if stop.note:
            self._text(
                painter,
                QRectF(centre.x() - share / 2, px(60), share, px(16)),
                stop.note,
                tokens.HINT,
                day_ink,
                bold=True,
            )

    def _text(self, painter: QPainter, box: QRectF, text: str, size: int, ink: str, *, bold: bool = False) -> None:
        room = int(box.width()) - _APART
        fonts = [self._theme.font(each, bold=bold) for each in (size, tokens.SMALL, tokens.HINT) if each <= size]
        wide = [font for font in fonts if QFontMetrics(font).horizontalAdvance(text) <= room]
        font = wide[0] if wide else fonts[0]  # smaller letters before cut ones
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(self._theme.colour(ink))
        if not wide:
            text = text.split(" ", maxsplit=1)[0]  # the day alone, rather than half its window
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)

"""The small tokens beside a mark of the grid: queries, source verification, lock. Shape and word, colour repeats it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from hairtrial_desktop.casebook.locks import LockLevel
from hairtrial_desktop.casebook.verification_marks import MarkState
from hairtrial_desktop.casebook.views.work_marks import WorkMarks
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components.icon import draw_icon
from hairtrial_desktop.ui.components.painting import rounded
from hairtrial_desktop.ui.query_words import LOCK_WORDS, SDV_WORDS
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words

SIDE, GAP = 16, 3  # pixels at 100 %: three of them and the mark fit the narrowest column of visits


def work_words(words: Words, work: WorkMarks) -> list[str]:
    """Return what the tokens say, for tooltip and screen reader."""
    said = []
    if work.open:
        said.append(words.many("{n} query", "{n} queries", work.open))
    if work.answered:
        said.append(words.many("{n} query answered", "{n} queries answered", work.answered))
    if work.sdv is not MarkState.NONE:
        said.append(words(SDV_WORDS[work.sdv]))
    if work.lock is not LockLevel.NONE:
        said.append(words(LOCK_WORDS[work.lock]))
    return said


def legend_of_work(words: Words) -> list[tuple[str, Tone, str]]:
    """Return (sign, tone, words) of each token."""
    return [
        ("?", Tone.WARN, words("Query")),
        (words.within("source verified", "SV"), Tone.OK, words(SDV_WORDS[MarkState.DONE])),
        ("lock", Tone.NEUTRAL, words("Frozen or locked")),
    ]


def draw_work(painter: QPainter, theme: Theme, mark: QRectF, words: Words, work: WorkMarks) -> None:
    """Draw the tokens right of ``mark``: ``?`` and the number asked, SDV, a lock."""
    left = mark.right() + GAP + 2
    if work.open or work.answered:
        tone = Tone.WARN if work.open else Tone.ACCENT
        left = _letter(painter, theme, QRectF(left, mark.top(), 0, mark.height()), "?", tone)
    if work.sdv is not MarkState.NONE:
        tone = {MarkState.DONE: Tone.OK, MarkState.PART: Tone.ACCENT}.get(work.sdv, Tone.WARN)
        sign = words.within("source verified", "SV") + ("!" if work.sdv is MarkState.CLEARED else "")
        left = _letter(painter, theme, QRectF(left, mark.top(), 0, mark.height()), sign, tone)
    if work.lock is not LockLevel.NONE:
        side = theme.px(12)
        box = QRectF(left, round(mark.center().y() - side / 2), side, side)
        draw_icon(painter, "lock", box, theme.colour("text" if work.lock is LockLevel.HARD else "text3"))


def _letter(painter: QPainter, theme: Theme, at: QRectF, sign: str, tone: Tone) -> float:
    """Draw one square with a sign; return where the next one begins."""
    side, look = theme.px(SIDE), theme.tone(tone)
    width = max(side, QFontMetrics(theme.font(tokens.HINT, bold=True)).horizontalAdvance(sign) + theme.px(6))
    box = QRectF(at.left(), round(at.center().y() - side / 2), width, side)
    rounded(painter, box, 4, fill=theme.colour(look.weak), edge=theme.colour(look.edge) if look.edge else None)
    painter.setFont(theme.font(tokens.HINT, bold=True))
    painter.setPen(theme.colour(look.ink))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, sign)
    return box.right() + GAP

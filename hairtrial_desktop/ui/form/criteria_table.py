"""The criteria of the protocol, each with its verdict and what it was judged from."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hairtrial_desktop.casebook.views.eligibility import CriterionView, Evidence
from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Label, Token
from hairtrial_desktop.ui.components.token import token_width
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words, msg

_KINDS = {"inclusion": msg("Inclusion {n}"), "exclusion": msg("Exclusion {n}")}
_TONES = {True: Tone.OK, False: Tone.BAD, None: Tone.WARN}
TEXT_WIDTH = 206  # pixels at 100 %
MOST_EVIDENCE = 4  # items named in a line; the rest is in the tooltip


def criterion_name(words: Words, view: CriterionView) -> str:
    """Return ``入选 3``: the kind with the number at the end of the item's name."""
    digits = "".join(c for c in view.item.name if c.isdigit()).lstrip("0")
    return words(_KINDS[view.kind], n=digits)


def evidence_text(words: Words, evidence: Evidence) -> str:
    """Return ``毛发密度 A区 172.4``."""
    label = evidence.label.say(words.language)
    value = words("missing") if evidence.missing else evidence.value(words.language)
    return f"{label}：{value}" if words.language == "zh" else f"{label}: {value}"


def _widths(theme: Theme, words: Words, views: tuple[CriterionView, ...]) -> tuple[int, int, int]:
    """Return the widths of name, text and verdict that fit what is said in this language."""
    metrics = QFontMetrics(theme.font(bold=True))
    names = max((metrics.horizontalAdvance(criterion_name(words, view)) for view in views), default=60)
    verdicts = [codec_for(view.item).show(view.verdict, words.language) for view in views]
    return names + 4, theme.px(TEXT_WIDTH), max((token_width(theme, text) for text in verdicts), default=60) + 4


class CriterionRow(QWidget):
    """One criterion."""

    def __init__(
        self,
        theme: Theme,
        words: Words,
        view: CriterionView,
        widths: tuple[int, int, int],
        parent: QWidget | None = None,
        *,
        whole: bool = False,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        px = theme.px
        self.setObjectName(f"criterion:{view.item.name}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)  # Fixed would cut wrapped lines
        self.setMinimumHeight(px(38))
        name = Label(criterion_name(words, view), "strong")
        name.setFixedWidth(widths[0])
        text = Label(view.item.question.say(words.language), wrap=True)
        text.setFixedWidth(widths[1])
        verdict = Token(theme, _TONES[view.good], codec_for(view.item).show(view.verdict, words.language))
        holder = QWidget()
        holder.setFixedWidth(widths[2])
        held = QHBoxLayout(holder)
        held.setContentsMargins(0, 0, 0, 0)
        held.addWidget(verdict)
        held.addStretch(1)
        missing = [evidence for evidence in view.evidence if evidence.missing]
        told = missing if view.good is None and missing else [one for one in view.evidence if not one.missing]
        said = [evidence_text(words, evidence) for evidence in told]
        most = len(said) if whole else MOST_EVIDENCE
        more = f" … (+{len(said) - most})" if len(said) > most else ""
        between = "；" if words.language == "zh" else "; "
        why = Label(between.join(said[:most]) + more, "small", "text2", wrap=True)
        why.setToolTip("\n".join(evidence_text(words, evidence) for evidence in view.evidence))
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 5, 8, 6)
        line.setSpacing(tokens.S2)
        for widget in (name, text, holder):
            line.addWidget(widget)
        line.addWidget(why, 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the hairline below."""
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.colour("line"))


class CriteriaTable(QWidget):
    """``show_criteria(views)``. Satisfied exclusions are folded unless ``unfolded``; at signing all 16 stand open."""

    toggled = Signal()

    def __init__(self, theme: Theme, words: Words, *, unfolded: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words, self.unfolded = theme, words, unfolded
        self._whole = unfolded  # all evidence is said where a signature vouches for it
        self._views: tuple[CriterionView, ...] = ()
        self._widths = (60, theme.px(TEXT_WIDTH), 60)
        self._columns: list[Label] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, tokens.S2)
        self._column.setSpacing(0)
        self._titles = self._header()
        self._column.addWidget(self._titles)
        self._rows: list[CriterionRow] = []
        self._note = _FoldNote(theme, "fold_criteria")
        self._note.pressed_it.connect(self._toggle)
        self._column.addWidget(self._note)

    def show_criteria(self, views: tuple[CriterionView, ...]) -> None:
        """Show the verdicts as they are now."""
        if views == self._views and self._rows:
            return
        self._views = views
        self._widths = _widths(self._theme, self._words, views)
        for title, width in zip(self._columns, self._widths, strict=True):
            title.setFixedWidth(width)
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        shown = [view for view in views if self.unfolded or view.kind == "inclusion" or view.good is not True]
        self._rows = [CriterionRow(self._theme, self._words, view, self._widths, whole=self._whole) for view in shown]
        for at, row in enumerate(self._rows):
            self._column.insertWidget(1 + at, row)
        away = len(views) - len(shown)
        if away:
            sentence = self._words.many(
                "{n} exclusion is absent and folded; at signing all stand open.",
                "{n} exclusions are absent and folded; at signing all stand open.", away,
            )  # fmt: skip
            self._note.setText(sentence)
        self._note.setVisible(bool(away))

    def _toggle(self) -> None:
        self.unfolded, views = True, self._views
        self._views = ()
        self.show_criteria(views)
        self.toggled.emit()

    def _header(self) -> QWidget:
        words = self._words
        header = QWidget()
        line = QHBoxLayout(header)
        line.setContentsMargins(8, 4, 8, 6)
        line.setSpacing(tokens.S2)
        self._columns = [
            Label(title, "small_strong", "text2") for title in (words("Criterion"), words("Text"), words("Verdict"))
        ]
        for label in self._columns:
            line.addWidget(label)
        line.addWidget(Label(words("Evidence"), "small_strong", "text2"), 1)
        return header

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line under the header."""
        painter = QPainter(self)
        painter.fillRect(
            QRectF(0, self._titles.geometry().bottom(), self.width(), 1), self._theme.colour("line_strong")
        )


class _FoldNote(Label):
    """A sentence that unfolds when clicked."""

    pressed_it = Signal()

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__("", "small", "text2")
        del theme
        self.setObjectName(name)
        self.setContentsMargins(8, 8, 8, 0)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Unfold."""
        self.pressed_it.emit()

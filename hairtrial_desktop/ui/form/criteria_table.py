"""The criteria of the protocol, each with its verdict and what it was judged from."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hairtrial_desktop.casebook.views.eligibility import CriterionView, Evidence
from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.ui import tokens
from hairtrial_desktop.ui.components import Label, Token
from hairtrial_desktop.ui.items.item_widget import AREA_WORDS
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words, msg

_KINDS = {"inclusion": msg("Inclusion {n}"), "exclusion": msg("Exclusion {n}")}
_TONES = {True: Tone.OK, False: Tone.BAD, None: Tone.WARN}
NUMBER_WIDTH, TEXT_WIDTH, VERDICT_WIDTH = 58, 206, 72
MOST_EVIDENCE = 5  # items named in a line; the rest is in the tooltip


def criterion_name(words: Words, view: CriterionView) -> str:
    """Return ``入选 3``: the kind with the number at the end of the item's name."""
    digits = "".join(c for c in view.item.name if c.isdigit()).lstrip("0")
    return words(_KINDS[view.kind], n=digits)


def evidence_text(words: Words, evidence: Evidence) -> str:
    """Return ``毛发密度 A区 172.4``."""
    label = evidence.label.say(words.language)
    area = f" {words(AREA_WORDS[evidence.area])}" if evidence.area else ""
    value = words("missing") if evidence.missing else evidence.value(words.language)
    return f"{label}{area}：{value}" if words.language == "zh" else f"{label}{area}: {value}"


class CriterionRow(QWidget):
    """One criterion."""

    def __init__(self, theme: Theme, words: Words, view: CriterionView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        px = theme.px
        self.setObjectName(f"criterion:{view.item.name}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)  # Fixed would cut wrapped lines
        self.setMinimumHeight(px(38))
        name = Label(criterion_name(words, view), "strong")
        name.setFixedWidth(px(NUMBER_WIDTH))
        text = Label(view.item.question.say(words.language), wrap=True)
        text.setFixedWidth(px(TEXT_WIDTH))
        verdict = Token(theme, _TONES[view.good], codec_for(view.item).show(view.verdict, words.language))
        holder = QWidget()
        holder.setFixedWidth(px(VERDICT_WIDTH))
        held = QHBoxLayout(holder)
        held.setContentsMargins(0, 0, 0, 0)
        held.addWidget(verdict)
        held.addStretch(1)
        parts = sorted(view.evidence, key=lambda evidence: evidence.missing is (view.good is not None))
        said = [evidence_text(words, evidence) for evidence in parts if view.good is None or not evidence.missing]
        more = f" … (+{len(said) - MOST_EVIDENCE})" if len(said) > MOST_EVIDENCE else ""
        why = Label("；".join(said[:MOST_EVIDENCE]) + more, "small", "text2", wrap=True)
        why.setToolTip("\n".join(said))
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
        self._views: tuple[CriterionView, ...] = ()
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
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        shown = [view for view in views if self.unfolded or view.kind == "inclusion" or view.good is not True]
        self._rows = [CriterionRow(self._theme, self._words, view) for view in shown]
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
        words, px = self._words, self._theme.px
        header = QWidget()
        line = QHBoxLayout(header)
        line.setContentsMargins(8, 4, 8, 6)
        line.setSpacing(tokens.S2)
        titles = (words("Criterion"), words("Text"), words("Verdict"), words("Evidence"))
        for title, width in zip(titles, (NUMBER_WIDTH, TEXT_WIDTH, VERDICT_WIDTH, 0), strict=True):
            label = Label(title, "small_strong", "text2")
            if width:
                label.setFixedWidth(px(width))
            line.addWidget(label, 0 if width else 1)
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

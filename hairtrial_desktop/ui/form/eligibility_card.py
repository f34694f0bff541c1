"""Whether the subject may be enrolled, what is missing, and the way there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hairtrial_desktop.casebook.data_keys import ItemKey
from hairtrial_desktop.casebook.site_book import SiteBook
from hairtrial_desktop.casebook.views.eligibility import CriterionView, Evidence
from hairtrial_desktop.ui.components import Card, Label
from hairtrial_desktop.ui.form.criteria_table import criterion_name
from hairtrial_desktop.ui.form.refill import empty
from hairtrial_desktop.ui.form.way_row import WayRow
from hairtrial_desktop.ui.theme import Theme
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words

MOST = 8  # missing items listed at once


def missing_items(views: tuple[CriterionView, ...]) -> tuple[tuple[Evidence, CriterionView], ...]:
    """Return each missing item once, with the first open criterion that waits for it."""
    found: dict[str, tuple[Evidence, CriterionView]] = {}
    for view in views:
        if view.good is None:
            for evidence in view.evidence:
                if evidence.missing and evidence.key is not None:
                    found.setdefault(str(evidence.key), (evidence, view))
    return tuple(found.values())


class EligibilityCard(Card):
    """``show_criteria(views)``; ``go_asked(ItemKey)`` from its rows."""

    go_asked = Signal(object)

    def __init__(self, theme: Theme, words: Words, book: SiteBook, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        self._look, self._words, self._book = theme, words, book
        self._content = QVBoxLayout()
        self._content.setSpacing(0)
        self.body.addLayout(self._content)

    def show_criteria(self, views: tuple[CriterionView, ...]) -> None:
        """Say where it stands."""
        empty(self._content)
        words = self._words
        against = [view for view in views if view.good is False]
        open_ones = [view for view in views if view.good is None]
        if against:
            self.set_edge(Tone.BAD)
            self.set_title(words("Not eligible"))
            self._say(words("Against it: {criteria}", criteria=[criterion_name(words, view) for view in against]))
        elif open_ones:
            self.set_edge(Tone.WARN)
            self.set_title(words("Cannot be enrolled yet"))
            self._missing(views, open_ones)
        else:
            self.set_edge(Tone.OK)
            self.set_title(words("All criteria are met"))
            self._say(words("The investigator checks and signs; a kit is assigned after that."))

    def _missing(self, views: tuple[CriterionView, ...], open_ones: list[CriterionView]) -> None:
        words = self._words
        found = missing_items(views)
        self._say(words.many("{n} criterion is open:", "{n} criteria are open:", len(open_ones)))
        for evidence, view in found[:MOST]:
            if evidence.key is not None:
                self._content.addWidget(self._way_to(evidence, evidence.key, view))
        waited_for = [view for _, view in found]
        for view in open_ones:
            if view not in waited_for and not any(evidence.missing for evidence in view.evidence):
                why = view.item.guidance or view.item.question
                self._say(f"{criterion_name(words, view)}：{why.say(words.language)}")
        if len(found) > MOST:
            self._say(words("and {n} more", n=len(found) - MOST))

    def _way_to(self, evidence: Evidence, key: ItemKey, view: CriterionView) -> WayRow:
        """Return the row of a missing item: a click or Enter goes to its question."""
        words = self._words
        form = self._book.form_of(key.form).name.say(words.language)
        row = WayRow(self._look, evidence.label.say(words.language), form, name=f"go:{key.item}")
        row.setToolTip(criterion_name(words, view))
        row.activated.connect(lambda: self.go_asked.emit(key))
        return row

    def _say(self, text: str) -> None:
        self._content.addWidget(Label(text, wrap=True))

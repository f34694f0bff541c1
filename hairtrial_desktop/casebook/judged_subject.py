"""Everything found on one subject as committed, kept up to date by judging again only what a commit has moved.

Cross-form rules (adverse event against medication, pregnancy test before injection, consent before everything) are so
judged again whenever any of their inputs changes, in whatever form, whether a form is open or none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.derivations import Derivations
from hairtrial_desktop.casebook.held_lists import LISTED
from hairtrial_desktop.casebook.judged_form import JudgedForm
from hairtrial_desktop.casebook.kept_answers import KeptAnswers

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.data_keys import FormKey
    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.findings import Finding


class JudgedSubject:
    """The findings of every form of one subject. ``values`` is the committed state on one day, without overlay."""

    def __init__(self, values: SubjectValues) -> None:
        self.values = values
        self.values.kept = self._kept = KeptAnswers(values)
        self._forms: dict[str, JudgedForm] = {}
        self._open: dict[str, int] = {}
        self.derivations = Derivations()
        self.counts: dict[str, int] = {}  # what views count in the committed state; empty again after each commit

    def form(self, key: FormKey) -> JudgedForm:
        """Return a form as judged, judging it now where nobody asked before."""
        text = str(key)
        held = self._forms.get(text)
        if held is None:
            held = self._forms[text] = JudgedForm(self.values, key)
            held.load()
        return held

    def findings(self, key: FormKey) -> tuple[Finding, ...]:
        """Return every finding on a form."""
        return self.form(key).findings()

    def open_findings(self, key: FormKey) -> int:
        """Return how many findings of a form stand in the way of its completion."""
        text = str(key)
        if text not in self._open:
            self._open[text] = sum(finding.blocks_completion for finding in self.findings(key))
        return self._open[text]

    def moved(self, names: frozenset[str]) -> frozenset[str]:
        """Judge again what looked at ``names`` after a commit; return the keys of the forms found otherwise now."""
        if not names:
            return frozenset()
        self.counts.clear()
        if LISTED in names:
            self.values.lists.forget()
        otherwise = self._judge_again(self._kept.moved(names))
        for text in otherwise:
            self._open.pop(text, None)
        self.derivations.moved(names)
        return frozenset(otherwise)

    def _judge_again(self, names: frozenset[str]) -> set[str]:
        otherwise = set()
        values: dict[str, list[str]] = {}
        for name in names:
            values.setdefault(name.rsplit("/", 2)[0], []).append(name)  # of an item's key: its form
        for text, form in list(self._forms.items()):
            own = values.get(text, [])
            if any(name not in form.states for name in own):  # a row that was not there
                del self._forms[text]
                otherwise.add(text)
            elif (own or form.rests_on(names)) and self._judged_otherwise(form, names, own):
                otherwise.add(text)
        return otherwise

    def _judged_otherwise(self, form: JudgedForm, names: frozenset[str], own: list[str]) -> bool:
        for name in own:
            state = form.states[name]
            form.states[name] = form.as_committed(state.key, state.group, state.item)
        before = form.whole_findings() if str(form.key) in self._open else None
        return bool(form.moved(names, own)) or form.whole_findings() != before

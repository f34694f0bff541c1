"""The states of one form, each judged again only when something it was judged from has changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook import form_judgement
from hairtrial_desktop.casebook.cell import EMPTY
from hairtrial_desktop.casebook.form_findings import whole_form_findings
from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.casebook.reading import Readers
from hairtrial_desktop.study.codecs import codec_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hairtrial_desktop.casebook.cell import Cell
    from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
    from hairtrial_desktop.casebook.evaluation import SubjectValues
    from hairtrial_desktop.casebook.findings import Finding
    from hairtrial_desktop.study.definitions import ItemDef, ItemGroupDef

WHOLE = "whole"  # the judgement of what is found beyond single items
DERIVED = "derive "  # before an item key: the judgement that gives a derived item its value


class JudgedForm:
    """Every item of one form over ``values``, by the text of its key, in the order shown.

    ``derives`` says whether derived items get their value here; without it they keep what is committed.
    """

    def __init__(self, values: SubjectValues, key: FormKey, derives: Callable[[], bool] | None = None) -> None:
        self.values = values
        self.key = key
        self.form = values.form_of(key)
        self.states: dict[str, ItemState] = {}
        self._derives = derives
        self._readers = Readers()
        self._whole: tuple[Finding, ...] | None = None
        self._rank: dict[str, int] = {}
        self.filled: tuple[str, ...] = ()  # the items that the system fills where nobody typed

    def load(self) -> None:
        """Take every item as committed, and judge all of it."""
        self.take(
            self.as_committed(key, group, item)
            for key, group, item in form_judgement.places(self.values, self.key, self.form)
        )

    def take(self, states: Iterable[ItemState]) -> None:
        """Hold just these items, and judge all of them."""
        self._readers = Readers()
        self._whole = None
        self.states = {str(state.key): state for state in states}
        self._rank = {text: rank for rank, text in enumerate(self.states)}
        self.filled = tuple(text for text, state in self.states.items() if state.item.fill is not None)
        self.judge_all()

    def as_committed(self, key: ItemKey, group: ItemGroupDef, item: ItemDef) -> ItemState:
        """Return the state of an item as committed, not judged yet."""
        text = str(key)
        cell = self.values.committed(text)
        state = ItemState(key, item, group, cell=cell, committed=cell, ever_committed=cell is not EMPTY)
        return replace(state, raw=text_of(cell, item))

    def add(self, states: Iterable[ItemState]) -> tuple[ItemState, ...]:
        """Take items that were not there: the rows of a repeating group."""
        new = {str(state.key): state for state in states}
        self.states.update(new)
        self._rank = {text: rank for rank, text in enumerate(self.states)}
        self._settle(set(new), list(new))
        return tuple(self.states[text] for text in new)

    def judge_all(self) -> tuple[ItemState, ...]:
        """Derive and judge everything again; return every state that is another one now."""
        return self._settle(set(), list(self.states), [text for text in self.states if self._is_derived(text)])

    def put(self, state: ItemState) -> tuple[ItemState, ...]:
        """Hold a changed state; return it and every state that is another one because of it, in the order shown."""
        text = str(state.key)
        self.states[text] = state
        self.values.overlay[text] = state.cell
        return self._settle({text}, [text])

    def moved(self, names: Iterable[str], told: Iterable[str] = ()) -> tuple[ItemState, ...]:
        """Judge again what looked at ``names``, and the items ``told``; return what is another one now."""
        return self._settle(set(names), list(told))

    def rests_on(self, names: frozenset[str]) -> bool:
        """Whether anything here was judged from one of ``names``."""
        return self._readers.any(names)

    def whole_findings(self) -> tuple[Finding, ...]:
        """Return what is found beyond single items: the gate, evidence of enrolment."""
        if self._whole is None:
            self._whole = self._readers.watch(
                WHOLE, self.values, lambda: tuple(whole_form_findings(self.values, self.key))
            )
        return self._whole

    def findings(self) -> tuple[Finding, ...]:
        """Return every finding in the order shown."""
        own = [finding for state in self.states.values() for finding in state.findings]
        return (*own, *self.whole_findings())

    # -- inside

    def _is_derived(self, text: str) -> bool:
        return self._derives is not None and not self.states[text].item.typed

    def _settle(self, moved: set[str], told: list[str], derive: Iterable[str] = ()) -> tuple[ItemState, ...]:
        waiting = dict.fromkeys([*derive, *(text for text in told if self._is_derived(text))])
        stale = self._stale(moved, waiting)
        stale.update(dict.fromkeys(told))
        derived: set[str] = set()
        while waiting:
            text = next(iter(waiting))
            del waiting[text]
            if self._derive(text):
                derived.add(text)
                stale.update(self._stale({text}, waiting))
                stale[text] = None
        said = derived.union(told)
        changed = []
        with self.values.unchanging():
            for text in sorted(stale, key=self._rank.__getitem__):
                held = self.states[text]
                state = self._judge(text, held)
                if text in said or state != held:
                    self.states[text] = state
                    changed.append(state)
        return tuple(changed)

    def _stale(self, moved: set[str], waiting: dict[str, None]) -> dict[str, None]:
        """Return the items to judge again after ``moved``; derived ones to derive again go to ``waiting``."""
        found: dict[str, None] = {}
        for judgement in self._readers.of(moved):
            if judgement == WHOLE:
                self._whole = None
            elif judgement.startswith(DERIVED):
                waiting[judgement.removeprefix(DERIVED)] = None
            else:
                found[judgement] = None
        return found

    def _judge(self, text: str, state: ItemState) -> ItemState:
        return self._readers.watch(text, self.values, lambda: form_judgement.judge(self.values, self.form, state))

    def _derive(self, text: str) -> bool:
        """Give a derived item its value; return whether it is another one."""
        state = self.states[text]
        cell = self._readers.watch(f"{DERIVED}{text}", self.values, lambda: self._derived(state))
        if cell == state.cell:
            return False
        self.values.overlay[text] = cell
        self.states[text] = replace(state, cell=cell, raw=text_of(cell, state.item))
        return True

    def _derived(self, state: ItemState) -> Cell:
        if self._derives is None or not self._derives():
            return state.cell
        return form_judgement.derive(self.values, state.key, state.group, state.item)


def text_of(cell: Cell, item: ItemDef) -> str:
    """Return what stands in the edit box for a value held."""
    return "" if cell.value is None else codec_for(item).edit(cell.value)

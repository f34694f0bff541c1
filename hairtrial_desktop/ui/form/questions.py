"""From item states to questions: one row each, both areas of a group in ONE row (identical fields and wording)."""

from __future__ import annotations

from dataclasses import dataclass

from hairtrial_desktop.casebook.data_keys import ItemKey
from hairtrial_desktop.casebook.form_session import FormSession
from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.study.definitions import ItemDef, ItemGroupDef


@dataclass(frozen=True)
class Question:
    """One row: its number as on paper, the item, and the places it is answered at (one, or one an area)."""

    number: str
    item: ItemDef
    group: ItemGroupDef
    keys: tuple[ItemKey, ...]


@dataclass(frozen=True)
class Block:
    """A section, or one row of a repeating group (``repeat`` > 0)."""

    group: ItemGroupDef
    questions: tuple[Question, ...]
    repeat: int = 0


def blocks_of(session: FormSession) -> tuple[Block, ...]:
    """Return the sections of the form in order. Items that judge a criterion are shown apart, so they are left out."""
    blocks = []
    for at, group in enumerate(session.form.groups, start=1):
        states = [state for state in session.items() if state.group.oid == group.oid]
        repeats = sorted({state.key.group_repeat for state in states})
        for repeat in repeats if group.repeating else (0,):
            here = [state for state in states if repeat in (0, state.key.group_repeat)]
            questions = _questions(at, group, here)
            if questions:
                blocks.append(Block(group, questions, repeat))
    return tuple(blocks)


def _questions(at: int, group: ItemGroupDef, states: list[ItemState]) -> tuple[Question, ...]:
    questions = []
    for number, item in enumerate(group.items, start=1):
        keys = tuple(state.key for state in states if state.item.oid == item.oid)
        if keys and item.criterion is None:
            questions.append(Question(f"{at}.{number}", item, group, keys))
    return tuple(questions)


def folded(states: tuple[ItemState, ...]) -> bool:
    """Whether the row is folded away: it is asked in neither place, and holds nothing."""
    return all(state.collected is not True and state.cell.empty and state.problem is None for state in states)

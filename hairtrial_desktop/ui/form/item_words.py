"""How values, findings and statuses of items are said. No widget here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hairtrial_desktop.casebook.cell import Cell
from hairtrial_desktop.casebook.crf_pages import NULL_WORDS
from hairtrial_desktop.casebook.findings import Finding, FindingKind
from hairtrial_desktop.casebook.item_state import ItemState
from hairtrial_desktop.casebook.redacted import ERASED
from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.definitions import CheckClass, DataType, ItemDef
from hairtrial_desktop.study.repeats import asked_at
from hairtrial_desktop.ui.tokens import Tone
from hairtrial_desktop.words import Words, msg

NOTHING = "—"
CLASS_WORDS = {
    CheckClass.HARD: msg("To correct"),
    CheckClass.PROTOCOL: msg("Protocol"),
    CheckClass.SOFT: msg("Please check"),
}
CLASS_TONES = {CheckClass.HARD: Tone.BAD, CheckClass.PROTOCOL: Tone.WARN, CheckClass.SOFT: Tone.WARN}


@dataclass(frozen=True)
class Mark:
    """How ``StatusMark`` shows a row: sign, tone, word."""

    sign: str
    tone: Tone
    word: str


def said_value(words: Words, item: ItemDef, cell: Cell, person: Callable[[str], str], *, unit: bool = True) -> str:
    """Return a value as people read it, with its unit; the words of a null flavour; a dash for nothing."""
    if cell.null_flavour is not None:
        return NULL_WORDS[cell.null_flavour].say(words.language)
    if cell.value is None:
        return NOTHING
    if item.data_type is DataType.USER:
        return person(cell.value)
    shown = codec_for(item).show(cell.value, words.language)
    return f"{shown} {item.unit.symbol.say(words.language)}" if item.unit and unit else shown


def label_of(words: Words, state: ItemState) -> str:
    """Return the question with the area or row it is asked for."""
    return asked_at(state.group, state.item, state.key.group_repeat).say(words.language)


def sentence(words: Words, state: ItemState, finding: Finding) -> str:
    """Return what a finding says: one sentence with the way out."""
    if finding.kind is FindingKind.UNREADABLE and state.problem is not None:
        return words.error(state.problem)
    return finding.message.say(words.language)


def mark_of(words: Words, states: tuple[ItemState, ...], confirmed: Callable[[Finding], bool]) -> Mark | None:
    """Return the mark of a row, None where there is nothing to say (optional and empty)."""
    findings = [finding for state in states for finding in state.findings]
    return _finding_mark(words, findings, confirmed) or _value_mark(words, states, confirmed_ones=bool(findings))


def _finding_mark(words: Words, findings: list[Finding], confirmed: Callable[[Finding], bool]) -> Mark | None:
    open_ones = [finding for finding in findings if finding.kind is not FindingKind.MISSING and not confirmed(finding)]
    if any(finding.check_class is CheckClass.HARD for finding in open_ones):
        return Mark("!", Tone.BAD, words("To correct"))
    if open_ones:
        return Mark("!", Tone.WARN, words("Please check"))
    if any(finding.kind is FindingKind.MISSING for finding in findings):
        return Mark("empty", Tone.NEUTRAL, words("Still to fill in"))
    return None


def _undecided(state: ItemState) -> bool:
    """Whether the program worked out no more than that something is missing."""
    codes, value = state.item.code_list, state.cell.value
    code = codes.find(value) if codes is not None and value is not None and not state.item.typed else None
    return code is not None and code.unknown


def _value_mark(words: Words, states: tuple[ItemState, ...], *, confirmed_ones: bool) -> Mark | None:
    if any(_undecided(state) for state in states):
        return Mark("?", Tone.WARN, words("Not known yet"))
    held = [state for state in states if not state.cell.empty]
    if not held:
        return None
    if confirmed_ones:
        return Mark("tick", Tone.WARN, words("Confirmed with a reason"))
    if all(state.cell.null_flavour == ERASED for state in held):
        return Mark("–", Tone.NEUTRAL, words("Erased by two persons"))
    if all(state.cell.null_flavour for state in held):
        return Mark(held[0].cell.null_flavour or "", Tone.NEUTRAL, words("Missing, with a reason"))
    return Mark("tick", Tone.OK, words("Filled in"))


def progress_of(states: tuple[ItemState, ...]) -> str:
    """Return ``3/9`` while a section is begun and answers are missing, else an empty text."""
    asked = [state for state in states if state.item.typed]
    missing = {state.key for state in asked if any(f.kind is FindingKind.MISSING for f in state.findings)}
    given = sum(not state.cell.empty for state in asked)
    return f"{given}/{given + len(missing)}" if given and missing else ""

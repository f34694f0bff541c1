"""The states of a query as one table: state × event × right → state. Nothing else decides (EDC-01 (4), R3-05)."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.actor import Action

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class QueryState(StrEnum):
    """Where a query stands. A Candidate is computed and never written: a finding on a form still being filled."""

    CANDIDATE = "candidate"
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class QueryEvent(StrEnum):
    """What can happen to a query."""

    APPEARS = "appears"  # the finding stands on a completed form
    RAISE = "raise"  # a person asks
    ANSWER = "answer"
    CHANGE = "change"  # the value asked about was changed
    ASK_AGAIN = "ask_again"  # the answer does not do
    CLOSE = "close"
    CANCEL = "cancel"  # raised in error
    GONE = "gone"  # the finding is gone
    RETURNS = "returns"  # the finding is back, or stands on other values than those that were explained
    REOPEN = "reopen"


SYSTEM = "system"  # the right of the program itself, which no role has
OF_PROGRAM = frozenset({QueryEvent.APPEARS, QueryEvent.GONE, QueryEvent.RETURNS})  # nobody's own act
LIVE = frozenset({QueryState.OPEN, QueryState.ANSWERED})

_PROGRAM = frozenset({SYSTEM})
_ASKS = frozenset({Action.RAISE_QUERY.value, Action.RECEIVE_PACKAGE.value})  # the sponsor asks by package
_CLOSES = frozenset({Action.CLOSE_QUERY.value, Action.RECEIVE_PACKAGE.value})
_ANSWERS = frozenset({Action.ANSWER_QUERY.value})

Row = tuple[QueryState, "frozenset[str]"]

TABLE: Mapping[tuple[QueryState, QueryEvent], Row] = MappingProxyType(
    {
        (QueryState.CANDIDATE, QueryEvent.APPEARS): (QueryState.OPEN, _PROGRAM),
        (QueryState.CANDIDATE, QueryEvent.RAISE): (QueryState.OPEN, _ASKS),
        (QueryState.OPEN, QueryEvent.ANSWER): (QueryState.ANSWERED, _ANSWERS),
        (QueryState.OPEN, QueryEvent.CHANGE): (QueryState.ANSWERED, _ANSWERS),
        (QueryState.OPEN, QueryEvent.CLOSE): (QueryState.CLOSED, _CLOSES),
        (QueryState.OPEN, QueryEvent.CANCEL): (QueryState.CANCELLED, _CLOSES),
        (QueryState.OPEN, QueryEvent.GONE): (QueryState.CLOSED, _PROGRAM),
        (QueryState.ANSWERED, QueryEvent.ANSWER): (QueryState.ANSWERED, _ANSWERS),
        (QueryState.ANSWERED, QueryEvent.CHANGE): (QueryState.ANSWERED, _ANSWERS),
        (QueryState.ANSWERED, QueryEvent.ASK_AGAIN): (QueryState.OPEN, _ASKS),
        (QueryState.ANSWERED, QueryEvent.CLOSE): (QueryState.CLOSED, _CLOSES),
        (QueryState.ANSWERED, QueryEvent.CANCEL): (QueryState.CANCELLED, _CLOSES),
        (QueryState.ANSWERED, QueryEvent.GONE): (QueryState.CLOSED, _PROGRAM),
        (QueryState.ANSWERED, QueryEvent.RETURNS): (QueryState.OPEN, _PROGRAM),
        (QueryState.CLOSED, QueryEvent.RETURNS): (QueryState.OPEN, _PROGRAM),
        (QueryState.CLOSED, QueryEvent.REOPEN): (QueryState.OPEN, _ASKS),
    }
)


def next_state(state: QueryState, event: QueryEvent, rights: Iterable[str]) -> QueryState | None:
    """Return the state after ``event`` by somebody with ``rights``, or None where that may not happen."""
    after, needed = TABLE.get((state, event), (None, frozenset[str]()))
    return after if needed.intersection(rights) else None


def events_open_to(state: QueryState, rights: Iterable[str]) -> tuple[QueryEvent, ...]:
    """Return what somebody with ``rights`` may do now, in the order of the table."""
    held = frozenset(rights)
    return tuple(event for (at, event), (_, needed) in TABLE.items() if at is state and needed & held)

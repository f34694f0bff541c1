"""The table of query states: every state × event × right, and every way through it."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hairtrial_desktop.casebook.actor import PERMITTED, Action, Role
from hairtrial_desktop.casebook.query_states import (
    LIVE,
    OF_PROGRAM,
    SYSTEM,
    TABLE,
    QueryEvent,
    QueryState,
    events_open_to,
    next_state,
)

RIGHTS = (*(action.value for action in Action), SYSTEM)
ASKS, CLOSES = "raise_query receive_package", "close_query receive_package"
EXPECTED = {
    ("candidate", "appears", "open", "system"), ("candidate", "raise", "open", ASKS),
    ("open", "answer", "answered", "answer_query"), ("open", "change", "answered", "answer_query"),
    ("open", "close", "closed", CLOSES), ("open", "cancel", "cancelled", CLOSES), ("open", "gone", "closed", "system"),
    ("answered", "answer", "answered", "answer_query"), ("answered", "change", "answered", "answer_query"),
    ("answered", "ask_again", "open", ASKS), ("answered", "close", "closed", CLOSES),
    ("answered", "cancel", "cancelled", CLOSES), ("answered", "gone", "closed", "system"),
    ("answered", "returns", "open", "system"),
    ("closed", "returns", "open", "system"), ("closed", "reopen", "open", ASKS),
}  # fmt: skip


@pytest.mark.parametrize(("state", "event"), list(product(QueryState, QueryEvent)))
def test_edc_01_each_state_event_and_right_leads_where_the_table_says_and_nowhere_else(
    state: QueryState, event: QueryEvent
) -> None:
    for right in RIGHTS:
        wanted = [
            after for at, name, after, rights in EXPECTED if (at, name) == (state, event) and right in rights.split()
        ]
        assert next_state(state, event, {right}) == (wanted[0] if wanted else None)


def test_no_role_has_the_programs_right_and_none_does_its_events() -> None:
    for role in Role:
        rights = frozenset(right.value for right in PERMITTED[role])
        assert SYSTEM not in rights
        for state in QueryState:
            assert not OF_PROGRAM.intersection(events_open_to(state, rights))


def test_what_is_offered_is_what_is_allowed() -> None:
    for state, right in product(QueryState, RIGHTS):
        allowed = {event for event in QueryEvent if next_state(state, event, {right}) is not None}
        assert set(events_open_to(state, {right})) == allowed


Step = tuple[QueryEvent, str]


@given(st.lists(st.tuples(st.sampled_from(QueryEvent), st.sampled_from(RIGHTS)), max_size=40))
def test_every_way_keeps_the_promises(steps: list[Step]) -> None:
    state, ever = QueryState.CANDIDATE, [QueryState.CANDIDATE]
    for event, right in steps:
        after = next_state(state, event, {right})
        if after is None:
            continue
        if after in (QueryState.CLOSED, QueryState.CANCELLED):
            assert right in (Action.CLOSE_QUERY, Action.RECEIVE_PACKAGE, SYSTEM)  # site staff never close
        if after is QueryState.ANSWERED:
            assert right == Action.ANSWER_QUERY  # nobody but the site answers
            assert state in LIVE
        assert state is not QueryState.CANCELLED  # nothing comes after
        assert after is not QueryState.CANDIDATE  # what was asked stays in the record
        state = after
        ever.append(state)
    assert ever.count(QueryState.CANDIDATE) == 1


@given(st.sampled_from(QueryState), st.sampled_from(QueryEvent), st.frozensets(st.sampled_from(RIGHTS)))
def test_more_rights_never_allow_less(state: QueryState, event: QueryEvent, rights: frozenset[str]) -> None:
    single = {next_state(state, event, {right}) for right in rights} - {None}
    assert next_state(state, event, rights) == (single.pop() if single else None)
    assert {after for after, _ in TABLE.values()} == set(QueryState) - {QueryState.CANDIDATE}

"""The table of allowed moves between states."""

import pytest

from mailtriage.desk.state import LIVE, MOVES, State, may_move


def test_the_table_knows_every_state() -> None:
    assert set(MOVES) == set(State)


@pytest.mark.parametrize("state", State)
def test_no_state_is_a_dead_end(state: State) -> None:
    assert MOVES[state]


@pytest.mark.parametrize("state", State)
def test_only_pending_moves_to_itself_to_change_its_reason(state: State) -> None:
    assert may_move(state, state) is (state is State.PENDING)


@pytest.mark.parametrize("state", sorted(LIVE))
def test_every_live_ticket_may_be_resolved_and_closed(state: State) -> None:
    assert may_move(state, State.RESOLVED)
    assert may_move(state, State.CLOSED)


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED])
def test_what_is_done_comes_back_only_as_open(state: State) -> None:
    assert MOVES[state] & LIVE == {State.OPEN}


def test_a_held_ticket_becomes_an_ordinary_one_or_is_closed() -> None:
    assert MOVES[State.HELD] == {State.NEW, State.OPEN, State.CLOSED}


def test_only_a_ticket_nobody_worked_on_is_held() -> None:
    assert {state for state in State if may_move(state, State.HELD)} == {State.NEW}

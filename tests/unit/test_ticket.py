"""A ticket is what its events add up to."""

from dataclasses import replace

import pytest

from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.state import PendingReason, State
from promised import a_ticket, an_event, at, became, opened, waiting


def test_the_first_human_answer_opens_a_new_ticket() -> None:
    assert a_ticket(an_event(EventKind.ANSWERED, "23 10:30")).state is State.OPEN


def test_a_note_leaves_a_new_ticket_new() -> None:
    assert a_ticket(an_event(EventKind.NOTED, "23 10:30")).state is State.NEW


def test_an_answer_does_not_resume_a_pending_ticket() -> None:
    ticket = a_ticket(waiting("23 11:00", reason="access"), an_event(EventKind.ANSWERED, "23 11:30"))
    assert (ticket.state, ticket.pending) == (State.PENDING, PendingReason.ACCESS)


def test_leaving_pending_forgets_what_was_waited_for() -> None:
    assert a_ticket(waiting("23 11:00", "23 12:00")).pending is None


@pytest.mark.parametrize("back", [an_event(EventKind.REOPENED, "24 10:00"), became("24 10:00", "open")])
def test_s23_reopening_begins_a_new_epoch_however_it_is_worded(back: Event) -> None:
    ticket = a_ticket(an_event(EventKind.RESOLVED, "23 15:00"), back)
    assert (ticket.epoch, ticket.state) == (1, State.OPEN)


def test_closing_a_resolved_ticket_begins_no_epoch() -> None:
    assert a_ticket(an_event(EventKind.RESOLVED, "23 15:00"), became("24 10:00", "closed")).epoch == 0


def test_releasing_a_held_ticket_begins_no_epoch() -> None:
    assert a_ticket(opened(state="held"), became("24 10:00", "new")).epoch == 0


def test_s30_events_count_in_the_order_they_occurred_not_the_order_they_were_written() -> None:
    late_mail = replace(an_event(EventKind.REOPENED, "23 12:00"), recorded=at("23 16:00"))
    ticket = a_ticket(an_event(EventKind.RESOLVED, "23 15:00"), late_mail)
    assert ticket.state is State.RESOLVED


def test_s30_events_of_one_instant_count_in_the_order_of_their_numbers() -> None:
    ticket = a_ticket(became("23 11:00", "open"), became("23 11:00", "pending", "access"))
    assert ticket.state is State.PENDING


def test_the_opening_counts_first_even_if_a_later_event_is_dated_before_it() -> None:
    ticket = a_ticket(an_event(EventKind.TRIAGED, "23 09:00", priority=3), opened("23 10:00", priority=1))
    assert (ticket.priority, ticket.events[0].kind) == (3, EventKind.OPENED)


def test_s26_a_merged_ticket_keeps_the_earliest_start() -> None:
    merge = an_event(EventKind.LINKED, "24 09:00", ticket=2, relation="merged", received=at("20 16:00").isoformat())
    assert a_ticket(merge).received == at("20 16:00")


def test_s26_merging_a_younger_ticket_in_leaves_the_start() -> None:
    merge = an_event(EventKind.LINKED, "24 09:00", ticket=2, relation="merged", received=at("23 16:00").isoformat())
    assert a_ticket(merge).received == at("23 10:00")


def test_a_mere_link_leaves_the_start() -> None:
    assert a_ticket(an_event(EventKind.LINKED, "24 09:00", ticket=2, relation="follows")).received == at("23 10:00")


def test_s26_a_split_off_ticket_starts_when_it_was_opened() -> None:
    assert a_ticket(opened("24 11:00")).received == at("24 11:00")


def test_triage_changes_only_what_it_names() -> None:
    ticket = a_ticket(opened(impact="many", urgency="down"), an_event(EventKind.TRIAGED, "23 11:00", priority=2))
    assert (ticket.priority, ticket.impact, ticket.urgency) == (2, "many", "down")


def test_triage_can_take_the_priority_away() -> None:
    assert a_ticket(an_event(EventKind.TRIAGED, "23 11:00", priority=None)).priority is None


def test_a_participant_joins_once() -> None:
    joins = [an_event(EventKind.PARTICIPANT, "23 11:00", address=a, name="") for a in ("an@x.example", "AN@x.example")]
    assert len(a_ticket(joins).participants) == 1


@pytest.mark.parametrize(("state", "live"), [("new", True), ("workaround", True), ("held", False), ("closed", False)])
def test_a_ticket_is_live_while_somebody_still_has_to_do_something(state: str, live: bool) -> None:  # noqa: FBT001
    assert a_ticket(opened(state=state)).live is live

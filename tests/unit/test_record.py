"""What is on record: verdicts, breaches, and calendars edited afterwards (S24)."""

from dataclasses import replace
from datetime import date

import pytest

from mailtriage.desk.clock import INSTANT, Cause, ClockState, Result
from mailtriage.desk.clocks import readings
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.record import breach, closing_events, overlooked, recalculated
from mailtriage.desk.terms import ClockName
from mailtriage.desk.ticket import Ticket
from promised import (
    CALENDARS,
    TERMS,
    a_row,
    a_target,
    a_ticket,
    an_event,
    at,
    clock,
    closed_on,
    hours,
    on_record,
    opened,
    some_terms,
    waiting,
)

ANSWERED, RESOLVED = EventKind.ANSWERED, EventKind.RESOLVED
MONDAY_CLOSED = closed_on(date(2026, 11, 23))


def edited(ticket: Ticket, when: str, was: str) -> tuple[Event, ...]:
    """The record of a calendar edit that left the resolution due as it is, and before it was due at another instant."""
    now = clock(ticket, when, "resolution")
    return recalculated([replace(now, due=at(was))], [now], at(when), "")


def test_s24_a_holiday_declared_later_moves_a_running_clock_e43() -> None:
    ticket = a_ticket(opened("20 16:30"))
    before, after = (clock(ticket, "21 12:00", "resolution", calendars=c) for c in (CALENDARS, MONDAY_CLOSED))
    assert (before.due, after.due) == (at("23 11:30"), at("24 11:30"))


def test_s24_was_now_and_why_are_on_record() -> None:
    ticket, now = a_ticket(opened("20 16:30")), at("21 12:00")
    was = readings(ticket, TERMS, CALENDARS, now)
    event = recalculated(was, readings(ticket, TERMS, MONDAY_CLOSED, now), now, "23 November closed")[-1]
    assert (event.instant("was"), event.instant("now")) == (at("23 11:30"), at("24 11:30"))
    assert (event.text("why"), event.text("by")) == ("23 November closed", "calendar edit")


def test_s24_a_due_instant_that_did_not_move_needs_no_record() -> None:
    clocks = readings(a_ticket(), TERMS, CALENDARS, at("23 10:10"))
    assert recalculated(clocks, clocks, at("23 10:10"), "") == ()


def test_s24_a_stopped_clock_keeps_its_verdict_due_and_elapsed_e43() -> None:
    ticket = on_record(a_ticket(opened("20 16:30"), an_event(RESOLVED, "23 12:00")), "23 12:00")
    reading = clock(ticket, "24 12:00", "resolution", calendars=MONDAY_CLOSED)
    assert (reading.verdict, reading.due, reading.elapsed) == (Result.MISSED, at("23 11:30"), hours(4.5))


def test_s24_a_recalculation_that_moves_due_on_takes_the_breach_back() -> None:
    ticket = a_ticket(opened("20 16:30"))
    broken = breach(clock(ticket, "23 12:00", "resolution"), at("23 12:00"))
    moved = recalculated(
        [clock(ticket, "23 13:00", "resolution")],
        [clock(ticket, "23 13:00", "resolution", calendars=MONDAY_CLOSED)],
        at("23 13:00"),
        "closed after all",
    )
    reading = clock(a_ticket(ticket.events, broken, moved), "23 14:00", "resolution", calendars=MONDAY_CLOSED)
    assert (reading.verdict, reading.breached) == (Result.NONE, None)


def test_s24_a_recalculation_that_leaves_it_late_leaves_the_breach() -> None:
    ticket = a_ticket(opened("20 16:30"))
    broken = breach(clock(ticket, "23 12:00", "resolution"), at("23 12:00"))
    edit = edited(ticket, "23 13:00", was="23 10:00")
    assert clock(a_ticket(ticket.events, broken, edit), "23 14:00", "resolution").breached == broken.occurred


def test_s24_a_calendar_edit_is_not_to_blame_for_what_was_late_before() -> None:
    ticket = a_ticket(opened("20 16:30"))
    edit = edited(ticket, "23 14:00", was="23 13:00")
    assert clock(a_ticket(ticket.events, edit), "23 15:00", "resolution").cause is Cause.TIME


def test_the_breach_of_one_clock_is_not_that_of_another() -> None:
    broken = breach(clock(a_ticket(), "23 12:00"), at("23 12:00"))
    assert clock(a_ticket(broken), "23 15:00", "resolution").breached is None


def test_s24_a_calendar_edit_that_makes_a_promise_late_is_to_blame_itself() -> None:
    ticket = a_ticket(opened("20 16:30"))
    edit = edited(ticket, "23 14:00", was="24 11:30")
    reading = clock(a_ticket(ticket.events, edit), "23 15:00", "resolution")
    assert (reading.breaks, reading.cause) == (at("23 14:00"), Cause.CALENDAR)


def test_a_verdict_goes_on_record_once() -> None:
    ticket = a_ticket(an_event(ANSWERED, "23 10:30"))
    once = on_record(ticket, "23 10:30")
    assert [e.kind for e in closing_events(ticket, TERMS, CALENDARS, at("23 10:30"))] == [EventKind.STOPPED]
    assert closing_events(once, TERMS, CALENDARS, at("23 11:30")) == ()


def test_a_breach_nobody_looked_at_goes_on_record_with_the_verdict() -> None:
    ticket = a_ticket(an_event(ANSWERED, "23 12:00"))
    broken, stopped = closing_events(ticket, TERMS, CALENDARS, at("23 12:00"))
    assert (broken.kind, broken.occurred) == (EventKind.BREACHED, at("23 11:00") + INSTANT)
    assert stopped.text("verdict") == "missed"


def test_what_is_on_record_reads_as_it_was_computed() -> None:
    ticket = a_ticket(opened("23 10:00:00.123457"), an_event(ANSWERED, "23 12:00:00.654321"))
    before, after = clock(ticket, "24 12:00"), clock(on_record(ticket, "23 13:00"), "24 12:00")
    for name in ("state", "stopped", "due", "verdict", "elapsed", "late_business", "late_wall", "cause", "breaks"):
        assert getattr(before, name) == getattr(after, name), name


def test_s27_a_soft_target_stops_on_record_and_breaches_never() -> None:
    terms = some_terms(a_row(ClockName.REACTION, a_target(hours(1), soft=True)))
    ticket = a_ticket(an_event(ANSWERED, "23 12:00"))
    events = closing_events(ticket, terms, CALENDARS, at("23 12:00"))
    assert [(e.kind, e.text("verdict")) for e in events] == [(EventKind.STOPPED, "later than aimed")]
    with pytest.raises(ValueError, match="broken no promise"):
        breach(clock(ticket, "23 12:00", terms=terms), at("23 12:00"))


def test_a_breach_on_record_is_not_recorded_again_with_the_verdict() -> None:
    broken = breach(clock(a_ticket(), "23 11:30"), at("23 11:30"))
    ticket = a_ticket(broken, an_event(ANSWERED, "23 12:00"))
    assert [e.kind for e in closing_events(ticket, TERMS, CALENDARS, at("23 12:00"))] == [EventKind.STOPPED]


def test_s24_a_paused_clock_has_no_due_instant_that_could_move() -> None:
    clocks = readings(a_ticket(waiting("23 10:30")), TERMS, CALENDARS, at("23 12:00"))
    paused = [c for c in clocks if c.due is None]
    assert recalculated(paused, paused, at("23 12:00"), "") == ()


def test_s24_a_paused_clock_that_an_edit_gives_time_again_has_it_on_record_without_a_due_instant() -> None:
    ticket = a_ticket(opened("20 16:30"), waiting("23 12:00"))
    was, now = (clock(ticket, "23 13:00", "resolution", calendars=known) for known in (CALENDARS, MONDAY_CLOSED))
    (edit,) = recalculated([was], [now], at("23 13:00"), "closed after all")
    assert (edit.instant("was"), edit.instant("now"), now.state) == (at("23 11:30"), None, ClockState.PAUSED)


def test_s22_a_clock_that_starts_or_has_stopped_is_not_given_anew() -> None:
    started, stopped = clock(a_ticket(), "23 10:10"), clock(a_ticket(an_event(ANSWERED, "23 10:30")), "23 12:00")
    waits = replace(started, state=ClockState.NOT_STARTED, due=None)
    assert recalculated([waits], [started], at("23 10:10"), "") == ()
    assert recalculated([replace(stopped, due=None)], [stopped], at("23 12:00"), "") == ()


def test_s22_a_breach_that_is_on_record_is_not_overlooked() -> None:
    late = clock(a_ticket(), "23 11:30")
    (broken,) = overlooked(a_ticket(), [late], at("23 11:30"))
    assert overlooked(a_ticket(broken), [late], at("23 11:40")) == ()

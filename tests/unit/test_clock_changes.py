"""What changes in flight do to a clock: root cause, priority, reopening, merging, calendar edits; and what is on record."""

from datetime import date, timedelta

import pytest

from mailtriage.desk.clock import INSTANT, Cause, Clock, ClockState, Result
from mailtriage.desk.clocks import readings
from mailtriage.desk.contract import Contract, Customer
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.record import breach, closing_events, recalculated
from mailtriage.desk.terms import ClockName
from mailtriage.desk.ticket import Ticket
from promised import (
    CALENDARS,
    FROM_ROOT_CAUSE,
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

ANSWERED, CLOSED, RESOLVED = EventKind.ANSWERED, EventKind.CLOSED, EventKind.RESOLVED
LATE_START = some_terms(clocks=FROM_ROOT_CAUSE)
HIGH, LOW = opened("23 10:00", priority=2), opened("23 09:00", priority=4)
MONDAY_CLOSED = closed_on(date(2026, 11, 23))


def cause(given: str, established: str = "") -> Event:
    return an_event(EventKind.ROOT_CAUSE, given, established=at(established or given).isoformat())


def ranked(when: str, rank: int) -> Event:
    return an_event(EventKind.TRIAGED, when, priority=rank, reason="")


def resolution(ticket: Ticket, now: str) -> Clock:
    return clock(ticket, now, "resolution", LATE_START)


def test_s18_before_the_root_cause_the_resolution_clock_has_not_started_e40() -> None:
    reading = resolution(a_ticket(), "23 12:00")
    assert (reading.state, reading.due, reading.elapsed) == (ClockState.NOT_STARTED, None, timedelta(0))


def test_s18_the_resolution_clock_starts_when_the_root_cause_is_established_e40() -> None:
    assert resolution(a_ticket(opened("23 09:00"), cause("23 15:00")), "23 15:00").due == at("24 10:00")


def test_s18_a_root_cause_may_be_dated_back_and_corrected() -> None:
    ticket = a_ticket(cause("23 15:00"), cause("23 16:00", "23 11:00"))
    assert resolution(ticket, "23 16:00").started == at("23 11:00")


def test_s18_a_correction_given_later_counts_even_if_it_names_a_later_time() -> None:
    assert resolution(a_ticket(cause("23 12:00", "23 11:00"), cause("23 15:00", "23 14:00")), "23 16:00").started == at(
        "23 14:00"
    )


@pytest.mark.parametrize(("established", "start"), [("20 09:00", "23 10:00"), ("24 09:00", "23 12:00")])
def test_s18_a_root_cause_lies_between_receipt_and_when_it_was_given(established: str, start: str) -> None:
    assert resolution(a_ticket(cause("23 12:00", established)), "23 12:00").started == at(start)


def test_s18_resolved_without_a_root_cause_is_met_and_says_so() -> None:
    reading = resolution(a_ticket(an_event(RESOLVED, "27 12:00")), "27 13:00")
    assert (reading.verdict, reading.cause, reading.elapsed) == (Result.MET, Cause.NOT_RECORDED, timedelta(0))


def test_s18_a_root_cause_dated_back_too_far_is_late_from_when_it_was_given() -> None:
    reading = resolution(a_ticket(cause("24 12:00", "23 10:00")), "24 13:00")
    assert (reading.due, reading.breaks, reading.cause) == (at("23 14:00"), at("24 12:00"), Cause.ROOT_CAUSE)


def test_s22_a_raised_priority_keeps_the_start_e41() -> None:
    reading = clock(a_ticket(LOW, ranked("23 14:00", 2)), "23 14:00")
    assert (reading.due, reading.elapsed) == (at("24 09:00"), hours(5))


def test_s22_a_due_instant_in_the_past_is_missed_from_the_moment_of_the_change_e41() -> None:
    reading = clock(a_ticket(LOW, ranked("23 14:00", 1)), "23 15:00")
    assert (reading.due, reading.breaks, reading.cause) == (at("23 10:00"), at("23 14:00"), Cause.PRIORITY)
    assert breach(reading, at("23 14:00")).data["by"] == "re-prioritisation"


def test_s22_what_was_late_before_the_change_is_late_by_time() -> None:
    reading = clock(a_ticket(opened("23 09:00", priority=2), ranked("24 12:00", 1)), "24 13:00")
    assert (reading.breaks, reading.cause) == (at("24 09:00") + INSTANT, Cause.TIME)


def test_s22_a_change_that_leaves_the_target_alone_is_not_to_blame() -> None:
    reading = clock(a_ticket(an_event(EventKind.TRIAGED, "23 12:00", impact="one")), "23 13:00")
    assert (reading.breaks, reading.cause) == (at("23 11:00") + INSTANT, Cause.TIME)


def test_s22_a_ticket_made_an_incident_later_counts_from_receipt() -> None:
    ticket = a_ticket(opened(kind="information"), an_event(EventKind.TRIAGED, "23 14:00", kind="incident", priority=1))
    reading = clock(ticket, "23 15:00")
    assert (reading.started, reading.breaks, reading.cause) == (at("23 10:00"), at("23 14:00"), Cause.PRIORITY)


def test_s22_a_lowered_priority_does_not_erase_the_breach_on_record() -> None:
    late = a_ticket()
    fresh = breach(clock(late, "23 12:00"), at("23 12:00"))
    reading = clock(a_ticket(late.events, fresh, ranked("23 13:00", 3)), "23 13:00")
    assert (reading.verdict, reading.breached, reading.due) == (Result.NONE, at("23 11:00") + INSTANT, at("25 10:00"))


def test_s22_the_priority_at_the_stop_decides() -> None:
    ticket = a_ticket(an_event(ANSWERED, "23 12:00"), ranked("23 13:00", 3))
    assert clock(ticket, "23 14:00").verdict is Result.MISSED


def test_s22_pauses_survive_a_change_of_priority() -> None:
    ticket = a_ticket(opened(priority=3), waiting("23 11:00", "24 11:00"), ranked("24 12:00", 2))
    assert clock(ticket, "24 12:00", "resolution").due == at("26 10:00")


def test_s22_another_priority_may_run_in_another_calendar() -> None:
    rows = a_row(ClockName.REACTION, hours(4)), a_row(ClockName.REACTION, a_target(hours(2), "24x5"), 1)
    ticket = a_ticket(opened("23 16:30", priority=2), ranked("23 17:00", 1))
    assert clock(ticket, "23 17:00", terms=some_terms(*rows)).due == at("23 18:30")


def test_s23_the_time_it_lay_resolved_is_a_pause_e42() -> None:
    ticket = a_ticket(HIGH, an_event(RESOLVED, "23 15:00"), an_event(EventKind.REOPENED, "25 09:30"))
    reading = clock(ticket, "25 10:00", "resolution")
    assert (reading.due, reading.state) == (at("26 13:30"), ClockState.RUNNING)


def test_s23_reopening_does_not_restart_the_reaction_clock() -> None:
    ticket = a_ticket(an_event(RESOLVED, "23 10:30"), an_event(EventKind.REOPENED, "25 09:30"))
    assert clock(ticket, "27 12:00").stopped == at("23 10:30")


def test_s23_a_verdict_from_before_the_reopening_does_not_bind_the_clock_that_runs_on() -> None:
    done = on_record(a_ticket(HIGH, an_event(RESOLVED, "23 15:00")), "23 15:00")
    again = a_ticket(done.events, an_event(EventKind.REOPENED, "25 09:30"), an_event(RESOLVED, "27 10:00"))
    reading = clock(again, "27 10:00", "resolution")
    assert (reading.verdict, reading.on_record) == (Result.MISSED, False)


def test_s23_reopened_when_the_time_was_used_up_already_is_late_from_the_reopening() -> None:
    ticket = a_ticket(an_event(RESOLVED, "23 16:00"), an_event(EventKind.REOPENED, "25 09:30"))
    reading = clock(ticket, "25 10:00", "resolution")
    assert (reading.due, reading.breaks) == (at("23 14:00"), at("25 09:30"))


def test_s23_a_promise_withdrawn_by_closing_runs_on_after_reopening() -> None:
    ticket = a_ticket(an_event(CLOSED, "23 10:30"), an_event(EventKind.REOPENED, "24 09:00"))
    assert clock(ticket, "24 09:00").due == at("24 09:30")


def test_s24_a_holiday_declared_later_moves_a_running_clock_e43() -> None:
    ticket = a_ticket(opened("20 16:30"))
    before, after = (clock(ticket, "21 12:00", "resolution", calendars=c) for c in (CALENDARS, MONDAY_CLOSED))
    assert (before.due, after.due) == (at("23 11:30"), at("24 11:30"))


def test_s24_was_now_and_why_are_on_record() -> None:
    ticket, now = a_ticket(opened("20 16:30")), at("21 12:00")
    was = {c.name.value: c.due for c in readings(ticket, TERMS, CALENDARS, now) if c.due}
    event = recalculated(readings(ticket, TERMS, MONDAY_CLOSED, now), was, now, "23 November closed")[-1]
    assert (event.instant("was"), event.instant("now")) == (at("23 11:30"), at("24 11:30"))
    assert event.text("why") == "23 November closed"


def test_s24_a_due_instant_that_did_not_move_needs_no_record() -> None:
    clocks = readings(a_ticket(), TERMS, CALENDARS, at("23 10:10"))
    assert recalculated(clocks, {c.name.value: c.due for c in clocks if c.due}, at("23 10:10"), "") == ()


def test_s24_a_stopped_clock_keeps_its_verdict_due_and_elapsed_e43() -> None:
    ticket = on_record(a_ticket(opened("20 16:30"), an_event(RESOLVED, "23 12:00")), "23 12:00")
    reading = clock(ticket, "24 12:00", "resolution", calendars=MONDAY_CLOSED)
    assert (reading.verdict, reading.due, reading.elapsed) == (Result.MISSED, at("23 11:30"), hours(4.5))


def test_s24_a_recalculation_that_moves_due_on_takes_the_breach_back() -> None:
    ticket = a_ticket(opened("20 16:30"))
    broken = breach(clock(ticket, "23 12:00", "resolution"), at("23 12:00"))
    moved = recalculated(
        [clock(ticket, "23 13:00", "resolution", calendars=MONDAY_CLOSED)],
        {"resolution": at("23 11:30")},
        at("23 13:00"),
        "closed after all",
    )
    reading = clock(a_ticket(ticket.events, broken, moved), "23 14:00", "resolution", calendars=MONDAY_CLOSED)
    assert (reading.verdict, reading.breached) == (Result.NONE, None)


def test_s24_a_calendar_edit_that_makes_a_promise_late_is_to_blame_itself() -> None:
    ticket = a_ticket(opened("20 16:30"))
    clocks = readings(ticket, TERMS, CALENDARS, at("23 14:00"))
    edit = recalculated(clocks, {"resolution": at("24 11:30")}, at("23 14:00"), "open after all")
    reading = clock(a_ticket(ticket.events, edit), "23 15:00", "resolution")
    assert (reading.breaks, reading.cause) == (at("23 14:00"), Cause.CALENDAR)


def test_s25_a_ticket_falls_under_the_version_in_force_on_the_day_of_receipt() -> None:
    old, new = some_terms(version="1"), some_terms(version="2", valid_from=date(2026, 11, 24))
    contract = Contract("c", Customer("a", "A"), "p", (old, new), date(2026, 1, 1))
    assert [contract.terms(date(2026, 11, day)).version for day in (23, 24)] == ["1", "2"]


def test_s26_a_merge_that_makes_a_promise_late_counts_from_the_merge() -> None:
    merge = an_event(EventKind.LINKED, "23 10:30", ticket=2, relation="merged", received=at("20 10:00").isoformat())
    reading = clock(a_ticket(merge), "23 10:45")
    assert (reading.due, reading.breaks, reading.cause) == (at("20 11:00"), at("23 10:30"), Cause.MERGE)


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

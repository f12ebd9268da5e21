"""What changes in flight do to a clock: root cause, priority, reopening, merging."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mailtriage.desk.clock import INSTANT, Cause, Clock, ClockState, Result
from mailtriage.desk.contract import Contract, Customer
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.record import breach
from mailtriage.desk.terms import ClockName
from mailtriage.desk.ticket import Ticket
from promised import (
    FROM_ROOT_CAUSE,
    a_row,
    a_target,
    a_ticket,
    an_event,
    at,
    became,
    clock,
    hours,
    on_record,
    opened,
    some_terms,
    waiting,
)

ANSWERED, CLOSED, RESOLVED = EventKind.ANSWERED, EventKind.CLOSED, EventKind.RESOLVED
LATE_START = some_terms(clocks=FROM_ROOT_CAUSE)
HIGH, LOW = opened("23 10:00", priority=2), opened("23 09:00", priority=4)


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


def test_s18_a_root_cause_written_down_late_makes_nothing_late_before_it_was() -> None:
    late = replace(cause("23 10:30"), recorded=at("24 12:00"))
    assert resolution(a_ticket(late), "24 13:00").breaks == at("24 12:00")


def test_s18_a_correction_of_the_words_alone_leaves_the_start() -> None:
    words = an_event(EventKind.ROOT_CAUSE, "23 14:00", text="toch de schijf")
    assert resolution(a_ticket(cause("23 12:00", "23 11:00"), words), "23 16:00").started == at("23 11:00")


def test_s22_a_correction_gives_no_time_to_a_promise_that_is_broken() -> None:
    late = a_ticket(cause("23 12:00", "23 11:00"))
    fresh = breach(resolution(late, "23 15:30"), at("23 15:30"))
    for named, start in (("23 14:00", "23 11:00"), ("23 10:30", "23 10:30")):
        reading = resolution(a_ticket(late.events, fresh, cause("23 15:45", named)), "23 16:00")
        assert (reading.started, reading.verdict, reading.breached) == (at(start), Result.MISSED, fresh.occurred)


def test_s18_what_is_known_after_the_stop_changes_nothing_of_the_clock() -> None:
    reading = resolution(
        a_ticket(cause("23 12:00"), an_event(RESOLVED, "23 13:00"), cause("23 14:00", "23 10:10")), "23 15:00"
    )
    assert (reading.started, reading.due) == (at("23 12:00"), at("23 16:00"))


def test_s18_the_correction_written_last_counts_whatever_the_times_it_names() -> None:
    first = replace(cause("23 14:00"), recorded=at("23 15:00"))
    correction = replace(cause("23 11:00"), recorded=at("23 16:00"))
    assert resolution(a_ticket(first, correction), "23 16:00").started == at("23 11:00")


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


def test_s23_a_breach_of_the_epoch_before_is_not_when_this_one_broke() -> None:
    first = a_ticket(an_event(ANSWERED, "23 10:10"))
    broken = breach(clock(first, "23 15:00", "resolution"), at("23 15:00"))
    again = an_event(RESOLVED, "23 16:00"), an_event(EventKind.REOPENED, "25 09:30")
    reading = clock(a_ticket(first.events, broken, again), "25 10:00", "resolution")
    assert (reading.breached, reading.breaks) == (at("23 14:00") + INSTANT, at("25 09:30"))


def test_s23_a_ticket_moved_to_resolved_stops_the_resolution_clock_like_a_resolution() -> None:
    assert clock(a_ticket(became("23 12:00", "resolved")), "23 13:00", "resolution").verdict is Result.MET


def test_s23_a_promise_withdrawn_by_closing_runs_on_after_reopening() -> None:
    ticket = a_ticket(an_event(CLOSED, "23 10:30"), an_event(EventKind.REOPENED, "24 09:00"))
    assert clock(ticket, "24 09:00").due == at("24 09:30")


def test_s25_a_ticket_falls_under_the_version_in_force_on_the_day_of_receipt() -> None:
    old, new = some_terms(version="1"), some_terms(version="2", valid_from=date(2026, 11, 24))
    contract = Contract("c", Customer("a", "A"), "p", (old, new), date(2026, 1, 1))
    assert [contract.terms(date(2026, 11, day)).version for day in (23, 24)] == ["1", "2"]


def test_s26_a_merge_that_makes_a_promise_late_counts_from_the_merge() -> None:
    merge = an_event(EventKind.LINKED, "23 10:30", ticket=2, relation="merged", received=at("20 10:00").isoformat())
    reading = clock(a_ticket(merge), "23 10:45")
    assert (reading.due, reading.breaks, reading.cause) == (at("20 11:00"), at("23 10:30"), Cause.MERGE)

"""Mistakes other help desks made with clocks (the numbers are those of the traps in the SLA semantics)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mailtriage.desk.agenda import agenda, owed
from mailtriage.desk.clock import Result
from mailtriage.desk.clocks import readings
from mailtriage.desk.event import EventKind
from mailtriage.desk.terms import ClockName
from promised import (
    CALENDARS,
    TERMS,
    a_calendar,
    a_row,
    a_target,
    a_ticket,
    an_event,
    at,
    became,
    clock,
    closed_on,
    hours,
    minutes,
    opened,
    some_terms,
    steps,
    waiting,
)

RESOLVED = EventKind.RESOLVED


def test_01_a_pause_lengthens_the_target_not_the_creation_time() -> None:
    ticket = a_ticket(opened("21 12:00"), waiting("23 09:00", "23 10:00"))
    assert clock(ticket, "23 11:00", "resolution").due == at("23 13:30")


def test_02_pauses_are_measured_and_added_in_support_time() -> None:
    ticket = a_ticket(opened("23 16:00"), waiting("23 17:00", "24 09:00"))
    assert clock(ticket, "24 09:00", "resolution").due == at("24 12:00")


def test_03_pauses_survive_a_change_of_priority() -> None:
    ticket = a_ticket(
        opened(priority=2), waiting("23 11:00", "23 13:00"), an_event(EventKind.TRIAGED, "23 14:00", priority=1)
    )
    assert clock(ticket, "23 14:00", "resolution").due == at("23 16:00")


def test_04_pauses_before_and_after_a_reopening_both_count() -> None:
    ticket = a_ticket(
        opened(priority=2),
        waiting("23 11:00", "23 12:00"),
        an_event(RESOLVED, "23 13:00"),
        an_event(EventKind.REOPENED, "24 10:00"),
        waiting("24 11:00", "24 12:00"),
    )
    reading = clock(ticket, "24 13:00", "resolution")
    assert reading.elapsed == hours(1 + 1 + 1 + 1)
    assert reading.due == at("26 09:00")


def test_05_an_edited_calendar_reaches_open_tickets() -> None:
    ticket = a_ticket(opened("23 17:00"))
    assert clock(ticket, "23 17:00").due == at("24 09:00")
    assert clock(ticket, "23 17:00", calendars=closed_on(date(2026, 11, 24))).due == at("25 09:00")


def test_05_a_promise_the_contract_no_longer_makes_leaves_nothing_owed() -> None:
    ticket = a_ticket(an_event(EventKind.TRIAGED, "23 12:00", kind="information", priority=None))
    assert readings(ticket, TERMS, CALENDARS, at("23 13:00")) == ()
    assert steps(ticket) == {}


def test_06_only_the_holidays_of_the_calendar_close_it() -> None:
    assert clock(a_ticket(opened("2026-11-11 10:00")), "2026-11-11 10:00").due == at("2026-11-11 11:00")


@pytest.mark.parametrize(
    ("start", "due"), [("23 11:30", "23 14:30"), ("23 12:15", "23 15:00"), ("23 15:30", "24 10:00")]
)
def test_07_lunch_breaks_and_half_hours_are_kept(start: str, due: str) -> None:
    terms = some_terms(a_row(ClockName.REACTION, a_target(hours(2), "syneton_support")))
    assert clock(a_ticket(opened(start)), start, terms=terms).due == at(due)


def test_07_a_day_ends_at_midnight_not_a_minute_before() -> None:
    terms = some_terms(a_row(ClockName.REACTION, a_target(hours(1), "24x5")))
    assert clock(a_ticket(opened("23 23:30")), "23 23:40", terms=terms).due == at("24 00:30")


@pytest.mark.parametrize(
    ("start", "due"), [("2027-03-27 10:00", "2027-03-28 11:00"), ("2026-10-24 10:00", "2026-10-25 09:00")]
)
def test_08_a_day_has_23_or_25_hours_when_the_clocks_change(start: str, due: str) -> None:
    terms = some_terms(a_row(ClockName.REACTION, a_target(hours(24), "always")))
    assert clock(a_ticket(opened(start)), start, terms=terms).due == at(due)


def test_09_holidays_hold_in_every_year_of_the_span() -> None:
    holidays = {date(year, 12, 25): "" for year in (2026, 2027, 2028)}
    calendars = {"iv_office": a_calendar(holidays=holidays)}
    terms = some_terms(a_row(ClockName.REACTION, hours(9 * 400)))
    plain = clock(a_ticket(), "23 10:00", terms=terms).due
    closed = clock(a_ticket(), "23 10:00", terms=terms, calendars=calendars).due
    assert plain is not None
    assert closed is not None
    assert closed - plain == timedelta(days=1)  # 25 December 2026 is a Friday, 2027 a Saturday


def test_10_a_long_closure_is_survived() -> None:
    summer = {date(2026, 12, 1) + timedelta(days=n): "" for n in range(60)}
    calendars = {"iv_office": a_calendar(holidays=summer)}
    assert clock(a_ticket(opened("30 17:00")), "30 17:10", calendars=calendars).due == at("2027-02-01 09:00")


def test_12_an_open_ticket_past_its_due_time_is_not_green() -> None:
    assert clock(a_ticket(), "23 11:00:01").verdict is Result.MISSED


def test_13_a_ticket_created_outside_hours_does_elapse() -> None:
    assert clock(a_ticket(opened("21 03:12")), "23 09:00").elapsed == minutes(30)


def test_14_nothing_is_repeated_at_the_next_look_nor_sent_for_a_paused_clock() -> None:
    listed = agenda(a_ticket(), TERMS, CALENDARS, at("23 11:30"))
    first = owed(listed, frozenset(), at("23 11:30"))
    done = frozenset(s.key for s in (*first.tell, *first.passed))
    assert owed(listed, done, at("23 11:31")).tell == ()
    assert not any(name.startswith("resolution") for name in steps(a_ticket(became("23 10:05", "pending", "access"))))


def test_15_naive_times_are_refused() -> None:
    with pytest.raises(TypeError):
        readings(a_ticket(), TERMS, CALENDARS, datetime(2026, 11, 23, 12))  # noqa: DTZ001


def test_15_the_zone_an_instant_is_written_in_does_not_matter() -> None:
    elsewhere = at("23 10:00").astimezone(ZoneInfo("Asia/Kolkata"))
    assert clock(a_ticket(opened(elsewhere)), "23 10:10").due == at("23 11:00")


def test_paused_then_resolved_directly_leaves_the_waiting_out() -> None:
    ticket = a_ticket(became("23 11:00", "pending", "requester"), an_event(RESOLVED, "27 15:00"))
    reading = clock(ticket, "27 16:00", "resolution")
    assert (reading.elapsed, reading.verdict) == (hours(1), Result.MET)


def test_a_ticket_pending_behind_its_workaround_is_judged_at_the_workaround() -> None:
    ticket = a_ticket(an_event(EventKind.WORKAROUND, "23 15:00"), became("23 16:00", "pending", "appointment"))
    reading = clock(ticket, "27 16:00", "resolution")
    assert (reading.verdict, reading.due, reading.pauses) == (Result.MISSED, at("23 14:00"), ())

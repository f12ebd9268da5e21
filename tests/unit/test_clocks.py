"""Where each promise stands, by the S-rules and the worked examples."""

from datetime import timedelta

import pytest

from mailtriage.desk.clock import Cause, ClockState, Result
from mailtriage.desk.clocks import readings
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.terms import ClockName, ClockTerms, KindTerms
from promised import (
    CALENDARS,
    FROM_ROOT_CAUSE,
    TERMS,
    a_calendar,
    a_row,
    a_target,
    a_ticket,
    an_event,
    at,
    became,
    clock,
    hours,
    minutes,
    opened,
    some_terms,
    waiting,
)

HIGH, LOW = opened("23 10:00", priority=2), opened("23 09:00", priority=4)
ANSWERED, ASSIGNED, CLOSED = EventKind.ANSWERED, EventKind.ASSIGNED, EventKind.CLOSED
RESOLVED, WORKAROUND, REOPENED = EventKind.RESOLVED, EventKind.WORKAROUND, EventKind.REOPENED
PICK_UP_AIM = some_terms(a_row(ClockName.PICK_UP, a_target(calendar="oxineo_office", business_days=3, soft=True)))


def test_s07_elapsed_is_the_open_time_since_receipt() -> None:
    assert clock(a_ticket(opened("20 16:30")), "23 09:00").elapsed == hours(1.5)


def test_s08_a_target_used_up_at_closing_is_due_at_closing_e03() -> None:
    assert clock(a_ticket(opened("23 08:30", priority=2)), "23 09:00").due == at("23 17:30")


def test_s09_a_zero_target_is_due_when_support_is_first_open_e08() -> None:
    terms = some_terms(a_row(ClockName.REACTION, hours(0)))
    assert clock(a_ticket(opened("21 03:12")), "21 03:12", terms=terms).due == at("23 08:30")


def test_s09_a_missing_target_is_no_clock() -> None:
    assert readings(a_ticket(), some_terms(a_row(ClockName.REACTION, a_target())), CALENDARS, at("23 12:00")) == ()


def test_s10_what_is_left_now_is_the_open_time_until_due() -> None:
    reading = clock(a_ticket(opened(priority=3)), "24 13:00")
    assert reading.due == at("25 10:00")
    assert reading.remaining == hours(4.5) + hours(1.5)


def test_s11_received_outside_hours_starts_at_receipt_with_nothing_elapsed() -> None:
    reading = clock(a_ticket(opened("21 03:12")), "23 08:30")
    assert (reading.started, reading.elapsed, reading.due) == (at("21 03:12"), timedelta(0), at("23 09:30"))


@pytest.mark.parametrize(("answered", "verdict"), [("23 11:00", Result.MET), ("23 11:00:01", Result.MISSED)])
def test_s12_an_answer_at_the_very_second_is_in_time_and_the_next_is_late_e45(answered: str, verdict: Result) -> None:
    assert clock(a_ticket(an_event(ANSWERED, answered)), "23 12:00").verdict is verdict


def test_s12_answered_between_closing_and_opening_is_late_by_no_support_time_e44() -> None:
    reading = clock(a_ticket(opened("23 08:30", priority=2), an_event(ANSWERED, "23 20:00")), "23 21:00")
    assert reading.verdict is Result.MISSED
    assert (reading.late_business, reading.late_wall, reading.elapsed) == (hours(0), hours(2.5), hours(9))


def test_s13_a_target_survives_a_long_closure() -> None:
    calendars = {**CALENDARS, "iv_office": a_calendar(holidays={at(f"{d} 12:00").date(): "" for d in range(24, 31)})}
    assert clock(a_ticket(opened("23 17:00")), "23 17:00", calendars=calendars).due == at("2026-12-01 09:00")


def test_s14_business_days_end_with_the_last_of_them_e31() -> None:
    assert clock(a_ticket(opened("19 10:00")), "19 11:00", "pick-up", PICK_UP_AIM).due == at("24 17:00")


def test_s15_a_business_day_is_worth_its_own_hours_not_twenty_four() -> None:
    assert clock(a_ticket(opened("19 10:00")), "19 11:00", "pick-up", PICK_UP_AIM).duration == hours(31)


def test_s16_business_days_with_a_pause_move_by_its_support_time_e34() -> None:
    ticket = a_ticket(opened("19 10:00"), waiting("20 09:00", "20 13:00"))
    reading = clock(ticket, "20 14:00", "pick-up", PICK_UP_AIM)
    assert (reading.due, reading.paused) == (at("25 13:00"), hours(4))


@pytest.mark.parametrize("kind", [EventKind.NOTED, EventKind.RECEIVED, EventKind.TOLD, EventKind.ACKNOWLEDGED])
def test_s17_only_a_human_answer_stops_the_reaction_clock(kind: EventKind) -> None:
    assert clock(a_ticket(an_event(kind, "23 10:30")), "23 10:45").state is ClockState.RUNNING
    assert clock(a_ticket(an_event(ANSWERED, "23 10:30")), "23 10:45").stopped == at("23 10:30")


@pytest.mark.parametrize("kind", [RESOLVED, WORKAROUND])
def test_s17_telling_the_customer_of_a_solution_is_an_answer_too(kind: EventKind) -> None:
    assert clock(a_ticket(an_event(kind, "23 10:30")), "23 10:45").verdict is Result.MET


@pytest.mark.parametrize("kind", [RESOLVED, WORKAROUND])
def test_s17_a_workaround_stops_the_resolution_clock_like_a_resolution_iv48(kind: EventKind) -> None:
    reading = clock(a_ticket(an_event(kind, "23 12:00")), "27 12:00", "resolution")
    assert (reading.state, reading.stopped, reading.verdict) == (ClockState.STOPPED, at("23 12:00"), Result.MET)


def test_s17_work_behind_a_workaround_leaves_the_resolution_clock_stopped() -> None:
    after = [became("23 13:00", "with-vendor"), became("24 09:00", "open"), an_event(RESOLVED, "27 09:00")]
    ticket = a_ticket(an_event(WORKAROUND, "23 12:00"), after)
    assert clock(ticket, "27 12:00", "resolution").stopped == at("23 12:00")


@pytest.mark.parametrize(
    "taken", [an_event(ASSIGNED, "20 10:00", assignee="an@desk.example"), an_event(ANSWERED, "20 10:00")]
)
def test_s17_an_agent_who_takes_or_answers_the_ticket_picks_it_up(taken: Event) -> None:
    reading = clock(a_ticket(opened("19 10:00"), taken), "27 12:00", "pick-up", PICK_UP_AIM)
    assert (reading.stopped, reading.verdict) == (at("20 10:00"), Result.AS_AIMED)


def test_s17_a_support_group_alone_does_not_pick_up() -> None:
    ticket = a_ticket(opened("19 10:00"), an_event(ASSIGNED, "20 10:00", role="second-line"))
    assert clock(ticket, "20 12:00", "pick-up", PICK_UP_AIM).state is ClockState.RUNNING


def test_s17_a_ticket_assigned_by_rule_is_picked_up_at_receipt() -> None:
    ticket = a_ticket(opened("19 10:00", assignee="an@desk.example"))
    assert clock(ticket, "20 12:00", "pick-up", PICK_UP_AIM).stopped == at("19 10:00")


def test_s19_while_paused_there_is_no_due_time_only_what_is_left_e36() -> None:
    ticket = a_ticket(opened("23 09:30", priority=2), waiting("23 15:30"))
    reading = clock(ticket, "24 12:00", "resolution")
    assert (reading.state, reading.due, reading.remaining) == (ClockState.PAUSED, None, hours(12))


def test_s19_on_resume_what_was_left_runs_on_e36() -> None:
    ticket = a_ticket(opened("23 09:30", priority=2), waiting("23 15:30", "25 10:30"))
    assert clock(ticket, "25 11:00", "resolution").due == at("26 13:30")


def test_s19_a_pause_outside_hours_costs_nothing_e37() -> None:
    reading = clock(a_ticket(opened("23 16:30"), waiting("23 18:00", "24 07:00")), "24 08:00", "resolution")
    assert (reading.due, reading.paused) == (at("24 11:30"), timedelta(0))


def test_s19_a_pause_from_the_due_instant_on_undoes_no_breach_e38() -> None:
    terms = some_terms(a_row(ClockName.REACTION, hours(1)), clocks=(ClockTerms(ClockName.REACTION, pauses=True),))
    ticket = a_ticket(waiting("23 11:00", "23 15:00"))
    assert clock(ticket, "23 15:30", terms=terms).due == at("23 11:00")
    paused = clock(a_ticket(waiting("23 11:00")), "23 13:00", terms=terms)
    assert (paused.due, paused.verdict) == (at("23 11:00"), Result.MISSED)


def test_s19_paused_from_the_first_second_e39() -> None:
    ticket = a_ticket(waiting("23 10:00", "23 12:00"))
    assert clock(ticket, "23 12:30", "resolution").due == at("23 16:00")


def test_s19_reasons_that_overlap_count_once() -> None:
    vendor = ClockTerms(ClockName.RESOLUTION, vendor_pauses=True)
    events = [became("23 11:00", "pending", "access"), became("23 11:30", "with-vendor"), became("23 12:00", "open")]
    reading = clock(a_ticket(events), "23 13:00", "resolution", some_terms(clocks=(vendor,)))
    assert (reading.due, reading.paused) == (at("23 15:00"), hours(1))


def test_s19_the_vendor_pauses_only_where_the_contract_says_so() -> None:
    ticket = a_ticket(became("23 11:00", "with-vendor"))
    assert clock(ticket, "23 12:00", "resolution").elapsed == hours(2)


def test_s19_the_reaction_clock_does_not_pause_unless_the_contract_says_so() -> None:
    ticket = a_ticket(waiting("23 10:10", "23 15:00"))
    assert clock(ticket, "23 15:00").due == at("23 11:00")


def test_s19_a_contract_can_let_the_resolution_clock_run_while_pending() -> None:
    terms = some_terms(clocks=(ClockTerms(ClockName.RESOLUTION, pauses=False),))
    assert clock(a_ticket(waiting("23 10:10")), "23 11:00", "resolution", terms).elapsed == hours(1)


def test_s20_a_note_or_a_mail_of_the_customer_pauses_nothing_by_itself() -> None:
    ticket = a_ticket(an_event(EventKind.NOTED, "23 10:10"), an_event(EventKind.RECEIVED, "23 10:20", automatic=False))
    assert clock(ticket, "23 12:00", "resolution").pauses == ()


def test_s21_the_same_events_give_the_same_reading() -> None:
    ticket, again = (a_ticket(HIGH, waiting("23 15:00", "24 09:00")) for _ in range(2))
    assert readings(ticket, TERMS, CALENDARS, at("24 12:00")) == readings(again, TERMS, CALENDARS, at("24 12:00"))


def test_s27_a_soft_target_is_later_than_aimed_and_never_missed_e35() -> None:
    ticket = a_ticket(opened("19 10:00"), an_event(ASSIGNED, "25 09:30", assignee="an@desk.example"))
    reading = clock(ticket, "25 12:00", "pick-up", PICK_UP_AIM)
    assert (reading.verdict, reading.late_business) == (Result.LATER, minutes(30))


def test_s29_what_remains_goes_below_zero_when_late() -> None:
    reading = clock(a_ticket(), "23 13:30")
    assert (reading.remaining, reading.late_business) == (-hours(2.5), hours(2.5))


def test_s30_a_stop_before_the_start_has_nothing_elapsed_and_is_met() -> None:
    cause = an_event(EventKind.ROOT_CAUSE, "24 09:00", established=at("24 09:00").isoformat())
    ticket = a_ticket(an_event(WORKAROUND, "23 12:00"), cause)
    reading = clock(ticket, "24 12:00", "resolution", some_terms(clocks=FROM_ROOT_CAUSE))
    assert (reading.elapsed, reading.verdict) == (timedelta(0), Result.MET)


@pytest.mark.parametrize("data", [{"state": "held"}, {"kind": "information"}, {"kind": "unheard-of"}])
def test_no_clocks_for_held_tickets_and_kinds_without_iv12(data: dict[str, str]) -> None:
    assert readings(a_ticket(opened(**data)), TERMS, CALENDARS, at("23 12:00")) == ()


def test_time_spent_held_counts_for_no_clock() -> None:
    reading = clock(a_ticket(opened(state="held"), became("24 10:00", "new")), "24 10:30")
    assert (reading.started, reading.due, reading.elapsed) == (at("23 10:00"), at("24 11:00"), minutes(30))


def test_time_held_until_the_sender_was_confirmed_counts_s11() -> None:
    reading = clock(a_ticket(opened(state="held", hold="unproven"), became("24 10:00", "new")), "24 10:30")
    held = clock(a_ticket(opened(state="held", hold="stranger"), became("24 10:00", "new")), "24 10:30")
    assert reading.due is not None
    assert held.due is not None
    assert (reading.due, held.due) == (at("23 11:00"), at("24 11:00"))


def test_closing_without_an_answer_withdraws_the_promise() -> None:
    reading = clock(a_ticket(an_event(CLOSED, "23 10:30")), "27 12:00")
    assert (reading.state, reading.verdict) == (ClockState.STOPPED, Result.NONE)


def test_closing_does_not_wash_away_a_promise_broken_before() -> None:
    assert clock(a_ticket(an_event(CLOSED, "23 11:30")), "27 12:00").verdict is Result.MISSED


def test_an_answer_after_closing_still_answers() -> None:
    reading = clock(a_ticket(became("23 10:30", "resolved"), an_event(ANSWERED, "23 10:40")), "27 12:00")
    assert (reading.stopped, reading.verdict) == (at("23 10:40"), Result.MET)


def test_the_most_specific_row_of_the_table_wins_inf08() -> None:
    rows = [
        a_row(ClockName.REACTION, hours(8)),
        a_row(ClockName.REACTION, hours(4), 1),
        a_row(ClockName.REACTION, hours(2), 1, product="erp"),
        a_row(ClockName.REACTION, hours(1), 1, product="crm"),
    ]
    found = [clock(a_ticket(opened(**d)), "23 10:00", terms=some_terms(*rows)).duration for d in PRODUCTS]
    assert found == [hours(2), hours(4), hours(8)]


PRODUCTS: list[dict[str, object]] = [{"product": "erp"}, {"product": "wms"}, {"priority": 3}]


def test_a_ticket_of_a_kind_without_priority_fits_no_row_of_one() -> None:
    kinds = (KindTerms("question", priority=False),)
    terms = some_terms(a_row(ClockName.REACTION, hours(1), 1), a_row(ClockName.REACTION, hours(8)), kinds=kinds)
    assert clock(a_ticket(opened(kind="question", priority=1)), "23 10:00", terms=terms).duration == hours(8)


def test_a_late_clock_says_that_time_made_it_late() -> None:
    reading = clock(a_ticket(), "23 12:00")
    assert (reading.cause, reading.breaks) == (Cause.TIME, at("23 11:00") + timedelta(microseconds=1))

"""The ladder behind a breach: level after level, until somebody acknowledges."""

from mailtriage.desk.agenda import agenda, owed
from mailtriage.desk.clock import INSTANT
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.terms import ClockName, ClockTerms, Rung
from promised import (
    CALENDARS,
    LADDER,
    TERMS,
    a_row,
    a_target,
    a_ticket,
    an_event,
    at,
    hours,
    opened,
    some_terms,
    steps,
    waiting,
)

MANAGER, DEPUTY = "manager@desk.example", "deputy@desk.example"


def told(when: str, step: str, *to: str) -> Event:
    return an_event(EventKind.TOLD, when, step=step, clock="reaction", to=list(to), due=at("23 11:00").isoformat())


def acknowledged(when: str, clock: str = "") -> Event:
    return an_event(EventKind.ACKNOWLEDGED, when, clock=clock)


def bounced(when: str, address: str, action: str = "failed") -> Event:
    return an_event(EventKind.UNDELIVERABLE, when, address=address, status="5.1.1", action=action)


def test_level_1_is_told_with_the_breach_and_level_2_after_its_silence() -> None:
    found = steps(a_ticket())
    assert (found["level-1"].at, found["level-2"].at) == (at("23 11:00") + INSTANT, at("23 13:00") + INSTANT)


def test_the_silence_is_counted_in_support_time() -> None:
    assert steps(a_ticket(opened("23 15:30")))["level-2"].at == at("24 09:30") + INSTANT


def test_a_level_at_once_does_not_wait_for_the_next_opening() -> None:
    assert steps(a_ticket(opened("23 16:30")))["level-1"].at == at("23 17:30") + INSTANT


def test_level_1_may_come_some_time_behind_the_breach() -> None:
    terms = some_terms(ladder=(Rung(1, "manager", hours(1)), Rung(2, "cto", hours(2))))
    found = steps(a_ticket(), terms=terms)
    assert (found["level-1"].at, found["level-2"].at) == (at("23 12:00") + INSTANT, at("23 14:00") + INSTANT)


def test_levels_come_in_their_order_whatever_the_order_in_the_file() -> None:
    assert steps(a_ticket(), terms=some_terms(ladder=LADDER[::-1])) == steps(a_ticket())


def test_an_acknowledgement_ends_the_ladder() -> None:
    assert "level-2" not in steps(a_ticket(told("23 11:00:01", "level-1", MANAGER), acknowledged("23 11:20")))


def test_an_acknowledgement_of_a_warning_says_nothing_about_the_breach() -> None:
    assert "level-2" in steps(a_ticket(acknowledged("23 10:50")))


def test_an_acknowledgement_of_another_clock_leaves_this_ladder_alone() -> None:
    assert "level-2" in steps(a_ticket(acknowledged("23 11:20", "resolution")))
    assert "level-2" not in steps(a_ticket(acknowledged("23 11:20", "reaction")))


def test_a_later_breach_needs_an_acknowledgement_of_its_own() -> None:
    assert "resolution level-2" in steps(a_ticket(acknowledged("23 11:20")))


def test_the_answer_itself_ends_the_ladder() -> None:
    assert "level-2" not in steps(a_ticket(an_event(EventKind.ANSWERED, "23 11:30")))


def test_after_downtime_level_2_waits_until_level_1_had_its_silence() -> None:
    now = at("25 09:00")
    found = owed(agenda(a_ticket(), TERMS, CALENDARS, now), frozenset(), now)
    assert [s.name for s in found.tell if s.clock == "reaction"] == ["breach", "level-1"]
    assert steps(a_ticket(told("25 09:00", "level-1", MANAGER)))["level-2"].at == at("25 11:00")


def test_a_level_waits_for_those_below_it_on_its_own_ladder_only() -> None:
    now = at("23 15:00")
    done = frozenset({("reaction", "level-1", 0)})
    found = owed(agenda(a_ticket(told("23 11:00:01", "level-1", MANAGER)), TERMS, CALENDARS, now), done, now)
    assert ("reaction", "level-2", 0) in {s.key for s in found.tell}


def test_a_level_told_a_second_after_its_instant_does_not_drift() -> None:
    assert steps(a_ticket(told("23 11:00:02", "level-1", MANAGER)))["level-2"].at == at("23 13:00") + INSTANT


def test_a_bounced_level_goes_to_its_deputies_at_once() -> None:
    ticket = a_ticket(told("23 11:00:01", "level-1", MANAGER), bounced("23 11:01", MANAGER.upper()))
    assert steps(ticket)["level-1-deputy"].at == at("23 11:01")


def test_an_out_of_office_from_a_manager_goes_to_the_deputies_at_once() -> None:
    absence = an_event(EventKind.RECEIVED, "23 11:01", **{"from": MANAGER, "automatic": True})
    assert "level-1-deputy" in steps(a_ticket(told("23 11:00:01", "level-1", MANAGER), absence))


def test_a_delayed_mail_or_a_human_reply_is_no_reason_to_move_on() -> None:
    human = an_event(EventKind.RECEIVED, "23 11:02", **{"from": MANAGER, "automatic": False})
    ticket = a_ticket(told("23 11:00:01", "level-1", MANAGER), bounced("23 11:01", MANAGER, "delayed"), human)
    assert "level-1-deputy" not in steps(ticket)


def test_while_the_deputies_have_not_been_told_the_next_level_waits() -> None:
    ticket = a_ticket(told("23 11:00:01", "level-1", MANAGER), bounced("23 11:01", MANAGER))
    assert steps(ticket)["level-2"].at == at("23 13:00") + INSTANT


def test_when_the_deputies_bounce_too_the_next_level_is_told_at_once() -> None:
    tried = [told("23 11:00:01", "level-1", MANAGER), bounced("23 11:01", MANAGER)]
    ticket = a_ticket(tried, told("23 11:02", "level-1-deputy", DEPUTY), bounced("23 11:03", DEPUTY))
    assert steps(ticket)["level-2"].at == at("23 11:03")


def test_a_level_without_anybody_to_reach_moves_on_at_once() -> None:
    tried = [told("23 11:00:01", "level-1", MANAGER), bounced("23 11:01", MANAGER)]
    assert steps(a_ticket(tried, told("23 11:02", "level-1-deputy")))["level-2"].at == at("23 11:02")
    assert steps(a_ticket(told("23 11:00:01", "level-1")))["level-2"].at == at("23 11:00:01")


def test_one_of_two_who_can_be_reached_keeps_the_level() -> None:
    tried = [told("23 11:00:01", "level-1", MANAGER, "second@desk.example"), bounced("23 11:01", MANAGER)]
    found = steps(a_ticket(tried, told("23 11:02", "level-1-deputy")))
    assert found["level-2"].at == at("23 13:00") + INSTANT


def test_a_bounce_known_before_the_level_was_told_does_not_date_it_back() -> None:
    absence = an_event(EventKind.RECEIVED, "23 10:50", **{"from": MANAGER, "automatic": True})
    ticket = a_ticket(absence, told("23 11:00:01", "level-1", MANAGER))
    assert steps(ticket)["level-1-deputy"].at == at("23 11:00:01")


def test_a_paused_clock_lets_no_silence_pass() -> None:
    terms = some_terms(clocks=(ClockTerms(ClockName.REACTION, pauses=True),))
    assert "level-2" not in steps(a_ticket(waiting("23 12:00")), terms=terms)
    assert steps(a_ticket(waiting("23 12:00", "23 14:00")), terms=terms)["level-2"].at == at("23 15:00") + INSTANT


def test_a_soft_target_has_no_ladder_s27() -> None:
    terms = some_terms(a_row(ClockName.REACTION, a_target(hours(1), soft=True)))
    assert set(steps(a_ticket(), terms=terms)) == {"aim"}

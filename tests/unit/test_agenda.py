"""What is owed when: warnings, breaches, progress, reminders; and what to tell after downtime."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailtriage.desk.agenda import Key, agenda, next_due, owed
from mailtriage.desk.clock import INSTANT
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.terms import ClockName, Terms
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
    became,
    hours,
    minutes,
    opened,
    some_terms,
    steps,
    waiting,
)

ANSWERED, TOLD = EventKind.ANSWERED, EventKind.TOLD
AIM = some_terms(a_row(ClockName.PICK_UP, a_target(calendar="oxineo_office", business_days=3, soft=True)))
PROGRESS = some_terms(progress={"1": hours(2), "*": hours(8)}, ladder=())
REMIND = some_terms(remind={"unassigned": minutes(30), "not-started": hours(9)}, clocks=FROM_ROOT_CAUSE)


def told(when: str, step: str, clock: str = "reaction", *to: str, due: str = "") -> Event:
    return an_event(
        TOLD, when, step=step, clock=clock, to=list(to) or ["a@desk.example"], due=at(due or when).isoformat()
    )


def tells(ticket: Ticket, now: str, done: frozenset[Key] = frozenset(), terms: Terms = TERMS) -> list[str]:
    return [s.name for s in owed(agenda(ticket, terms, CALENDARS, at(now)), done, at(now)).tell]


def test_s28_a_warning_comes_at_its_part_of_the_target_e47() -> None:
    assert steps(a_ticket(opened("20 16:30")))["resolution warn-75"].at == at("23 10:30")


def test_s28_a_breach_is_owed_just_after_due_even_out_of_hours() -> None:
    step = steps(a_ticket(opened("23 08:30", priority=2)))["breach"]
    assert (step.at, step.due) == (at("23 17:30") + INSTANT, at("23 17:30"))


def test_s12_nothing_is_broken_at_the_due_instant_itself() -> None:
    assert "breach" not in tells(a_ticket(), "23 11:00")
    assert "breach" in tells(a_ticket(), "23 11:00:01")


def test_s28_paused_clocks_fire_nothing() -> None:
    assert not any(name.startswith("resolution") for name in steps(a_ticket(waiting("23 10:10"))))


def test_s28_a_breach_before_the_pause_stays_owed() -> None:
    assert "resolution breach" in steps(a_ticket(waiting("23 15:00")))


def test_s28_a_target_that_moves_back_is_not_warned_of_twice() -> None:
    done = frozenset({("resolution", "warn-75", 0)})
    ticket = a_ticket(an_event(ANSWERED, "23 10:10"), an_event(EventKind.TRIAGED, "23 13:30", priority=2))
    assert tells(ticket, "25 10:00", done) == []


def test_s28_a_threshold_not_yet_passed_is_told_at_its_new_instant() -> None:
    ticket = a_ticket(an_event(ANSWERED, "23 10:10"), an_event(EventKind.TRIAGED, "23 11:30", priority=2))
    assert steps(ticket)["resolution warn-75"].at == at("24 14:30")


def test_s22_a_breach_by_re_prioritisation_is_owed_at_the_change_e41() -> None:
    ticket = a_ticket(opened("23 09:00", priority=4), an_event(EventKind.TRIAGED, "23 14:00", priority=1))
    terms = some_terms(*(row for row in TERMS.targets if row.clock is ClockName.REACTION))
    assert steps(ticket, "23 14:00")["breach"].at == at("23 14:00")
    assert tells(ticket, "23 14:00", terms=terms) == ["breach", "level-1"]


def test_after_downtime_a_warning_is_passed_over_when_the_breach_is_owed_too() -> None:
    now = at("23 12:00")
    found = owed(agenda(a_ticket(), TERMS, CALENDARS, now), frozenset(), now)
    assert [s.name for s in found.passed] == ["warn-75"]
    assert [s.name for s in found.tell] == ["breach", "level-1"]


def test_after_downtime_only_the_last_warning_is_told() -> None:
    terms = some_terms(a_row(ClockName.REACTION, a_target(hours(1), warn_at=(0.5, 0.75, 0.9))))
    found = owed(agenda(a_ticket(), terms, CALENDARS, at("23 10:50")), frozenset(), at("23 10:50"))
    assert ([s.name for s in found.tell], [s.name for s in found.passed]) == (["warn-75"], ["warn-50"])


def test_the_breach_of_one_clock_does_not_silence_the_warning_of_another() -> None:
    assert "warn-75" in tells(a_ticket(), "23 13:00", frozenset({("reaction", "breach", 0)}))


def test_nothing_is_told_twice() -> None:
    listed = agenda(a_ticket(), TERMS, CALENDARS, at("23 12:00"))
    assert owed(listed, frozenset(s.key for s in listed), at("27 12:00")).tell == ()


@pytest.mark.parametrize("state", ["held", "resolved", "closed"])
def test_nothing_is_owed_for_a_ticket_nobody_works_on(state: str) -> None:
    assert steps(a_ticket(opened(state=state)), terms=replace(PROGRESS, remind={"unassigned": minutes(30)})) == {}


def test_an_answer_ends_the_agenda_of_the_reaction_clock() -> None:
    assert set(steps(a_ticket(an_event(ANSWERED, "23 10:30")), terms=some_terms(ladder=()))) == {
        "resolution warn-75",
        "resolution breach",
    }


def test_reopening_arms_the_steps_anew() -> None:
    ticket = a_ticket(an_event(EventKind.RESOLVED, "23 12:00"), an_event(EventKind.REOPENED, "24 09:00"))
    assert steps(ticket)["resolution breach"].key == ("resolution", "breach", 1)


def test_s27_an_aim_is_a_reminder_on_the_morning_of_its_day_and_nothing_else_ox07() -> None:
    found = steps(a_ticket(opened("19 10:00")), terms=AIM)
    assert [(name, step.at) for name, step in found.items()] == [("pick-up aim", at("24 09:00"))]


def test_s27_an_aim_of_the_same_day_is_a_reminder_when_it_is_reached() -> None:
    terms = some_terms(a_row(ClockName.REACTION, a_target(hours(4), soft=True)))
    assert steps(a_ticket(), terms=terms)["aim"].at == at("23 14:00")


def test_s28_a_paused_aim_reminds_of_nothing_even_if_it_has_passed() -> None:
    terms = some_terms(a_row(ClockName.PICK_UP, a_target(hours(1), soft=True)))
    assert steps(a_ticket(waiting("23 12:00")), terms=terms) == {}


def test_s27_an_aim_that_ends_at_midnight_is_reminded_of_on_the_day_it_ends() -> None:
    terms = some_terms(a_row(ClockName.REACTION, a_target(hours(38), "24x5", soft=True)))
    assert steps(a_ticket(opened("19 10:00")), terms=terms)["aim"].at == at("20 00:00")


def test_s18_an_unstarted_resolution_clock_is_reminded_of_after_a_support_day() -> None:
    assert steps(a_ticket(), terms=REMIND)["resolution not-started"].at == at("24 10:00")


def test_s18_once_the_root_cause_is_known_nobody_is_reminded() -> None:
    cause = an_event(EventKind.ROOT_CAUSE, "23 12:00", established=at("23 12:00").isoformat())
    assert "resolution not-started" not in steps(a_ticket(cause), terms=REMIND)


def test_an_unassigned_ticket_is_reminded_of_in_support_time_iv23() -> None:
    assert steps(a_ticket(opened("21 03:00")), terms=REMIND)["unassigned"].at == at("23 09:00")


def test_an_assigned_ticket_is_not_reminded_of() -> None:
    assert "unassigned" not in steps(a_ticket(opened(assignee="an@desk.example")), terms=REMIND)


def test_progress_is_owed_by_the_interval_of_the_rank() -> None:
    assert steps(a_ticket(), terms=PROGRESS)["progress-1"].at == at("23 12:00")
    assert steps(a_ticket(opened(priority=3)), terms=PROGRESS)["progress-1"].at == at("24 09:00")


def test_progress_counts_from_the_last_thing_contacts_heard() -> None:
    assert steps(a_ticket(an_event(ANSWERED, "23 11:30")), terms=PROGRESS)["progress-1"].at == at("23 13:30")


def test_after_downtime_contacts_get_one_update_and_the_next_in_its_time() -> None:
    late = a_ticket(opened(priority=1))
    assert [n for n in tells(late, "25 12:00", terms=PROGRESS) if n.startswith("progress")] == ["progress-1"]
    after = a_ticket(told("25 12:00", "progress-1", "ticket", due="23 12:00"))
    assert steps(after, terms=PROGRESS)["progress-2"].at == at("25 14:00")


def test_an_update_told_when_it_was_due_does_not_drift() -> None:
    after = a_ticket(told("23 12:00:03", "progress-1", "ticket", due="23 12:00"))
    assert steps(after, terms=PROGRESS)["progress-2"].at == at("23 14:00")


def test_contacts_we_wait_for_get_no_progress() -> None:
    assert "progress-1" not in steps(a_ticket(waiting("23 10:30")), terms=PROGRESS)
    assert steps(a_ticket(waiting("23 10:30", "23 15:00")), terms=PROGRESS)["progress-1"].at == at("23 16:30")


def test_progress_starts_anew_with_a_reopening_or_the_end_of_a_hold() -> None:
    reopened = a_ticket(an_event(EventKind.RESOLVED, "23 11:00"), an_event(EventKind.REOPENED, "24 09:00"))
    assert steps(reopened, terms=PROGRESS)["progress-1"].at == at("24 11:00")
    released = a_ticket(opened(state="held"), became("24 09:00", "new"))
    assert steps(released, terms=PROGRESS)["progress-1"].at == at("24 11:00")


def test_progress_goes_on_behind_a_workaround() -> None:
    ticket = a_ticket(an_event(EventKind.WORKAROUND, "23 10:30"), became("23 11:00", "with-vendor"))
    assert "progress-1" in steps(ticket, terms=PROGRESS)


def test_next_due_is_the_first_step_not_told() -> None:
    listed = agenda(a_ticket(), TERMS, CALENDARS, at("23 10:00"))
    assert next_due(listed, frozenset(), at("23 10:00")) == at("23 10:45")
    assert next_due(listed, frozenset({("reaction", "warn-75", 0)}), at("23 10:50")) == at("23 11:00") + INSTANT


def test_next_due_is_now_when_something_is_owed_and_none_when_nothing_will_be() -> None:
    listed = agenda(a_ticket(), TERMS, CALENDARS, at("23 10:00"))
    assert next_due(listed, frozenset(), at("23 12:00")) == at("23 12:00")
    assert next_due(listed, frozenset(s.key for s in listed), at("23 12:00")) is None


def test_names_and_instants_survive_recalculation() -> None:
    ticket = a_ticket(waiting("23 10:30", "23 11:30"))
    early, late = (agenda(ticket, TERMS, CALENDARS, at(now)) for now in ("23 11:30", "24 16:00"))
    assert early == late
    assert len({s.key for s in early}) == len(early)


def test_a_contract_without_support_hours_owes_no_progress_and_no_reminders() -> None:
    terms = some_terms(support_hours="", progress={"*": hours(2)}, remind={"unassigned": timedelta(minutes=5)})
    assert not {"progress-1", "unassigned"} & set(steps(a_ticket(), terms=terms))

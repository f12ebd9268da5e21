"""InfraVision's table of times (section 3.2) in its support hours: one hour is one open hour, nine hours are a day."""

from itertools import pairwise

import pytest

from deskwork import Desk, local
from mailtriage.desk.clock import ClockState, Result
from mailtriage.desk.event import EventKind
from mailtriage.desk.state import PendingReason, State
from mailtriage.errors import Permanent
from mailtriage.jobs import acts

JAN = "jan.dewit@waterland.example"
SANNE = "sanne.kuiper@havenzuid.example"
TOP = "Koppeling ligt plat voor iedereen"
HIGH = "De koppeling is traag voor alle gebruikers"
MEDIUM = "Ik kan niet inloggen"
LOW = "De koppeling is traag bij mij"
COORDINATOR = "carla@staff.example"


def promises(desk: Desk, sender: str, subject: str) -> tuple[int | None, str | None, str | None]:
    """Priority, and when the reaction falls due, and the resolution when the cause is known at once."""
    number = desk.mail(sender, subject)
    desk.do(number, acts.root_cause("gevonden", None))
    return desk.file(number).ticket.priority, desk.due(number), desk.due(number, "resolution")


@pytest.mark.parametrize("sender", [JAN, SANNE])
def test_IV_42_top_reacts_within_one_support_hour_and_resolves_within_four(desk: Desk, sender: str) -> None:
    assert promises(desk, sender, TOP) == (1, "2026-11-23 11:00", "2026-11-23 14:00")


@pytest.mark.parametrize("sender", [JAN, SANNE])
def test_IV_43_high_reacts_within_nine_support_hours_and_resolves_within_eighteen(desk: Desk, sender: str) -> None:
    assert promises(desk, sender, HIGH) == (2, "2026-11-24 10:00", "2026-11-25 10:00")


@pytest.mark.parametrize("sender", [JAN, SANNE])
def test_IV_44_medium_reacts_within_eighteen_support_hours_and_resolves_within_forty_five(
    desk: Desk, sender: str
) -> None:
    assert promises(desk, sender, MEDIUM) == (3, "2026-11-25 10:00", "2026-11-30 10:00")


@pytest.mark.parametrize("sender", [JAN, SANNE])
def test_IV_45_low_reacts_within_eighteen_support_hours_and_resolves_within_ninety(desk: Desk, sender: str) -> None:
    assert promises(desk, sender, LOW) == (4, "2026-11-25 10:00", "2026-12-07 10:00")


def test_IV_45_two_facts_set_the_priority_and_going_against_them_needs_a_reason(desk: Desk) -> None:
    number = desk.mail(JAN, LOW)
    with pytest.raises(Permanent, match="reason"):
        desk.do(number, acts.prioritise(1, "", "", ""))
    desk.do(number, acts.prioritise(None, "many", "", ""))
    assert desk.file(number).ticket.priority == 2
    desk.do(number, acts.prioritise(1, "", "", "de directeur staat erbij"))
    assert desk.file(number).ticket.priority == 1
    sorted_anew = [e for e in desk.file(number).ticket.events if e.kind is EventKind.TRIAGED]
    assert sorted_anew[-1].text("reason") == "de directeur staat erbij"


def test_IV_10_an_incident_has_the_targets_of_its_priority(desk: Desk) -> None:
    found = [promises(desk, JAN, subject) for subject in (TOP, HIGH, MEDIUM, LOW)]
    assert [rank for rank, _, _ in found] == [1, 2, 3, 4]
    assert all(str(sooner[2]) < str(later[2]) for sooner, later in pairwise(found))


def test_IV_27_a_service_down_for_several_users_is_resolved_within_four_support_hours(desk: Desk) -> None:
    desk.clock.at = local("2026-11-23 15:30")
    assert promises(desk, JAN, "De koppeling werkt niet, meerdere gebruikers hebben last")[2] == "2026-11-24 10:30"


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-23 03:00", "2026-11-23 09:30"),  # before hours
        ("2026-11-20 17:00", "2026-11-23 09:00"),  # half an hour on Friday, half on Monday
        ("2026-11-21 12:00", "2026-11-23 09:30"),  # a Saturday
        ("2026-12-24 17:00", "2026-12-28 09:00"),  # Christmas is no support hours: contradiction 4
    ],
)
def test_IV_29_clocks_run_from_monday_to_friday_between_half_past_eight_and_half_past_five(
    desk: Desk, received: str, due: str
) -> None:
    desk.clock.at = local(received)
    assert desk.due(desk.mail(JAN, TOP)) == due


def test_IV_46_nine_hours_are_one_day_without_a_lunch_break(desk: Desk) -> None:
    desk.clock.at = local("2026-11-23 08:30")
    assert desk.due(desk.mail(JAN, HIGH)) == "2026-11-23 17:30"


def test_IV_47_both_clocks_stand_still_outside_support_hours(desk: Desk) -> None:
    desk.clock.at = local("2026-11-20 17:15")
    number = desk.mail(JAN, TOP)
    desk.do(number, acts.root_cause("gevonden", None))
    left = {}
    for when in ("2026-11-20 17:30", "2026-11-22 12:00", "2026-11-23 08:30"):
        desk.clock.at = local(when)
        left[when] = {clock.remaining for clock in desk.file(number).clocks}
    assert len({frozenset(spans) for spans in left.values()}) == 1
    assert (desk.due(number), desk.due(number, "resolution")) == ("2026-11-23 09:15", "2026-11-23 12:15")


def test_IV_48_a_workaround_stops_the_resolution_and_the_ticket_stays_open(desk: Desk) -> None:
    number = desk.mail(JAN, TOP)
    desk.do(number, acts.root_cause("gevonden", None))
    desk.until("2026-11-23 13:59")
    desk.do(number, acts.work_around("Gebruik voorlopig de oude koppeling."))
    desk.until("2026-12-01 12:00")
    file = desk.file(number)
    clock = file.clock("resolution")
    assert clock is not None
    assert (file.ticket.state, clock.state, clock.verdict) == (State.WORKAROUND, ClockState.STOPPED, Result.MET)
    assert file.ticket.live
    assert any("oude koppeling" in mail.text for mail in desk.written("workaround") if mail.to == JAN)


def test_IV_49_the_resolution_starts_when_the_root_cause_is_established_and_the_customer_hears(desk: Desk) -> None:
    number = desk.mail(JAN, TOP)
    clock = desk.file(number).clock("resolution")
    assert clock is not None
    assert (clock.state, clock.due) == (ClockState.NOT_STARTED, None)
    desk.until("2026-11-23 16:00")
    desk.do(number, acts.root_cause("een certificaat is verlopen", local("2026-11-23 15:00")))
    assert desk.due(number, "resolution") == "2026-11-24 10:00"
    (told,) = [mail for mail in desk.written("root-cause") if mail.to == JAN]
    assert "certificaat" in told.text
    assert "uiterlijk morgen, dinsdag 24 november 2026 om 10.00 uur" in told.text


def test_IV_49_a_cause_nobody_establishes_is_brought_to_the_coordinator_after_a_day(desk: Desk) -> None:
    number = desk.mail(JAN, LOW)
    desk.until("2026-11-24 10:00")
    asked = [mail for mail in desk.written("reminder", ticket=number) if mail.step == "not-started"]
    assert COORDINATOR in {mail.to for mail in asked}
    assert {mail.at for mail in asked} == {"2026-11-24 10:00"}


def test_IV_50_an_unmet_precondition_pauses_the_resolution_from_when_to_when_is_on_record(desk: Desk) -> None:
    number = desk.mail(JAN, TOP)
    desk.do(number, acts.root_cause("gevonden", None))
    desk.until("2026-11-23 12:00")
    desk.do(number, acts.move(State.PENDING, PendingReason.ACCESS))
    desk.until("2026-11-24 12:00")
    assert desk.due(number, "resolution") is None
    breached = [e.text("clock") for e in desk.file(number).ticket.events if e.kind is EventKind.BREACHED]
    assert breached == ["reaction"]
    desk.do(number, acts.move(State.OPEN, ""))
    clock = desk.file(number).clock("resolution")
    assert clock is not None
    assert clock.pauses == ((local("2026-11-23 12:00"), local("2026-11-24 12:00")),)
    assert desk.due(number, "resolution") == "2026-11-24 14:00"

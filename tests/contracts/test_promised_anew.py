"""A promise that was told of and then given anew: what lies ahead again is told again, once, and what was told stands (S22, S24, S28).

De Vries has no ladder: severity 1 is answered within two hours, 3 within eight, 4 within sixteen of 09:00 to 17:00. Waterland has
one: Top within one hour of 08:30 to 17:30, High within nine.
"""

from pathlib import Path

import pytest

from configured import a_configuration, change, loaded
from deskwork import Desk, Written, local
from mailtriage.desk.clock import Clock, Result
from mailtriage.desk.event import Event, EventKind
from mailtriage.jobs import acts
from mailtriage.jobs.acts import Act
from mailtriage.jobs.recalculating import recalculate
from mailtriage.jobs.watch import watch

HENK, JAN = "henk@devries.example", "jan.dewit@waterland.example"
TOP = "Koppeling ligt plat voor iedereen"
IV_WEEK = 'week = { mon-fri = ["08:30-17:30"] }\nholidays = { country = "NL" }'
TOLD = ("warning", "breach", "escalation", "digest")


def told(desk: Desk, since: str = "", clock: str = "") -> list[tuple[str, str]]:
    """Instant and step of what the watch told on staff's side, each once however many were told; oldest first."""
    found = [(w.at, w.step) for w in desk.written(*TOLD) if w.at >= since and clock in w.text]
    return list(dict.fromkeys(found))


def an_assigned_ticket(desk: Desk, sender: str, subject: str) -> int:
    number = desk.mail(sender, subject, "stuk")
    desk.do(number, acts.assign(desk.office.installation.staff.find, "tomas@staff.example", ""))
    return number


def reaction(desk: Desk, number: int) -> Clock:
    found = desk.file(number).clock("reaction")
    assert found is not None
    return found


def events(desk: Desk, number: int, kind: EventKind, clock: str = "reaction") -> list[Event]:
    return [e for e in desk.file(number).ticket.events if e.kind is kind and e.text("clock") == clock]


def ranked(desk: Desk, number: int, rank: int) -> None:
    desk.do(number, acts.prioritise(rank, "", "", "anders bekeken"))


def with_monday_closed(desk: Desk, directory: Path) -> None:
    """Somebody adds a forgotten holiday to InfraVision's calendar, and the daemon starts again."""
    configuration = a_configuration(directory)
    closed = IV_WEEK.replace('"NL"', '"NL", add = [{ date = 2026-11-23, name = "Vergeten" }]')
    change(configuration, "calendars.toml", IV_WEEK, closed)
    desk.under(loaded(configuration))
    recalculate(desk.office)


def test_s22_a_promise_lowered_after_its_breach_is_told_of_when_it_breaks_again_where_there_is_no_ladder(
    desk: Desk,
) -> None:
    number = an_assigned_ticket(desk, HENK, "LN urgentie 1")
    desk.until("2026-11-23 12:30")
    before = told(desk)
    ranked(desk, number, 3)
    assert desk.due(number) == "2026-11-24 10:00"
    desk.until("2026-11-30 12:00")
    assert before[-1] == ("2026-11-23 12:00:00.000001", "breach")
    assert told(desk, "2026-11-23 12:30") == [
        ("2026-11-23 14:00", "warn-50"),
        ("2026-11-23 16:00", "warn-75"),
        ("2026-11-24 10:00:00.000001", "breach"),
    ]
    first, second = events(desk, number, EventKind.BREACHED)
    assert (first.instant("due"), second.instant("due")) == (local("2026-11-23 12:00"), local("2026-11-24 10:00"))


def test_s22_the_success_manager_gets_a_copy_of_the_second_breach_too(desk: Desk) -> None:
    number = an_assigned_ticket(desk, "linda.smit@noordzee.example", "LN severity 1")
    desk.until("2026-11-23 11:00")
    ranked(desk, number, 3)
    desk.until("2026-11-30 12:00")
    breaches = desk.written("breach", ticket=number)
    to = {at: {w.to for w in breaches if w.at == at} for at in dict.fromkeys(w.at for w in breaches)}
    assert len(to) == 2
    assert len(set(map(frozenset, to.values()))) == 1


def test_s22_a_ladder_is_climbed_again_from_its_foot(desk: Desk) -> None:
    number = an_assigned_ticket(desk, JAN, TOP)
    desk.until("2026-11-23 13:30")
    climbed = [step for _, step in told(desk, clock="eerste reactie") if step.startswith("level")]
    desk.do(number, acts.acknowledge("ik kijk"))
    ranked(desk, number, 2)
    assert desk.due(number) == "2026-11-24 10:00"
    desk.until("2026-11-24 18:00")
    assert climbed == ["level-1", "level-2"]
    assert told(desk, "2026-11-23 13:30", clock="eerste reactie") == [
        ("2026-11-23 14:30", "warn-50"),
        ("2026-11-23 16:45", "warn-75"),
        ("2026-11-24 10:00:00.000001", "breach"),
        ("2026-11-24 10:00:00.000001", "level-1"),
        ("2026-11-24 12:00:00.000001", "level-2"),
    ]


def test_s22_a_raised_promise_that_was_broken_before_is_not_told_of_again(desk: Desk) -> None:
    number = an_assigned_ticket(desk, HENK, "LN urgentie 3")
    desk.until("2026-11-24 10:30")
    ranked(desk, number, 1)
    desk.until("2026-11-30 12:00")
    assert [step for _, step in told(desk)] == ["warn-50", "warn-75", "breach"]
    assert len(events(desk, number, EventKind.BREACHED)) == 1


def test_s22_lowered_and_raised_again_to_the_due_instant_that_was_told_says_nothing_twice(desk: Desk) -> None:
    number = an_assigned_ticket(desk, HENK, "LN urgentie 1")
    desk.until("2026-11-23 12:30")
    before = told(desk)
    ranked(desk, number, 3)
    desk.until("2026-11-23 13:00")
    ranked(desk, number, 1)
    desk.until("2026-11-30 12:00")
    assert told(desk) == before
    assert (reaction(desk, number).breaks, len(events(desk, number, EventKind.BREACHED))) == (
        local("2026-11-23 12:00:00.000001"),
        1,
    )


def test_s22_lowered_and_raised_to_a_third_due_instant_that_is_past_is_told_once_at_the_change(desk: Desk) -> None:
    number = an_assigned_ticket(desk, HENK, "LN urgentie 1")
    desk.until("2026-11-23 12:30")
    ranked(desk, number, 4)
    desk.until("2026-11-24 10:30")
    ranked(desk, number, 3)
    desk.until("2026-11-30 12:00")
    after = [(at, step) for at, step in told(desk, "2026-11-23 12:30") if step == "breach"]
    assert after == [("2026-11-24 10:30", "breach")]
    assert events(desk, number, EventKind.BREACHED)[-1].text("by") == "re-prioritisation"


def test_s28_warnings_of_a_lowered_promise_that_lie_ahead_again_are_told_and_those_behind_are_not(desk: Desk) -> None:
    number = an_assigned_ticket(desk, HENK, "LN urgentie 3")
    desk.until("2026-11-23 16:30")
    ranked(desk, number, 4)
    desk.until("2026-11-25 09:59")
    assert told(desk) == [
        ("2026-11-23 14:00", "warn-50"),
        ("2026-11-23 16:00", "warn-75"),
        ("2026-11-24 10:00", "warn-50"),
        ("2026-11-24 14:00", "warn-75"),
    ]


def test_s28_a_promise_lowered_twice_is_told_of_after_each(desk: Desk) -> None:
    number = an_assigned_ticket(desk, HENK, "LN urgentie 1")
    desk.until("2026-11-23 12:30")
    ranked(desk, number, 3)
    desk.until("2026-11-24 11:00")
    ranked(desk, number, 4)
    desk.until("2026-11-30 12:00")
    assert [at for at, step in told(desk) if step == "breach"] == [
        "2026-11-23 12:00:00.000001",
        "2026-11-24 10:00:00.000001",
        "2026-11-25 10:00:00.000001",
    ]
    assert len(events(desk, number, EventKind.BREACHED)) == 3


def test_s22_a_promise_lowered_while_it_is_paused_is_told_of_once_it_runs_and_breaks_again(desk: Desk) -> None:
    number = an_assigned_ticket(desk, JAN, TOP)
    desk.do(number, acts.root_cause("een schijf", None))
    desk.do(number, acts.reply("we kijken"))
    desk.until("2026-11-23 14:30")
    desk.do(number, lambda *_: Act(((EventKind.STATE, {"to": "pending", "reason": "requester"}),)))
    ranked(desk, number, 2)
    assert desk.due(number, "resolution") is None
    desk.until("2026-11-23 15:00")
    desk.mail(JAN, f"Re: [T-{number}] x", "Ja, dat werkt niet.")
    assert desk.due(number, "resolution") == "2026-11-25 10:30"
    desk.until("2026-11-25 13:00")
    assert [step for at, step in told(desk, "2026-11-25 10:30", clock="oplossing")] == ["breach", "level-1", "level-2"]


def test_s24_a_calendar_mended_after_a_breach_takes_it_back_and_the_next_one_is_told(
    desk: Desk, tmp_path: Path
) -> None:
    recalculate(desk.office)
    number = an_assigned_ticket(desk, JAN, TOP)
    desk.until("2026-11-23 12:00")
    with_monday_closed(desk, tmp_path)
    assert (desk.due(number), reaction(desk, number).breached) == ("2026-11-24 09:30", None)
    desk.until("2026-11-24 12:00")
    assert told(desk, "2026-11-23 12:00", clock="eerste reactie") == [
        ("2026-11-24 09:00", "warn-50"),
        ("2026-11-24 09:15", "warn-75"),
        ("2026-11-24 09:30:00.000001", "breach"),
        ("2026-11-24 09:30:00.000001", "level-1"),
        ("2026-11-24 11:30:00.000001", "level-2"),
    ]
    assert reaction(desk, number).breached == local("2026-11-24 09:30:00.000001")


def test_s22_what_nobody_had_looked_at_before_the_change_is_on_record_as_broken(desk: Desk) -> None:
    number = an_assigned_ticket(desk, HENK, "LN urgentie 1")
    desk.clock.at = local("2026-11-23 12:30")  # the watch was down
    ranked(desk, number, 3)
    (broken,) = events(desk, number, EventKind.BREACHED)
    assert (broken.occurred, broken.text("by")) == (local("2026-11-23 12:00:00.000001"), "time")
    assert reaction(desk, number).verdict is Result.NONE
    assert reaction(desk, number).breached == broken.occurred


def test_s22_the_watch_says_nothing_more_however_often_it_looks(desk: Desk) -> None:
    number = an_assigned_ticket(desk, JAN, TOP)
    desk.until("2026-11-23 13:30")
    ranked(desk, number, 2)
    desk.until("2026-11-24 13:00")
    before = len(desk.written())
    for _ in range(3):
        watch(desk.office)
    assert len(desk.written()) == before
    assert len(events(desk, number, EventKind.BREACHED)) == 2


@pytest.mark.parametrize(("rank", "due"), [(1, "12.00"), (3, "10.00")])
def test_INF_09_the_customer_hears_the_new_time_at_the_change_and_nothing_at_the_breach(
    desk: Desk, rank: int, due: str
) -> None:
    number = an_assigned_ticket(desk, HENK, "LN urgentie 2")
    desk.until("2026-11-23 10:30")
    ranked(desk, number, rank)
    desk.until("2026-11-26 12:00")
    mails: list[Written] = [w for w in desk.written(ticket=number) if w.to == HENK]
    assert [w.purpose for w in mails] == ["acknowledgement", "acknowledgement"]
    assert f"om {due} uur" in mails[1].text


def test_s24_the_record_says_was_now_and_why_of_a_priority_too(desk: Desk) -> None:
    number = an_assigned_ticket(desk, HENK, "LN urgentie 1")
    ranked(desk, number, 3)
    (anew,) = events(desk, number, EventKind.RECALCULATED)
    assert (anew.instant("was"), anew.instant("now")) == (local("2026-11-23 12:00"), local("2026-11-24 10:00"))
    assert (anew.text("why"), anew.text("by")) == ("anders bekeken", "re-prioritisation")

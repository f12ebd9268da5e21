"""The root cause recorded again: a correction, on record, that never makes a missed promise met (S18, S22, IV-49)."""

import pytest

from deskwork import Desk, local
from mailtriage.desk.clock import Clock, Result
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.state import State
from mailtriage.errors import Permanent
from mailtriage.jobs import acts

JAN = "jan.dewit@waterland.example"


def a_known_cause(desk: Desk) -> int:
    """A Top incident of 10:00, answered, its cause known at once: resolved by 14:00."""
    number = desk.mail(JAN, "Koppeling ligt plat voor iedereen", "stuk")
    desk.do(number, acts.reply("we kijken"))
    desk.do(number, acts.root_cause("de database", None))
    return number


def resolution(desk: Desk, number: int) -> Clock:
    found = desk.file(number).clock("resolution")
    assert found is not None
    return found


def recalculated(desk: Desk, number: int) -> list[Event]:
    return [e for e in desk.file(number).ticket.events if e.kind is EventKind.RECALCULATED]


@pytest.mark.parametrize("when", [None, "2026-11-23 14:30"])
@pytest.mark.parametrize("watched", [True, False])
def test_IV_49_a_missed_promise_is_not_talked_away_by_another_root_cause(
    desk: Desk, when: str | None, *, watched: bool
) -> None:
    number = a_known_cause(desk)
    desk.until("2026-11-23 15:00" if watched else "2026-11-23 13:30")
    desk.clock.at = local("2026-11-23 15:00")
    desk.do(number, acts.root_cause("toch iets anders", local(when) if when else None))
    assert (desk.due(number, "resolution"), resolution(desk, number).verdict) == ("2026-11-23 14:00", Result.MISSED)
    desk.do(number, acts.resolve("klaar"))
    found = resolution(desk, number)
    assert (found.verdict, found.breached) == (Result.MISSED, local("2026-11-23 14:00:00.000001"))
    assert [e.text("was") for e in desk.file(number).ticket.events if e.kind is EventKind.ROOT_CAUSE] == [
        "",
        "2026-11-23T09:00:00+00:00",
    ]


def test_IV_49_a_correction_in_time_moves_the_promise_and_says_was_now_and_why(desk: Desk) -> None:
    number = a_known_cause(desk)
    desk.until("2026-11-23 12:00")
    desk.do(number, acts.root_cause("toch de schijf", local("2026-11-23 11:00")))
    assert desk.due(number, "resolution") == "2026-11-23 15:00"
    (anew,) = recalculated(desk, number)
    assert (anew.instant("was"), anew.instant("now")) == (local("2026-11-23 14:00"), local("2026-11-23 15:00"))
    assert (anew.text("why"), anew.text("clock")) == ("toch de schijf", "resolution")
    desk.until("2026-11-23 16:00")
    assert [w.at for w in desk.written("breach") if "oplossing" in w.text][:1] == ["2026-11-23 15:00:00.000001"]


def test_IV_49_recording_the_cause_again_without_an_instant_gives_no_more_time(desk: Desk) -> None:
    number = a_known_cause(desk)
    desk.until("2026-11-23 13:59")
    desk.do(number, acts.root_cause("in andere woorden", None))
    assert (desk.due(number, "resolution"), recalculated(desk, number)) == ("2026-11-23 14:00", [])


@pytest.mark.parametrize("state", ["resolved", "closed"])
def test_IV_49_a_ticket_that_is_done_takes_no_root_cause(desk: Desk, state: str) -> None:
    number = a_known_cause(desk)
    desk.do(number, acts.resolve("klaar"))
    if state == "closed":
        desk.do(number, acts.move(State.CLOSED, "opgelost"))
    before = len(desk.written())
    with pytest.raises(Permanent, match=f"{state} takes no root cause"):
        desk.do(number, acts.root_cause("weer", None))
    assert len(desk.written()) == before


def test_IV_49_nothing_is_established_in_the_future(desk: Desk) -> None:
    number = desk.mail(JAN, "Koppeling ligt plat voor iedereen", "stuk")
    with pytest.raises(Permanent, match="in the future"):
        desk.do(number, acts.root_cause("db", local("2027-11-24 09:00")))
    assert desk.due(number, "resolution") is None


def test_IV_49_a_cause_found_behind_a_workaround_leaves_the_clock_that_stopped(desk: Desk) -> None:
    number = a_known_cause(desk)
    desk.until("2026-11-23 12:00")
    desk.do(number, acts.work_around("herstart"))
    before = resolution(desk, number)
    desk.until("2026-11-23 13:00")
    desk.do(number, acts.root_cause("de schijf", local("2026-11-23 10:30")))
    after = resolution(desk, number)
    assert (after.started, after.due, after.verdict) == (before.started, before.due, Result.MET)
    assert "14:00" not in desk.written("root-cause")[-1].text  # nothing is promised that was kept already

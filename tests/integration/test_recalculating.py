"""A calendar edited after promises were made: what still runs moves and says why, what stopped stands (S24, E43)."""

from pathlib import Path

from configured import change
from mailtriage.desk.event import EventKind
from mailtriage.jobs import acts
from mailtriage.jobs.acts import Actor, act, read_ticket
from mailtriage.jobs.facts import Dossier
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.recalculating import recalculate
from mailtriage.store import tickets
from officed import MONDAY, HandClock, a_mail, an_office, take_in

EDITED = 'holidays = { country = "NL", add = [{ date = 2026-11-23, name = "Closed" }] }'


def edited(directory: Path, office: Office, clock: HandClock) -> Office:
    """The same desk after somebody declared Monday closed."""
    text = (directory / "config" / "calendars.toml").read_text(encoding="utf-8")
    start = text.index("[calendar.iv_office]") if "[calendar.iv_office]" in text else text.index("[iv_office]")
    line = next(one for one in text[start:].splitlines() if one.startswith("holidays"))
    change(
        directory / "config",
        "calendars.toml",
        text[start : text.index(line, start) + len(line)],
        text[start : text.index(line, start)] + EDITED,
    )
    return an_office(directory, office.installation.database_url, clock)


def stands(office: Office, number: int = 1) -> Dossier:
    """A ticket now."""
    with office.database.read() as session:
        return read_ticket(Moment(office, session, office.now()), number)


def test_a_running_promise_moves_and_its_ticket_says_was_now_and_why(tmp_path: Path, database_url: str) -> None:
    clock = HandClock()
    office = an_office(tmp_path, database_url, clock)
    assert recalculate(office) == 0
    take_in(office, a_mail())
    before = stands(office).clock("reaction")
    clock.forward(minutes=10)
    later = edited(tmp_path, office, clock)
    assert recalculate(later) == 1
    after = stands(later)
    reaction = after.clock("reaction")
    assert before is not None
    assert reaction is not None
    assert before.due == MONDAY.replace(hour=9)
    assert reaction.due == MONDAY.replace(day=24, hour=8, minute=30)
    event = next(e for e in after.ticket.events if e.kind is EventKind.RECALCULATED)
    assert event.text("was") == before.due.isoformat()
    assert event.text("now") == reaction.due.isoformat()
    assert "holiday 2026-11-23 added" in event.text("why")
    with later.database.read() as session:
        next_due = tickets.next_due(session)
    assert next_due is not None
    assert next_due >= MONDAY.replace(day=24, hour=7, minute=30)


def test_it_happens_once(tmp_path: Path, database_url: str) -> None:
    clock = HandClock()
    office = an_office(tmp_path, database_url, clock)
    recalculate(office)
    take_in(office, a_mail())
    later = edited(tmp_path, office, clock)
    assert (recalculate(later), recalculate(later)) == (1, 0)


def test_a_clock_that_stopped_keeps_its_verdict(tmp_path: Path, database_url: str) -> None:
    clock = HandClock()
    office = an_office(tmp_path, database_url, clock)
    recalculate(office)
    take_in(office, a_mail())
    clock.forward(hours=2)
    act(office, 1, Actor("femke@staff.example", "command line"), acts.reply("Wij kijken ernaar."))
    before = stands(office).clock("reaction")
    later = edited(tmp_path, office, clock)
    assert recalculate(later) == 0
    after = stands(later).clock("reaction")
    assert before is not None
    assert after is not None
    assert (after.verdict, after.due, after.elapsed) == (before.verdict, before.due, before.elapsed)
    assert after.verdict == "missed"
